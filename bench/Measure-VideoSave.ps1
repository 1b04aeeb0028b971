<#
.SYNOPSIS
    Saves a large video from the emulator, which runs in a process of its own, and fetches the same by curl: times, their ratio, and how
    much this process grew. Not part of `build.ps1 Bench`, since it writes a gigabyte.
.EXAMPLE
    ./bench/Measure-VideoSave.ps1 -Bytes 500MB
#>
param(
    [long] $Bytes = 500MB,
    [int] $Times = 3
)
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot '../scripts/PowerShellHost.ps1')
$module = Join-Path $PSScriptRoot '../output/WhataiPS/WhataiPS.psd1'
Import-Module $module
$folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "whatai-save-$PID") -ItemType Directory
$line = Join-Path $folder 'line.txt'
$server = Start-PowerShellHost @"
Import-Module '$module'
`$emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
Set-Content '$line.new' `$emulator.BaseUrl
Move-Item '$line.new' '$line'
Start-Sleep 3600
"@
try {
    while (-not (Test-Path $line)) { Start-Sleep -Milliseconds 100 }
    $null = Connect-Whatai (Get-Content $line) -ApiKey sk-emulator
    # Once for what is loaded and compiled on the first time.
    $null = Start-WhataiVideo '/bytes 30000000 warm' | Wait-WhataiVideo | Save-WhataiVideo "$folder/warm.mp4"
    $task = Start-WhataiVideo "/bytes $Bytes cat" | Wait-WhataiVideo
    $me = Get-Process -Id $PID
    foreach ($time in 1..$Times) {
        [GC]::Collect()
        $me.Refresh()
        $before = $me.WorkingSet64
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = $task | Save-WhataiVideo "$folder/saved.mp4" -Force
        $save = $watch.Elapsed.TotalSeconds
        $me.Refresh()
        $watch.Restart()
        & curl --silent --output "$folder/curl.mp4" $task.VideoUrl.OriginalString
        $bare = $watch.Elapsed.TotalSeconds
        # Save-WhataiVideo does not name a file before the disk has it; this is when the disk has curl's.
        if ($IsLinux) { & sync --data "$folder/curl.mp4" }
        $curl = $watch.Elapsed.TotalSeconds
        [pscustomobject]@{
            MB = $Bytes / 1MB
            SaveSec = [Math]::Round($save, 2)
            CurlSec = [Math]::Round($bare, 2)
            CurlOnDiskSec = [Math]::Round($curl, 2)
            SpeedToCurl = [Math]::Round($bare / $save, 2)
            SpeedToCurlOnDisk = [Math]::Round($curl / $save, 2)
            GrowthMB = [Math]::Round(($me.WorkingSet64 - $before) / 1MB, 1)
            PeakMB = [Math]::Round(($me.PeakWorkingSet64 - $before) / 1MB, 1)
            Same = (Get-FileHash "$folder/saved.mp4").Hash -eq (Get-FileHash "$folder/curl.mp4").Hash
        }
        Remove-Item "$folder/saved.mp4", "$folder/curl.mp4"
    }
}
finally {
    $server.Kill()
    $server.WaitForExit()
    Remove-Item $folder, $server.Folder -Recurse -Force
}
