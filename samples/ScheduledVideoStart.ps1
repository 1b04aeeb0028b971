<#
.SYNOPSIS
    Starts a video for each line of a file, and writes the tasks down. ScheduledVideoCollect.ps1 fetches them, at any time and on any
    machine that sees the same folder: nothing waits meanwhile.
.DESCRIPTION
    A line is started once: its task is written down before the next one is started, and lines that have a task are passed over. So the
    script may be run again after an interruption, or by a schedule, and pays for nothing twice.

    The environment says where the gateway is: WHATAI_BASE_URL and WHATAI_API_KEY of the account that the schedule runs as.

    Windows, once (Task Scheduler, 02:00 each night, and collecting every ten minutes):
      $shell = Join-Path $PSHOME 'pwsh.exe'
      Register-ScheduledTask 'Videos: start' -Trigger (New-ScheduledTaskTrigger -Daily -At 2am) -Action (New-ScheduledTaskAction $shell '-NoProfile -NonInteractive -File C:\videos\ScheduledVideoStart.ps1 -Path C:\videos\prompts.txt -Folder C:\videos')
      Register-ScheduledTask 'Videos: collect' -Trigger (New-ScheduledTaskTrigger -Once -At 2am -RepetitionInterval (New-TimeSpan -Minutes 10)) -Action (New-ScheduledTaskAction $shell '-NoProfile -NonInteractive -File C:\videos\ScheduledVideoCollect.ps1 -Folder C:\videos')

    cron (crontab -e):
      0 2 * * *    . $HOME/.whatai.env; pwsh -NoProfile -NonInteractive -File /srv/videos/ScheduledVideoStart.ps1 -Path /srv/videos/prompts.txt -Folder /srv/videos
      */10 * * * * . $HOME/.whatai.env; pwsh -NoProfile -NonInteractive -File /srv/videos/ScheduledVideoCollect.ps1 -Folder /srv/videos
    where .whatai.env, readable by you alone, exports the two variables.

    systemd, /etc/systemd/system/videos-collect.service and .timer (and the same for starting, with OnCalendar=02:00):
      [Service]
      Type=oneshot
      EnvironmentFile=/etc/whatai.env
      ExecStart=/usr/bin/pwsh -NoProfile -NonInteractive -File /srv/videos/ScheduledVideoCollect.ps1 -Folder /srv/videos
      [Timer]
      OnCalendar=*:0/10
      [Install]
      WantedBy=timers.target
    then: systemctl enable --now videos-collect.timer
.EXAMPLE
    ./ScheduledVideoStart.ps1 -Path prompts.txt -Folder ./videos
.EXAMPLE
    Start-WhataiEmulator | Connect-Whatai; ./ScheduledVideoStart.ps1 -Path prompts.txt -Folder ./videos    # offline
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Folder,
    [string] $Model = 'doubao-seedance-1-0-pro-250528',
    [string] $Ratio = '16:9',
    [int] $Duration = 5
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

$null = New-Item $Folder -ItemType Directory -Force
$list = Join-Path $Folder 'tasks.csv'
$known = @(if (Test-Path $list) { Import-Csv $list })

$failed = 0
foreach ($prompt in Get-Content $Path -Encoding utf8 | Where-Object { $_.Trim() -and $_ -notin $known.Prompt } | Select-Object -Unique) {
    $task = Start-WhataiVideo $prompt -Model $Model -Ratio $Ratio -Duration $Duration -ErrorAction Continue -ErrorVariable problem
    if ($task) {
        # At once: from here on the id is worth money.
        $task | Select-Object Id, Route, Prompt | Export-Csv $list -Append -NoTypeInformation -Encoding utf8
        $task
    }
    else {
        $failed++
        # Where it may have been started all the same, a person should look before it is started again.
        "$(Get-Date -Format s) $prompt`: $($problem[0].FullyQualifiedErrorId): $($problem[0]) $($problem[0].ErrorDetails.RecommendedAction)" |
            Add-Content (Join-Path $Folder 'start-errors.log') -Encoding utf8
    }
}
exit [Math]::Min(1, $failed)
