<#
.SYNOPSIS
    Runs one part of a bulk run: on a scheduler's node, on a machine of one's own, or in a container. BulkCollect.ps1 collects all parts.
.DESCRIPTION
    First see whether one process does it: with -ThrottleLimit 128 it is quicker than eight with 16 each.

    The folder of the journal has to be one for all parts, or be brought together before they are collected. A part that is run again
    goes on where it ended. The exit code is 0 where all of the part is answered, 75 (EX_TEMPFAIL) where only failures stand against it that
    may have passed by the next run, so that a scheduler can queue it again, and 1 otherwise. A call that timed out or lost its connection
    may have been billed; -OnUnknown Skip leaves out what is in doubt.
.EXAMPLE
    ./BulkShard.ps1 -Path prompts.txt -Journal ./run -Shard 3/8
.EXAMPLE
    ./BulkShard.ps1 -Path prompts.txt -Journal ./run -Shard '*/8'    # by the variable of Slurm, Kubernetes, AWS Batch, PBS or Grid Engine
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Journal,
    [Parameter(Mandatory)] [string] $Shard,
    [int] $ThrottleLimit = 16,
    [string] $OnUnknown = 'Retry'
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

Get-Content $Path | Where-Object { $_.Trim() } |
    Invoke-WhataiChat -Shard $Shard -Journal $Journal -ThrottleLimit $ThrottleLimit -OnUnknown $OnUnknown -SummaryVariable run -ErrorAction Continue -ErrorVariable failed |
    Out-Null

"Shard ${Shard}: $run" | Out-Host
# What ended the run itself is in the errors, too: the rest of the part is left.
if (-not $failed) { exit 0 }
exit $(if ($failed | Where-Object { -not $_.Exception.IsTransient }) { 1 } else { 75 })
