<#
.SYNOPSIS
    Collects what BulkShard.ps1 asked, in the order of the prompts, and writes a CSV. It sends nothing, needs no connection, and can be run
    as often as wanted.
.DESCRIPTION
    The exit code is 0 where every prompt has an answer, and 1 otherwise. Where an answer is missing, run its shard again.
.EXAMPLE
    ./BulkCollect.ps1 -Path prompts.txt -Journal ./run -OutFile answers.csv
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Journal,
    [Parameter(Mandatory)] [string] $OutFile
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

Get-WhataiJournal $Journal -Summary | Out-Host
Get-Content $Path | Where-Object { $_.Trim() } |
    Invoke-WhataiChat -Journal $Journal -JournalOnly -ErrorAction SilentlyContinue -ErrorVariable missing |
    Select-Object @{ n = 'Prompt'; e = 'Input' }, Text, @{ n = 'Tokens'; e = { $_.Usage.TotalTokens } } |
    Export-Csv $OutFile -NoTypeInformation -Encoding utf8

if (-not $missing) { exit 0 }
Write-Warning "$($missing.Count) prompts have no answer yet, the first of them: $($missing[0].TargetObject)"
exit 1
