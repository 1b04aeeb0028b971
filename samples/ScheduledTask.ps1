<#
.SYNOPSIS
    Summarises the last day's warnings and errors of a log file, unattended: the environment says where the gateway is, a failure
    is an exit code, and nothing waits for a person.
.DESCRIPTION
    Set WHATAI_BASE_URL and WHATAI_API_KEY for the account that the task runs as. On Windows register it with
    Register-ScheduledTask, elsewhere call it from cron: pwsh -NoProfile -NonInteractive -File ScheduledTask.ps1 -LogPath …
#>
param(
    [Parameter(Mandatory)] [string] $LogPath,
    [string] $ReportPath = './report.md'
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

try {
    $lines = @(Get-Content $LogPath -Tail 5000 | Select-String -Pattern 'warn|error|fail' | ForEach-Object Line | Select-Object -Last 300)
    if (-not $lines) { Set-Content $ReportPath 'Nothing to report.'; exit 0 }

    $report = $lines | Invoke-WhataiChat 'Group these log lines by cause. For each cause: how often, since when, and what to check first.' `
        -SystemMessage 'You are a careful systems administrator. Answer in Markdown.' -TimeoutSec 300
    Set-Content $ReportPath $report.Text -Encoding utf8
    exit 0
}
catch {
    # The id is stable, so that a monitor can tell a used-up quota from a network that is down.
    [Console]::Error.WriteLine("$($_.FullyQualifiedErrorId): $_")
    exit 1
}
