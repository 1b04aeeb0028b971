<#
.SYNOPSIS
    Spreads a bulk run over machines that are reached by SSH, brings their journals home, and collects them.
.DESCRIPTION
    Each machine has PowerShell as an SSH subsystem, the module, and WHATAI_BASE_URL and WHATAI_API_KEY in its own environment: a connection
    does not travel, and a key should not. A machine that is lost is one part that is lost: run it again, and only what is missing is asked.
.EXAMPLE
    ./SshFanOut.ps1 -HostName node1, node2, node3, node4 -Path prompts.txt -Journal ./run -OutFile answers.csv
#>
param(
    [Parameter(Mandatory)] [string[]] $HostName,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Journal,
    [Parameter(Mandatory)] [string] $OutFile,
    [string] $ModulePath = 'WhataiPS',
    [string] $RemoteJournal = 'whatai-run',
    [int] $ThrottleLimit = 16
)
$ErrorActionPreference = 'Stop'
# A host that is silent is given up after a minute, and nobody is asked for a password.
$options = @{ BatchMode = 'yes'; ConnectTimeout = '15'; ServerAliveInterval = '15'; ServerAliveCountMax = '4' }
$prompts = @(Get-Content $Path | Where-Object { $_.Trim() })
$null = New-Item $Journal -ItemType Directory -Force
# With pwsh -File, a list is one text.
$HostName = $HostName -split ','
$count = $HostName.Count
$jobs = foreach ($i in 0..($count - 1)) {
    # What is home already goes along, so that a machine in the place of another goes on as well.
    $known = @(Get-ChildItem $Journal -Filter *.jsonl | ForEach-Object { @{ Name = $_.Name; Text = [IO.File]::ReadAllText($_.FullName) } })
    Invoke-Command -HostName $HostName[$i] -Options $options -AsJob -JobName "$i/$count" -ArgumentList $prompts, "$i/$count", $ModulePath, "$RemoteJournal-$i", $ThrottleLimit, $known -ScriptBlock {
        param($prompts, $shard, $module, $journal, $throttle, $known)
        Import-Module $module
        $folder = New-Item $journal -ItemType Directory -Force
        $own = "shard-$($shard.Replace('/', '-of-')).jsonl"
        foreach ($file in $known) {
            $target = Join-Path $folder $file.Name
            if ($file.Name -ne $own -or -not (Test-Path $target)) { [IO.File]::WriteAllText($target, $file.Text) }
        }
        try { $prompts | Invoke-WhataiChat -Shard $shard -Journal $folder.FullName -ThrottleLimit $throttle -ErrorAction Continue | Out-Null }
        finally { $path = Join-Path $folder $own; if (Test-Path $path) { @{ Name = $own; Text = [IO.File]::ReadAllText($path) } } }
    }
}
$null = $jobs | Wait-Job
foreach ($job in $jobs) {
    try {
        foreach ($file in @($job | Receive-Job -ErrorAction Continue)) { [IO.File]::WriteAllText((Join-Path (Resolve-Path $Journal) $file.Name), $file.Text) }
    }
    catch { Write-Warning "Shard $($job.Name) on $($job.Location): $_" }
}
$jobs | Remove-Job -Force
& (Join-Path $PSScriptRoot BulkCollect.ps1) -Path $Path -Journal $Journal -OutFile $OutFile
exit $LASTEXITCODE
