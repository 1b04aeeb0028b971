# Videos: start, watch, wait, save, stop; and picking them up in another process.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    # Ready at the first look, where a test does not say otherwise.
    $emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
    $null = $emulator | Connect-Whatai
    $seedance = 'doubao-seedance-1-0-pro-250528'

    # Length and size as the file's own index says.
    function Get-Movie([string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        $text = [Text.Encoding]::Latin1.GetString($bytes)
        function Read-Number([int] $At) { [BitConverter]::ToUInt32($bytes[($At + 3)..$At], 0) }
        $movie = $text.IndexOf('mvhd')
        $track = $text.IndexOf('tkhd')
        [pscustomobject]@{
            IsMp4 = $text.Substring(4, 4) -eq 'ftyp'
            Seconds = (Read-Number ($movie + 20)) / (Read-Number ($movie + 16))
            Size = '{0}x{1}' -f ((Read-Number ($track + 80)) -shr 16), ((Read-Number ($track + 84)) -shr 16)
        }
    }
}
AfterAll {
    $emulator.KeyLeaks | Should -Be 0
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'A video from start to file' {
    BeforeEach { $emulator.ClearLog() }

    It 'plays as asked, by <Route>' -ForEach @(
        @{ Route = 'Seedance'; Model = 'doubao-seedance-1-5-pro-251215'; With = @{ Ratio = '9:16'; Resolution = '480p'; Duration = 4 }; Size = '496x864'; Seconds = 4 }
        @{ Route = 'Seedance'; Model = 'doubao-seedance-1-0-pro-250528'; With = @{ Frames = 57; Resolution = '720p' }; Size = '1248x704'; Seconds = 2.375 }
        @{ Route = 'Unified'; Model = 'veo3.1-fast'; With = @{ Ratio = '1:1'; Resolution = '480p'; Duration = 3 }; Size = '640x640'; Seconds = 3 }
        @{ Route = 'OpenAI'; Model = 'sora-2'; With = @{ Ratio = '9:16'; Resolution = '720p'; Duration = 8 }; Size = '720x1280'; Seconds = 8 }
    ) {
        $task = Start-WhataiVideo 'A cat on a roof' -Model $Model @With
        $task.Route | Should -Be $Route
        $ended = $task | Wait-WhataiVideo
        $ended.Status | Should -Be 'succeeded'
        $ended.Prompt | Should -Be 'A cat on a roof'
        $file = $ended | Save-WhataiVideo (Join-Path $TestDrive "$Route-$Seconds")
        $movie = Get-Movie $file.FullName
        $movie.IsMp4 | Should -BeTrue
        $movie.Size | Should -Be $Size
        $movie.Seconds | Should -BeGreaterThan ($Seconds - 0.01)
        $movie.Seconds | Should -BeLessThan ($Seconds + 0.01)
        $emulator.LedgerTotals.Dispatches | Should -Be 1
        if (Get-Command ffprobe -ErrorAction Ignore) {
            ffprobe -v error -select_streams v -show_entries stream=width,height -of csv=p=0:s=x $file.FullName | Should -Be $Size
        }
    }

    It 'sends every parameter under its name' {
        $png = Join-Path $TestDrive 'frame.png'
        $null = Invoke-WhataiChat '/image 320x320 images' | Save-WhataiImage $png -Force
        $wav = Join-Path $TestDrive 'a.wav'
        [IO.File]::WriteAllBytes($wav, [byte[]] ([Text.Encoding]::ASCII.GetBytes('RIFF') + 36, 0, 0, 0 + [Text.Encoding]::ASCII.GetBytes('WAVEfmt ') + (, 0 * 28)))
        $null = Start-WhataiVideo 'A cat' -Model doubao-seedance-1-5-pro-251215 -ReferenceImage $png -ReferenceAudio $wav -ReferenceVideo https://h/v.mp4 -Resolution 480p -Ratio adaptive `
            -Duration 5 -Seed 4294967295 -CameraFixed -Watermark:$false -ReturnLastFrame -GenerateAudio:$false -Draft -ServiceTier flex -ExpiresAfter 3600 -CallbackUrl https://me/cb -Priority 3 -SafetyIdentifier h1 -WebSearch
        $body = $emulator.Requests[-1].Body | ConvertFrom-Json
        $emulator.Requests[-1].Status | Should -Be 200
        $body.content[1].image_url.url | Should -BeLike 'data:image/png;base64,*'
        $body.content[2].video_url.url | Should -Be 'https://h/v.mp4'
        $body.content[3].audio_url.url | Should -BeLike 'data:audio/wav;base64,*'
        $body.content[1..3].role | Should -Be @('reference_image', 'reference_video', 'reference_audio')
        $body | Select-Object * -ExcludeProperty content, model | ConvertTo-Json -Compress | Should -Be (
            '{"resolution":"480p","ratio":"adaptive","duration":5,"seed":4294967295,"camera_fixed":true,"watermark":false,"return_last_frame":true,' +
            '"generate_audio":false,"draft":true,"service_tier":"flex","priority":3,"safety_identifier":"h1","tools":[{"type":"web_search"}],"execution_expires_after":3600,"callback_url":"https://me/cb"}')
    }

    It 'makes the video of a draft, given as a task or as its id' {
        $draft = Start-WhataiVideo 'A cat' -Model doubao-seedance-1-5-pro-251215 -Resolution 480p -Draft | Wait-WhataiVideo
        $draft.Draft | Should -BeTrue
        foreach ($given in $draft, $draft.Id) {
            $video = Start-WhataiVideo -DraftTask $given -Model doubao-seedance-1-5-pro-251215 | Wait-WhataiVideo
            $video.Status | Should -Be 'succeeded'
            $video.Draft | Should -BeFalse
            $video.DraftTaskId | Should -Be $draft.Id
        }
        $body = ($emulator.Requests | Where-Object Method -EQ POST)[-1].Body | ConvertFrom-Json
        $body.content | ConvertTo-Json -Compress | Should -Be "{`"type`":`"draft_task`",`"draft_task`":{`"id`":`"$($draft.Id)`"}}"
        Start-WhataiVideo -DraftTask cgt-20260101000000-abcde -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        Start-WhataiVideo 'x' -Model veo3.1-fast -DraftTask $draft -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -BeLike '*-DraftTask*'
    }

    It 'takes a first and a last frame, and a CSV row as a video' {
        $null = Start-WhataiVideo 'A cat' -FirstFrame https://h/a.png -LastFrame https://h/b.png
        ($emulator.Requests[-1].Body | ConvertFrom-Json).content[1, 2].role | Should -Be @('first_frame', 'last_frame')
        $rows = "Prompt,Ratio,Duration,Seed`nA cat,9:16,4,1`nA dog,1:1,5,2" | ConvertFrom-Csv
        $rows | Start-WhataiVideo | ForEach-Object Prompt | Should -Be @('A cat', 'A dog')
        $body = $emulator.Requests[-1].Body | ConvertFrom-Json
        "$($body.ratio) $($body.duration) $($body.seed)" | Should -Be '1:1 5 2'
    }

    It 'sends nothing with -WhatIf, and nothing that it can know to be wrong' {
        $null = Start-WhataiVideo 'A cat' -WhatIf 6> $null
        { Start-WhataiVideo 'x' -FirstFrame https://h/a.png -ReferenceImage https://h/b.png } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Start-WhataiVideo 'x' -Duration 5 -Frames 57 } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Start-WhataiVideo 'x' -Frames 58 } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Start-WhataiVideo 'x' -Seed -2 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Start-WhataiVideo 'x' -ExpiresAfter 60 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Start-WhataiVideo 'x' -FirstFrame $PSCommandPath } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Start-WhataiVideo 'x' -Model sora-2 -Seed 1 } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Start-WhataiVideo } | Should -Throw -ErrorId 'InvalidArgument,*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'never starts one twice after <Fault>, and says how to look for it' -ForEach @(
        @{ Fault = 'reset-before' }, @{ Fault = '504' }, @{ Fault = 'json-garbage' }, @{ Fault = '502' }
    ) {
        $before = @(Get-WhataiVideo).Count
        $emulator.ClearLog()
        $problem = $null
        $null = Start-WhataiVideo 'A cat' -MaximumRetryCount 5 -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorVariable problem -ErrorAction SilentlyContinue
        $emulator.Requests | Should -HaveCount 1
        $problem[0].TargetObject | Should -Be 'A cat'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'not sent again.*Get-WhataiVideo -Model doubao-seedance-1-0-pro-250528'
        # The list shows what was made all the same.
        @(Get-WhataiVideo).Count - $before | Should -Be $emulator.LedgerTotals.Dispatches
    }

    It 'does not speak of looking where nothing can have been started' {
        $null = Start-WhataiVideo 'A cat' -Duration 13 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeNullOrEmpty
    }
}

Describe 'Wait-WhataiVideo' {
    BeforeEach { $emulator.ClearLog(); $emulator.ClearFaults() }

    It 'gives each out as it ends, and an error each for those that ended badly' {
        $tasks = '/run 1 slow', '/fail Sensitive Not this', '/expire', 'quick' | Start-WhataiVideo
        $ended = $tasks | Wait-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
        $ended.Prompt | Should -Be @('/fail Sensitive Not this', '/expire', 'quick', '/run 1 slow')
        $ended.Status | Should -Be @('failed', 'expired', 'succeeded', 'succeeded')
        $problem.FullyQualifiedErrorId | Should -Be @('VideoFailed,WhataiPS.Commands.WaitWhataiVideoCommand', 'VideoExpired,WhataiPS.Commands.WaitWhataiVideoCommand')
        "$($problem[0])" | Should -Match 'Not this \(Sensitive\)'
        $problem[0].TargetObject.Id | Should -Be $tasks[1].Id
    }

    It 'goes on through failures that pass' {
        $task = Start-WhataiVideo '/run 1 A cat'
        $emulator.AddFault('502')
        $emulator.AddFault('429')
        $ended = $task | Wait-WhataiVideo -WarningVariable said -WarningAction SilentlyContinue
        $ended.Status | Should -Be 'succeeded'
        $said | Should -HaveCount 1
    }

    It 'ends at once for an id that is not there, and goes on with the others' {
        $task = Start-WhataiVideo 'A cat'
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $ended = 'cgt-none', $task.Id | Wait-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $ended.Id | Should -Be $task.Id
        $problem | Should -HaveCount 1
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be 'cgt-none'
    }

    It 'gives out what is not done after -TimeoutSec, with an error each' {
        $tasks = '/stuck', 'A cat' | Start-WhataiVideo
        $ended = $tasks | Wait-WhataiVideo -TimeoutSec 1.5 -ErrorVariable problem -ErrorAction SilentlyContinue
        $ended.Status | Should -Be @('succeeded', 'running')
        $problem.FullyQualifiedErrorId | Should -BeLike 'VideoTimedOut,*'
        $problem[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
    }

    It 'shows one bar a task, and returns at once when stopped; the tasks go on' {
        $tasks = 1..20 | ForEach-Object { '/run 2 cat' } | Start-WhataiVideo -Model sora-2
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); '$($tasks.Id -join "','")' | Wait-WhataiVideo"
        Wait-Until { @($emulator.Requests | Where-Object Method -EQ GET).Count -ge 3 } | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 200
        $run.Shell.Streams.Error | Should -BeNullOrEmpty
        $bars = $run.Shell.Streams.Progress | Where-Object ActivityId -GE 10
        @($bars.ActivityId | Select-Object -Unique).Count | Should -BeGreaterThan 1
        $bars | Where-Object { $_.PercentComplete -gt 10 -and $_.SecondsRemaining -ge 0 } | Should -Not -BeNullOrEmpty
        $run.Shell.Dispose()
        Wait-Until { @($tasks | Get-WhataiVideo | Where-Object Status -NE succeeded).Count -eq 0 } | Should -BeTrue
    }

    It 'saves each as it ends, and fetches nothing that is there' {
        $folder = Join-Path $TestDrive 'new/videos'
        $tasks = 'A cat', 'A dog' | Start-WhataiVideo -ReturnLastFrame -Resolution 480p
        $ended = $tasks | Wait-WhataiVideo -OutDirectory $folder -LastFrame
        $ended.Path | Should -Be @($tasks | ForEach-Object { Join-Path $folder "$($_.Id).mp4" })
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be @($tasks | ForEach-Object { "$($_.Id)-last.png"; "$($_.Id).mp4" } | Sort-Object)
        $emulator.ClearLog()
        ($tasks.Id | Wait-WhataiVideo -OutDirectory $folder -LastFrame).Path | Should -Be $ended.Path
        $emulator.Requests | Where-Object Path -Like '/files*' | Should -BeNullOrEmpty
    }
}

Describe 'Hand-over' {
    It 'goes on from <Form>' -ForEach @(
        @{ Form = 'CLIXML'; Through = { $args[0] | Export-Clixml "$TestDrive/t.xml"; Import-Clixml "$TestDrive/t.xml" } }
        @{ Form = 'JSON'; Through = { ConvertTo-Json @($args[0]) | ConvertFrom-Json } }
        @{ Form = 'a CSV of ids'; Through = { $args[0] | Select-Object Id, Route | Export-Csv "$TestDrive/t.csv"; Import-Csv "$TestDrive/t.csv" } }
        @{ Form = 'a file of ids'; Through = { $args[0].Id | Set-Content "$TestDrive/t.txt"; Get-Content "$TestDrive/t.txt" } }
        @{ Form = 'another machine'; Through = { $args[0] | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) } } }
    ) {
        $tasks = 'doubao-seedance-1-0-pro-250528', 'veo3.1-fast', 'sora-2' | ForEach-Object { Start-WhataiVideo 'A cat' -Model $_ -Duration 4 -Resolution 720p }
        $there = & $Through $tasks
        ($there | Get-WhataiVideo).Id | Should -Be $tasks.Id
        $ended = $there | Wait-WhataiVideo
        $ended.Status | Should -Be @('succeeded', 'succeeded', 'succeeded')
        ($ended | Sort-Object Route).Route | Should -Be @('OpenAI', 'Seedance', 'Unified')
        if ($Form -notlike '*ids') { $ended.Prompt | Should -Be @('A cat', 'A cat', 'A cat') }
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        & $Through $ended | Save-WhataiVideo $folder | Should -HaveCount 3
        { $there[0] | Stop-WhataiVideo -ErrorAction Stop } | Should -Not -Throw
    }

    It 'collects everything in another process after the waiting one was killed, and starts nothing twice' {
        $emulator.ClearLog()
        $file = Join-Path $TestDrive 'tasks.xml'
        $victim = Start-PowerShellHost @"
Import-Module '$ModulePath'
`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey)
`$tasks = 1..3 | ForEach-Object { "/run 1.2 cat `$_" } | Start-WhataiVideo -Resolution 480p
`$tasks | Export-Clixml '$file'
`$tasks | Wait-WhataiVideo -OutDirectory '$TestDrive/killed'
"@
        try { Wait-Until { @($emulator.Requests | Where-Object Method -EQ GET).Count -ge 3 } 30 | Should -BeTrue }
        finally { Stop-FreshShell $victim }
        Test-Path "$TestDrive/killed/*.mp4" | Should -BeFalse
        $ended = Import-Clixml $file | Wait-WhataiVideo -OutDirectory "$TestDrive/killed"
        # As they end, and they end together.
        $ended.Prompt | Sort-Object | Should -Be @('/run 1.2 cat 1', '/run 1.2 cat 2', '/run 1.2 cat 3')
        $ended.Path | ForEach-Object { (Get-Movie $_).IsMp4 } | Should -Be @($true, $true, $true)
        $emulator.LedgerTotals.Dispatches | Should -Be 3
    }

    It 'runs as the scheduled pair of samples/ does' {
        $emulator.ClearLog()
        $samples = Resolve-Path "$PSScriptRoot/../../samples"
        $folder = Join-Path $TestDrive 'scheduled'
        Set-Content "$TestDrive/prompts.txt" 'A cat', 'A dog', '/fail Sensitive no' -Encoding utf8
        # They import the module by its name, as a user's copy would.
        $paths = $env:PSModulePath
        $env:PSModulePath = (Resolve-Path "$PSScriptRoot/../../output").ProviderPath + [IO.Path]::PathSeparator + $paths
        foreach ($time in 1, 2) { $null = & "$samples/ScheduledVideoStart.ps1" -Path "$TestDrive/prompts.txt" -Folder $folder }
        $emulator.LedgerTotals.Dispatches | Should -Be 3
        (& "$samples/ScheduledVideoCollect.ps1" -Folder $folder).Status | Sort-Object | Should -Be @('failed', 'succeeded', 'succeeded')
        & "$samples/ScheduledVideoCollect.ps1" -Folder $folder | Should -BeNullOrEmpty
        $env:PSModulePath = $paths
        Get-ChildItem $folder -Filter *.mp4 | Should -HaveCount 2
    }

    It 'says what it can''t take for a video' {
        $null = Get-Process -Id $PID | Get-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -Match '^(InvalidArgument|NotFound),'
        $null = [pscustomobject]@{ Name = 'x' } | Get-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'Get-, Save- and Stop-WhataiVideo' {
    BeforeEach { $emulator.ClearFaults() }

    It 'lists by page, and filters' {
        $mine = 1..7 | ForEach-Object { "cat $_" } | Start-WhataiVideo
        $stuck = Start-WhataiVideo '/stuck' -ServiceTier flex
        (Get-WhataiVideo -First 3).Id | Should -Be @($stuck.Id, $mine[6].Id, $mine[5].Id)
        (Get-WhataiVideo -Skip 2 -First 2).Id | Should -Be @($mine[5].Id, $mine[4].Id)
        (Get-WhataiVideo -Status running -ServiceTier flex).Id | Should -Contain $stuck.Id
        Get-WhataiVideo -Model other | Should -BeNullOrEmpty
        $all = Get-WhataiVideo -First 1 -IncludeTotalCount
        "$($all[0])" | Should -Match '^\d+$'
        $all | Should -HaveCount 2
    }

    It 'refuses politely to stop what runs, cancels what waits, removes what ended' {
        $null = Start-WhataiVideo '/stuck' | Stop-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'VideoRunning,*'
        (Start-WhataiVideo '/queue 60 x' | Stop-WhataiVideo -PassThru).Status | Should -Be 'cancelled'
        $task = Start-WhataiVideo 'A cat'
        $task | Stop-WhataiVideo -WhatIf 6> $null
        ($task | Get-WhataiVideo).Status | Should -Be 'succeeded'
        $task | Stop-WhataiVideo
        $null = $task | Get-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'lists and cancels by OpenAI''s route' {
        $waiting = Start-WhataiVideo '/queue 60 A cat' -Model sora-2
        $ended = 1..3 | ForEach-Object { Start-WhataiVideo "/queue 0 /run 0 $_" -Model sora-2 }
        $listed = @(Get-WhataiVideo -Route OpenAI -First 4)
        $listed.Id | Should -Be ($ended.Id[2, 1, 0] + $waiting.Id)
        (Get-WhataiVideo -Route OpenAI -Status Queued -First 1).Id | Should -Be $waiting.Id
        (Get-WhataiVideo -Route OpenAI -Skip 1 -First 2).Id | Should -Be $ended.Id[1, 0]
        { Get-WhataiVideo -Route OpenAI -ServiceTier flex -ErrorAction Stop } | Should -Throw '*-ServiceTier*'
        { Get-WhataiVideo -Route Unified -ErrorAction Stop } | Should -Throw -ErrorId 'VideoListMissing*'
        ($waiting | Stop-WhataiVideo -PassThru).Status | Should -Be 'cancelled'
        (Get-WhataiVideo -Route OpenAI -First 4).Id | Should -Not -Contain $waiting.Id
    }

    It 'sends OpenAI''s route nothing that it has not' {
        $emulator.ClearLog()
        { Start-WhataiVideo x -Model sora-2 -Duration 5 -ErrorAction Stop } | Should -Throw '*4, 8 and 12*'
        { Start-WhataiVideo x -Model sora-2 -Resolution 480p -ErrorAction Stop } | Should -Throw '*size*'
        $emulator.Requests.Count | Should -Be 0
        $null = Start-WhataiVideo x -Route OpenAI -Model veo3.1-fast -ExtraBody @{ seconds = '5'; size = '960x960' }
        $sent = $emulator.Requests[-1].Body | ConvertFrom-Json
        $sent.seconds, $sent.size | Should -Be '5', '960x960'
    }

    It 'says so where the gateway has neither list nor deletion' {
        $other = Start-WhataiEmulator -NoVideoList -VideoQueueMs 60000
        $line = $other | Connect-Whatai -Name other
        $null = Connect-Whatai $emulator.BaseUrl -ApiKey (ConvertTo-SecureString $emulator.ApiKey -AsPlainText -Force)
        try {
            $null = Get-WhataiVideo -Connection $line -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'VideoListMissing,*'
            $null = Start-WhataiVideo 'A cat' -Connection $line | Stop-WhataiVideo -Connection $line -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'VideoNotStoppable,*'
            $null = Start-WhataiVideo 'A cat' -Model veo3.1-fast | Stop-WhataiVideo -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'VideoNotStoppable,*'
        }
        finally {
            Disconnect-Whatai other
            $other | Stop-WhataiEmulator
        }
    }

    It 'asks for a new address where the old one is over, and says what is not ready' {
        $task = Start-WhataiVideo 'A cat' | Wait-WhataiVideo
        $emulator.AddMediaFault('403')
        ($task | Save-WhataiVideo "$TestDrive/renewed.mp4").Name | Should -Be 'renewed.mp4'
        $null = $task | Save-WhataiVideo "$TestDrive/renewed.mp4" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $null = $task | Save-WhataiVideo "$TestDrive/last.mp4" -LastFrame -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoLastFrame,*'
        $null = Start-WhataiVideo '/stuck' | Save-WhataiVideo "$TestDrive/none.mp4" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'VideoNotReady,*'
        { $task | Save-WhataiVideo "$TestDrive/nowhere/a.mp4" } | Should -Throw -ErrorId 'FileNotWritten,*'
        Get-ChildItem $TestDrive -Filter *.partial | Should -BeNullOrEmpty
    }

    It 'completes ids, resolutions and ratios' {
        $task = Start-WhataiVideo 'A cat'
        (TabExpansion2 'Wait-WhataiVideo ' 17).CompletionMatches.CompletionText | Should -Contain $task.Id
        (TabExpansion2 'Start-WhataiVideo x -Ratio ' 27).CompletionMatches.CompletionText | Should -Contain '9:16'
        (TabExpansion2 'Start-WhataiVideo x -Resolution 7' 33).CompletionMatches.CompletionText | Should -Be '720p'
    }

    It 'prints tasks within 80 columns' {
        $lines = Start-WhataiVideo 'A cat' -Model veo3.1-fast | Out-String -Width 80 -Stream | Where-Object { $_ }
        $lines[1] | Should -Match '^[ -]+$'
    }
}
