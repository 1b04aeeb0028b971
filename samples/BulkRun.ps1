<#
.SYNOPSIS
    Asks a model about every line of a file, side by side, and writes a CSV. Interrupt it and run it again: it goes on where it
    ended, and pays for nothing twice.
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
    Invoke-WhataiChat -ThrottleLimit $ThrottleLimit -Journal "$OutFile.jsonl" -ExpectedCount $prompts.Count -ErrorAction Continue -ErrorVariable failed |
    Select-Object @{ n = 'Prompt'; e = 'Input' }, Text, @{ n = 'Tokens'; e = { $_.Usage.TotalTokens } } |
    Export-Csv $OutFile -NoTypeInformation -Encoding utf8

Get-WhataiUsage | Out-Host
if ($failed) { Write-Warning "$($failed.Count) of $($prompts.Count) failed; run it again to ask only those." }
