<#
.SYNOPSIS
    Fetches the videos that ScheduledVideoStart.ps1 started, as far as they are done, and ends. What is not done is left to the next run.
.DESCRIPTION
    It may run on another machine, be killed, and be run again: a file has its name only when it is whole, and what is there is not
    fetched again. ScheduledVideoStart.ps1 says how to schedule both.
.EXAMPLE
    ./ScheduledVideoCollect.ps1 -Folder ./videos
.EXAMPLE
    ./ScheduledVideoCollect.ps1 -Folder ./videos -WaitSec 3600    # stay until they are done, an hour at most
#>
param(
    [Parameter(Mandatory)] [string] $Folder,
    [double] $WaitSec = 60
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

$list = Join-Path $Folder 'tasks.csv'
$done = Join-Path $Folder 'done.csv'
$over = @(if (Test-Path $done) { Import-Csv $done })
$tasks = @(if (Test-Path $list) { Import-Csv $list | Where-Object Id -NotIn $over.Id })
if (-not $tasks) { exit 0 }

$tasks | Wait-WhataiVideo -TimeoutSec $WaitSec -OutDirectory $Folder -ErrorAction SilentlyContinue -ErrorVariable problem | ForEach-Object {
    # Whole and on disk, or over for good: both need no further run.
    if ($_.Path -or $_.Status -in 'failed', 'cancelled', 'expired') {
        $_ | Select-Object Id, Status, Path, ErrorCode, ErrorMessage | Export-Csv $done -Append -NoTypeInformation -Encoding utf8
    }
    $_
}

# Not being done yet is no failure.
$bad = @($problem | Where-Object FullyQualifiedErrorId -NotLike 'VideoTimedOut,*')
$bad | ForEach-Object { [Console]::Error.WriteLine("$($_.FullyQualifiedErrorId): $_") }
exit [Math]::Min(1, $bad.Count)
