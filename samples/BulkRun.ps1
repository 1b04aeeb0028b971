<#
.SYNOPSIS
    Asks a model about every line of a file, side by side, and writes a CSV. Interrupt it and run it again: it goes on where it
    ended, and pays for nothing twice.
.DESCRIPTION
    For schedulers the exit code is 0 where every line was answered, 75 (EX_TEMPFAIL) where only failures stand against it that may
    have passed by the next run, and 1 otherwise. A call that timed out or lost its connection may have been billed.
.EXAMPLE
    ./BulkRun.ps1 -Path prompts.txt -OutFile answers.csv
.EXAMPLE
    ./BulkRun.ps1 -Path prompts.txt -OutFile answers.csv -MinimumBalance 5    # does not begin with less than that on the key
.EXAMPLE
    Start-WhataiEmulator | Connect-Whatai; ./BulkRun.ps1 -Path prompts.txt -OutFile answers.csv    # offline
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $OutFile,
    [int] $ThrottleLimit = 8,
    [decimal] $MinimumBalance
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

if ($MinimumBalance) { Get-WhataiBalance -Minimum $MinimumBalance | Out-Host }
$prompts = @(Get-Content $Path | Where-Object { $_.Trim() })
$prompts |
    Invoke-WhataiChat -ThrottleLimit $ThrottleLimit -Journal "$OutFile.jsonl" -ExpectedCount $prompts.Count -SummaryVariable run -ErrorAction Continue -ErrorVariable failed |
    Select-Object @{ n = 'Prompt'; e = 'Input' }, Text, @{ n = 'Tokens'; e = { $_.Usage.TotalTokens } } |
    Export-Csv $OutFile -NoTypeInformation -Encoding utf8

Get-WhataiUsage | Out-Host
"$run" | Out-Host
if ($run.Answered -eq $prompts.Count) { exit 0 }

Write-Warning "$($prompts.Count - $run.Answered) of $($prompts.Count) were not answered; run it again to ask only those."
exit $(if ($failed | Where-Object { -not $_.Exception.IsTransient }) { 1 } else { 75 })
