BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 2
}
AfterAll {
    $leaks = $emulator.KeyLeaks
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
    $leaks | Should -Be 0
}

Describe 'New-WhataiImage' {
    BeforeEach {
        $emulator.ClearLog()
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'buys nothing for an object that is no prompt: <What>' -ForEach @(
        @{ What = 'a table'; Give = { @{ Prompt = 'h' } } }, @{ What = 'a row without Prompt'; Give = { [pscustomobject]@{ Text = 'a dog' } } }
    ) {
        $before = $emulator.Ledger.Count
        & $Give | New-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        & $Give | Start-WhataiVideo -ErrorVariable +problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -BeGreaterOrEqual 2
        $emulator.Ledger.Count | Should -Be $before
    }

    It 'refuses a folder as -OutFile before it pays' {
        $before = $emulator.Ledger.Count
        { New-WhataiImage 'a' -OutFile $TestDrive } | Should -Throw '*-OutDirectory*'
        $emulator.Ledger.Count | Should -Be $before
    }

    It 'gives an image that knows where it came from' {
        $image = New-WhataiImage 'a cat' -Model dall-e-3
        $image | Should -BeOfType [Whatai.Client.Media.WhataiImage]
        "$($image.Url)" | Should -BeLike "$($emulator.MediaBaseUrl)/*"
        $image.Prompt, $image.Model | Should -Be @('a cat', 'dall-e-3')
        $image.RevisedPrompt | Should -BeLike '*a cat*'
        $image.Created | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(-5))
        ($image | Save-WhataiImage -AsByteStream)[1..3] | Should -Be @(0x50, 0x4E, 0x47)
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'makes a folder of pictures from a CSV, in order, side by side' {
        $csv = 'Prompt,Model,AspectRatio', 'a cat,,16:9', 'a dog,nano-banana-2,', 'a cat,,' | ConvertFrom-Csv
        $images = $csv | New-WhataiImage -OutDirectory $folder -ThrottleLimit 3
        $images.Path | Split-Path -Leaf | Should -Be @('a-cat_nano-banana_1.png', 'a-dog_nano-banana-2_1.png', 'a-cat_nano-banana_2.png')
        $images.Size | Should -Be @('1344x768', '1024x1024', '1024x1024')
        $images.Format | Select-Object -Unique | Should -Be 'png'
        $images | Where-Object Bytes | Should -BeNullOrEmpty
        (Get-ChildItem $folder).Count | Should -Be 3
        ($images[0] | Save-WhataiImage -AsByteStream).Length | Should -Be (Get-Item $images[0].Path).Length
    }

    It 'names files safely: <Prompt>' -ForEach @(
        @{ Prompt = '../../etc/passwd'; Name = 'etc-passwd_nano-banana_1.png' }
        @{ Prompt = '..\..\windows\system32'; Name = 'windows-system32_nano-banana_1.png' }
        @{ Prompt = '/'; Name = 'image_nano-banana_1.png' }
        @{ Prompt = 'CON'; Name = 'CON_nano-banana_1.png' }
        @{ Prompt = 'nul.txt: a <b> "c" | d? *'; Name = 'nul-txt-a-b-c-d_nano-banana_1.png' }
        @{ Prompt = "line`r`nend`t`0`u{202E}gnp.exe"; Name = 'line-end-gnp-exe_nano-banana_1.png' }
        @{ Prompt = '一只戴眼镜的猫 🐱'; Name = '一只戴眼镜的猫-🐱_nano-banana_1.png' }
        @{ Prompt = 'v1.5 . '; Name = 'v1-5_nano-banana_1.png' }
        @{ Prompt = "half `u{D83D} pair"; Name = 'half-pair_nano-banana_1.png' }
    ) {
        $image = New-WhataiImage $Prompt -OutDirectory $folder
        Split-Path $image.Path -Leaf | Should -BeExactly $Name
        Split-Path $image.Path | Should -Be $folder
        Test-Path -LiteralPath $image.Path | Should -BeTrue
    }

    It 'cuts a prompt of 500 characters, never inside one' {
        foreach ($prompt in ('x' * 500), ('猫' * 500), ('🐱' * 500)) {
            $image = New-WhataiImage $prompt -OutDirectory $folder
            $name = Split-Path $image.Path -Leaf
            [Text.Encoding]::UTF8.GetByteCount($name) | Should -BeLessThan 255
            [Text.UTF8Encoding]::new($false, $true).GetString([Text.UTF8Encoding]::new($false, $true).GetBytes($name)) | Should -BeExactly $name
            Test-Path -LiteralPath $image.Path | Should -BeTrue
        }
    }

    It 'never writes over a file without -Force, nor over one of the same run with it' {
        $first = New-WhataiImage 'a cat' -OutDirectory $folder
        $second = New-WhataiImage 'a cat' -OutDirectory $folder
        (Split-Path $second.Path -Leaf) | Should -Be 'a-cat_nano-banana_2.png'
        $forced = 'a cat', 'a cat' | New-WhataiImage -OutDirectory $folder -Force
        $forced.Path | Split-Path -Leaf | Should -Be @('a-cat_nano-banana_1.png', 'a-cat_nano-banana_2.png')
        (Get-ChildItem $folder).Count | Should -Be 2
        $first.Path | Should -Be $forced[0].Path
    }

    It 'writes several to one name with numbers, and pays for nothing that has no place' {
        $null = New-Item $folder -ItemType Directory
        $images = New-WhataiImage 'x' -Model gpt-image-1 -Count 2 -OutFile (Join-Path $folder 'two')
        $images.Path | Split-Path -Leaf | Should -Be @('two.png', 'two-2.png')
        $images.Usage.TotalTokens | Should -BeGreaterThan 0
        Set-Content (Join-Path $folder 'mine.png') 'mine'
        $emulator.ClearLog()
        New-WhataiImage 'x' -OutFile (Join-Path $folder 'mine.png') -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content (Join-Path $folder 'mine.png') | Should -Be 'mine'
        { New-WhataiImage 'x' -OutFile (Join-Path $folder 'no/such.png') } | Should -Throw -ErrorId 'FileNotWritten,*'
        { New-WhataiImage 'x' -OutFile x.png -OutDirectory $folder } | Should -Throw -ErrorId 'InvalidArgument,*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'gives out what was paid for when it can not be saved' {
        $emulator.AddMediaFault('404')
        $image = New-WhataiImage 'x' -OutDirectory $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $problem[0].TargetObject.Url | Should -Be $image.Url
        $image.Path | Should -BeNullOrEmpty
        ($image | Save-WhataiImage $folder).Name | Should -Be 'x_nano-banana_1.png'
    }

    It 'refuses <Parameter> for <Model>, and says which models take it' -ForEach @(
        @{ Model = 'nano-banana'; Parameter = 'ImageSize'; Value = '4K'; Takes = 'nano-banana-2' }
        @{ Model = 'gpt-image-1'; Parameter = 'AspectRatio'; Value = '1:1'; Takes = 'flux-kontext' }
        @{ Model = 'dall-e-3'; Parameter = 'Count'; Value = 2; Takes = 'dall-e-2' }
        @{ Model = 'flux-kontext-pro'; Parameter = 'Style'; Value = 'vivid'; Takes = 'dall-e-3' }
        @{ Model = 'recraftv3'; Parameter = 'Seed'; Value = 1; Takes = 'flux-kontext' }
    ) {
        $more = @{ $Parameter = $Value }
        New-WhataiImage 'x' -Model $Model @more -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($problem[0])" | Should -BeLike "*$Model*-$Parameter*$Takes*"
        $problem[0].TargetObject | Should -Be 'x'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'sends <Model> by <Path>' -ForEach @(
        @{ Model = 'nano-banana'; Path = '/v1/images/generations' }
        @{ Model = 'recraftv3'; Path = '/v1/chat/completions' }
        @{ Model = 'gemini-2.5-flash-image-preview'; Path = '/v1/chat/completions' }
        @{ Model = 'gemini-2.5-flash-image'; Path = '/v1beta/models/gemini-2.5-flash-image:generateContent' }
    ) {
        (New-WhataiImage 'a cat' -Model $Model -OutDirectory $folder).Format | Should -Be 'png'
        $emulator.Requests[0].Path | Should -Be $Path
    }

    It 'takes the route that it is told, and says what that has no place for' {
        $null = New-WhataiImage 'a cat' -Route Chat
        $emulator.Requests[0].Path | Should -Be '/v1/chat/completions'
        New-WhataiImage 'a cat' -Route Chat -AspectRatio 1:1 -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -BeLike '*Chat*-AspectRatio*'
        $null = New-WhataiImage '/say no picture today' -Route Chat -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AnswerWithoutImage,*'
        "$($problem[0])" | Should -BeLike '*no picture today*'
        $problem[0].Exception.Completion.Text | Should -Be 'no picture today'
        $problem[0].TargetObject | Should -Be '/say no picture today'
    }

    It 'sends references as they are, or in base64' {
        $png = (New-WhataiImage 'a cat' -Model gpt-image-1)
        $emulator.ClearLog()
        $null = New-WhataiImage 'two' -ReferenceImage 'https://h/a.png', $png.Bytes, $png
        $body = $emulator.Requests[0].Body
        $body | Should -BeLike '*"image":`["https://h/a.png","iVBOR*'
        $emulator.Requests[0].Status | Should -Be 200
    }

    It 'never repeats a request that may have run: <Fault>' -ForEach @(
        @{ Fault = '504'; Id = 'TimedOut'; Billed = 1 }
        @{ Fault = '524'; Id = 'TimedOut'; Billed = 1 }
        @{ Fault = 'reset-before'; Id = 'ConnectionFailed'; Billed = 1 }
        @{ Fault = 'cut-mid-line'; Id = 'IncompleteAnswer'; Billed = 1 }
        @{ Fault = '502'; Id = 'ServiceUnavailable'; Billed = 0 }
    ) {
        foreach ($route in 'Images', 'Chat') {
            $emulator.ClearLog()
            $image = 'x' | New-WhataiImage -Route $route -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorVariable problem -ErrorAction SilentlyContinue
            $image | Should -BeNullOrEmpty
            $problem | Should -HaveCount 1
            $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$($problem[0])" | Should -BeLike '*billed*'
            $problem[0].TargetObject | Should -Be 'x'
            $emulator.Requests | Should -HaveCount 1
            $emulator.Ledger | Should -HaveCount $Billed
        }
    }

    It 'says of a billed answer that can not be read that it may have been billed: <_>' -ForEach 'empty-200', 'json-garbage', 'cut-clean' {
        $ErrorActionPreference = 'Continue'
        $file = Join-Path $TestDrive 'billed.png'
        if (-not (Test-Path $file)) { $null = New-WhataiImage 'x' -OutFile $file }
        $fault = @{ 'X-Emulator-Fault' = $_ }
        foreach ($make in { New-WhataiImage 'x' -Header $fault }, { New-WhataiImage 'x' -Route Chat -Header $fault }, { New-WhataiImage 'x' -Async -Header $fault },
            { New-WhataiImage 'x' -Model gemini-2.5-flash-image -Header $fault }, { Edit-WhataiImage 'x' $file -Header $fault }) {
            $emulator.ClearLog()
            $problem = & $make 2>&1
            $problem | Should -HaveCount 1
            "$problem" | Should -BeLike '*billed, so it was not sent again*'
            $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Get-WhataiBalance*'
            $problem.Exception.MayHaveRun | Should -BeTrue
            $emulator.Requests | Should -HaveCount 1
            $emulator.LedgerTotals.Dispatches | Should -Be 1
        }
    }

    It 'advises to look at the bill first where it may have run: <_>' -ForEach '504', 'reset-before' {
        $ErrorActionPreference = 'Continue'
        $problem = New-WhataiImage 'x' -Header @{ 'X-Emulator-Fault' = $_ } 2>&1
        $problem.ErrorDetails.RecommendedAction | Should -BeLike 'It was not sent again.*Get-WhataiBalance*'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeLike '*-TimeoutSec*'
        $problem = New-WhataiImage 'x' -TimeoutSec 0.3 -Header @{ 'X-Emulator-Fault' = 'stall-headers' } 2>&1
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*-TimeoutSec*Get-WhataiBalance*'
        $problem = New-WhataiImage 'x' -Header @{ 'X-Emulator-Fault' = '403' } 2>&1
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeLike '*Get-WhataiBalance*'
    }

    It 'finds a file that is in the way before it pays, also where the ending is not known yet' {
        $ErrorActionPreference = 'Continue'
        $null = New-Item $folder -ItemType Directory
        $first = New-WhataiImage 'x' -OutFile (Join-Path $folder 'cat')
        $first.Path | Should -Be (Join-Path $folder 'cat.png')
        Set-Content (Join-Path $folder 'two-2.jpg') 'mine'
        $emulator.ClearLog()
        $problem = New-WhataiImage 'x' -OutFile (Join-Path $folder 'cat') 2>&1
        $problem.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        "$problem" | Should -BeLike '*cat.png*-Force*'
        $problem = New-WhataiImage 'x' -Model gpt-image-1 -Count 2 -OutFile (Join-Path $folder 'two') 2>&1
        "$problem" | Should -BeLike '*two-2.jpg*'
        $problem = Edit-WhataiImage 'x' $first.Path -OutFile (Join-Path $folder 'cat') 2>&1
        $problem.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $emulator.Requests | Should -HaveCount 0
        $emulator.LedgerTotals.Dispatches | Should -Be 0
        (New-WhataiImage 'x' -OutFile (Join-Path $folder 'cat') -Force).Path | Should -Be $first.Path
        # Where the ending is told, another one is not in the way.
        Move-Item $first.Path (Join-Path $folder 'cat.webp')
        (New-WhataiImage 'x' -Model gpt-image-1 -OutputFormat png -OutFile (Join-Path $folder 'cat')).Path | Should -Be $first.Path
    }

    It 'takes no path that is not of the file system: <Path>' -ForEach @(
        @{ Path = 'Env:\x.png' }, @{ Path = 'Variable:\x' }, @{ Path = 'Function:\x' }, @{ Path = 'NoSuchDrive:\x' }
    ) {
        $image = [Whatai.Client.Media.WhataiImage]@{ Bytes = [byte[]] (1, 2) }
        foreach ($make in { New-WhataiImage 'x' -OutFile $Path }, { New-WhataiImage 'x' -OutDirectory $Path }, { $image | Save-WhataiImage $Path },
            { Edit-WhataiImage 'x' $Path -ErrorAction Stop }, { Edit-WhataiImage 'x' $image -Mask $Path -ErrorAction Stop },
            { New-WhataiImage 'x' -ReferenceImage $Path }, { Show-WhataiImage $Path -ErrorAction Stop }) {
            $problem = try { & $make } catch { $_ }
            $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$problem" | Should -BeLike "*$Path*"
            $problem.TargetObject | Should -Be $Path
        }
        $emulator.Requests | Should -HaveCount 0
    }

    It 'writes to a path of the file system while the location is another one' {
        $null = New-Item $folder -ItemType Directory
        Push-Location Env:
        try {
            { New-WhataiImage 'x' -OutFile 'x.png' } | Should -Throw '*Environment*'
            $emulator.Requests | Should -HaveCount 0
            (New-WhataiImage 'x' -OutFile "FileSystem::$folder/there.png").Path | Should -Exist
        }
        finally { Pop-Location }
    }

    It 'says in Chinese as well that it may have been billed' {
        $script = "`$e = Start-WhataiEmulator; `$null = `$e | Connect-Whatai; [cultureinfo]::CurrentUICulture = 'zh-CN'; try { New-WhataiImage x -Header @{ 'X-Emulator-Fault' = '504' } -ErrorAction Stop } catch { `$_.ErrorDetails.Message }"
        Invoke-FreshShell $script | Should -BeLike '*计费*'
    }

    It 'goes on behind a prompt that fails' {
        $images = 'a', '/fail b', ' ', 'c' | New-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $images.Prompt | Should -Be @('a', 'c')
        $problem.TargetObject | Should -Be @('/fail b', ' ')
        $problem.FullyQualifiedErrorId -replace ',.*' | Should -Be @('InvalidRequest', 'EmptyPrompt')
    }

    It 'spends nothing with -WhatIf' {
        New-WhataiImage 'x' -OutDirectory $folder -WhatIf
        $emulator.Requests | Should -HaveCount 0
        Test-Path $folder | Should -BeFalse
    }

    It 'stops within 200 ms' {
        $pipeline = Start-Pipeline "Connect-Whatai $($emulator.BaseUrl) -ApiKey (ConvertTo-SecureString sk-emulator -AsPlainText -Force) | Out-Null; New-WhataiImage x -Header @{ 'X-Emulator-Fault' = 'stall-headers' }"
        Wait-Until { $emulator.Requests | Where-Object Path -Like '/v1/images*' } 20 | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $pipeline.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 1000
        $pipeline.Shell.Dispose()
    }

    It 'counts what it makes' {
        Get-WhataiUsage -Reset *> $null
        $null = New-WhataiImage 'x' -Model gpt-image-1 -Count 3
        $usage = Get-WhataiUsage | Where-Object Model -EQ gpt-image-1
        $usage.Images | Should -BeGreaterOrEqual 3
    }

    It 'completes what models take' {
        (TabExpansion2 'New-WhataiImage x -AspectRatio 16').CompletionMatches.CompletionText | Should -Contain '16:9'
        (TabExpansion2 'New-WhataiImage x -Route ').CompletionMatches.CompletionText | Should -Be @('Chat', 'Gemini', 'Images')
    }
}

Describe 'New-WhataiImage -Async and Wait-WhataiImage' {
    It 'submits, waits with progress, and gives the images' {
        $task = New-WhataiImage 'a cat' -Async
        $task.TaskId | Should -Match '^imgtask-'
        $task.Status | Should -Be 'Queued'
        $image = $task | Wait-WhataiImage
        $image.Prompt, $image.Model | Should -Be @('a cat', 'nano-banana')
        ($image | Save-WhataiImage $TestDrive).Name | Should -Be 'a-cat_nano-banana_1.png'
        (Wait-WhataiImage $task.TaskId).Url | Should -Be $image.Url
    }

    It 'waits as long as -TimeoutSec says, and the task goes on' {
        $ErrorActionPreference = 'Continue'
        $task = New-WhataiImage 'a cat' -Async
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $problem = $task | Wait-WhataiImage -TimeoutSec 0.3 2>&1
        $problem.FullyQualifiedErrorId | Should -BeLike 'ImageTaskUnfinished,*'
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.25
        ($task | Wait-WhataiImage).Prompt | Should -Be 'a cat'
    }

    It 'waits for many at once, and gives each the moment it ends' {
        $tasks = 'a hill', '/fail x', 'a lake' | New-WhataiImage -Async
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $images = $tasks | Wait-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $images.Prompt | Sort-Object | Should -Be 'a hill', 'a lake'
        $problem.FullyQualifiedErrorId | Should -BeLike 'ImageTaskFailed,*'
        $problem.TargetObject | Should -Be $tasks[1]
        # One after another, they would take three times as long as one.
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 7
    }

    It 'keeps prompt and model of a task that came back from a file' {
        $file = Join-Path $TestDrive 'task.xml'
        New-WhataiImage 'a cat' -Async -Model nano-banana-2 | Export-Clixml $file
        $image = Import-Clixml $file | Wait-WhataiImage
        $image.Prompt, $image.Model | Should -Be @('a cat', 'nano-banana-2')
    }

    It 'gives the images of a task that was done at once, also when it came back from a file' {
        $made = New-WhataiImage 'a cat' -Model gpt-image-1
        $file = Join-Path $TestDrive 'done.xml'
        [Whatai.Client.Images.ImageTask]@{ TaskId = ''; Status = 'Succeeded'; Images = [Whatai.Client.Media.WhataiImage[]] $made; Prompt = 'a cat'; Model = 'gpt-image-1' } | Export-Clixml $file
        $emulator.ClearLog()
        $image = Import-Clixml $file | Wait-WhataiImage
        [Convert]::ToBase64String($image.Bytes) | Should -Be ([Convert]::ToBase64String($made.Bytes))
        $image.Prompt, $image.Model | Should -Be @('a cat', 'gpt-image-1')
        $emulator.Requests | Should -HaveCount 0
    }

    It 'says why a task failed, that one is at work still, and which is not there' {
        $task = New-WhataiImage '/fail x' -Async
        $task | Wait-WhataiImage -TimeoutSec 0.1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ImageTaskUnfinished,*'
        $problem[0].TargetObject | Should -Be $task
        $task | Wait-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ImageTaskFailed,*'
        "$($problem[0])" | Should -BeLike '*safety system*'
        'none' | Wait-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        { New-WhataiImage 'x' -Async -OutDirectory $TestDrive } | Should -Throw -ErrorId 'InvalidArgument,*'
        New-WhataiImage 'x' -Async -Model recraftv3 -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -BeLike '*Chat*-Async*'
    }
}

Describe 'Edit-WhataiImage' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'edit'
        $cat = (New-WhataiImage 'a cat' -Model gpt-image-1 -OutDirectory $folder).Path
        $dog = (New-WhataiImage 'a dog' -Model gpt-image-1 -OutDirectory $folder).Path
    }
    BeforeEach { $emulator.ClearLog() }

    It 'edits each piped file for itself, and several of an argument together' {
        $edited = Get-Item $cat, $dog | Edit-WhataiImage 'with glasses' -OutDirectory (Join-Path $TestDrive 'out')
        $edited.Path | Split-Path -Leaf | Should -Be @('with-glasses_nano-banana_1.png', 'with-glasses_nano-banana_2.png')
        $emulator.Requests | Where-Object { -not $_.IsMediaHost } | Should -HaveCount 2
        $emulator.ClearLog()
        $null = Edit-WhataiImage 'together' "$folder/*.png"
        $emulator.Requests | Should -HaveCount 1
        $emulator.Requests[0].BodyLength | Should -BeGreaterThan ((Get-Item $cat).Length + (Get-Item $dog).Length)
    }

    It 'takes bytes and images of answers' {
        $image = New-WhataiImage 'a bird' -Model gpt-image-1
        (Edit-WhataiImage 'x' $image -Model gpt-image-1).Size | Should -Be '1024x1024'
        (Edit-WhataiImage 'x' $image.Bytes -Model gpt-image-1).Size | Should -Be '1024x1024'
        $saved = New-WhataiImage 'a bird' -OutDirectory (Join-Path $TestDrive 'saved')
        ($saved | Edit-WhataiImage 'x').Url | Should -Not -BeNullOrEmpty
    }

    It 'fetches the image of an answer that is an address' {
        $image = New-WhataiImage 'a bird'
        $image.Url, $image.Bytes | Should -Be @($image.Url, $null)
        $emulator.ClearLog()
        ($image | Edit-WhataiImage 'blue' -Model gpt-image-1).Size | Should -Be '1024x1024'
        $emulator.Requests.Path -replace '\?.*' | Should -Be @($image.Url.AbsolutePath, '/v1/images/edits')
        $emulator.ClearLog()
        $image | Edit-WhataiImage 'blue' -WhatIf
        $emulator.Requests | Should -HaveCount 0
        $emulator.AddMediaFault('404')
        $null = $image, (Get-Item $cat) | Edit-WhataiImage 'blue' -ErrorVariable problem -ErrorAction SilentlyContinue -OutVariable made
        $problem | Should -HaveCount 1
        $made | Should -HaveCount 1
    }

    It 'takes prompts from the pipe where the image is given, and not both' {
        $edited = 'with glasses', 'with a hat' | Edit-WhataiImage -Image $cat
        $edited.Prompt | Should -Be @('with glasses', 'with a hat')
        $edited.Input | Should -Be @('with glasses', 'with a hat')
        $emulator.ClearLog()
        { $cat | Edit-WhataiImage } | Should -Throw '*piped*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'checks before it sends: <What>' -ForEach @(
        @{ What = 'no such file'; Image = { 'no-such.png' }; Says = 'no-such.png' }
        @{ What = 'an address'; Image = { 'https://h/a.png' }; Says = 'Save-WhataiImage' }
        @{ What = 'a text file'; Image = { $path = Join-Path $TestDrive 'a.png'; Set-Content $path 'x'; $path }; Says = 'not an image' }
        @{ What = '51 MB'; Says = '50 MB'; Image = {
                $path = Join-Path $TestDrive 'big.png'
                $big = [byte[]]::new(51MB); [Array]::Copy([IO.File]::ReadAllBytes($cat), $big, 1000); [IO.File]::WriteAllBytes($path, $big); $path
            }
        }
    ) {
        $given = & $Image
        $null = $given | Edit-WhataiImage 'x' -Model gpt-image-1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($problem[0])" | Should -BeLike "*$Says*"
        $emulator.Requests | Should -HaveCount 0
    }

    It 'wants a mask that is transparent' {
        $null = Edit-WhataiImage 'x' $cat -Model gpt-image-1 -Mask $dog -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -BeLike '*no transparency*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'names the input that is bad, be it one of several or the mask' {
        $ErrorActionPreference = 'Continue'
        $bad = Join-Path $TestDrive 'bad.txt'
        Set-Content $bad 'text'
        (Edit-WhataiImage 'x' $bad 2>&1).TargetObject | Should -Be $bad
        (Edit-WhataiImage 'x' $cat, $bad 2>&1).TargetObject | Should -Be $bad
        (Edit-WhataiImage 'x' $cat, 'none.png' 2>&1).TargetObject | Should -Be 'none.png'
        (Edit-WhataiImage 'x' $cat, $bad -Route Chat 2>&1).TargetObject | Should -Be $bad
        (Edit-WhataiImage 'x' $cat -Model gpt-image-1 -Mask $bad 2>&1).TargetObject | Should -Be $bad
        $file = Get-Item $bad
        ($file | Edit-WhataiImage 'x' 2>&1).TargetObject | Should -Be $file
        $emulator.Requests | Should -HaveCount 0
    }

    It 'takes one mask, and says how many were given' {
        { Edit-WhataiImage 'x' $cat -Model gpt-image-1 -Mask $cat, $dog } | Should -Throw '*-Mask*2*' -ErrorId 'InvalidArgument,*'
        { Edit-WhataiImage 'x' $cat -Model gpt-image-1 -Mask "$folder/*.png" } | Should -Throw '*-Mask*2*' -ErrorId 'InvalidArgument,*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'edits by chat' {
        $null = Edit-WhataiImage '加上眼镜' $cat -Route Chat
        $emulator.Requests[0].Path | Should -Be '/v1/chat/completions'
        $body = $emulator.Requests[0].Body
        $body | Should -BeLike '*"text":"加上眼镜"*"url":"data:image/png;base64,*'
    }

    It 'is never repeated where it may have run, and sends nothing with -WhatIf' {
        $null = Edit-WhataiImage 'x' $cat -Header @{ 'X-Emulator-Fault' = '504' } -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -BeLike '*billed*'
        $emulator.Requests | Should -HaveCount 1
        $emulator.Ledger | Should -HaveCount 1
        $emulator.ClearLog()
        Edit-WhataiImage 'x' $cat -WhatIf
        $emulator.Requests | Should -HaveCount 0
    }
}

Describe 'The image examples of seed 004' {
    BeforeEach { $emulator.ClearLog() }

    It 'nano-banana, generations' {
        $null = New-WhataiImage 'cat' -Model nano-banana
        ConvertTo-Canonical $emulator.Requests[0].Body | Should -Be (ConvertTo-Canonical '{"prompt":"cat","model":"nano-banana"}')
        $emulator.Requests[0].Method, $emulator.Requests[0].Path, $emulator.Requests[0].Status | Should -Be @('POST', '/v1/images/generations', 200)
    }

    It 'nano-banana, edits of two images' {
        $folder = Join-Path $TestDrive 'seed'
        $null = New-Item $folder -ItemType Directory
        foreach ($name in '1745936044575403500.png', '微信图片_20250826114255_1785.jpg') { [IO.File]::WriteAllBytes((Join-Path $folder $name), (New-WhataiImage $name -Model dall-e-2 -Size 256x256 | Save-WhataiImage -AsByteStream)) }
        $emulator.ClearLog()
        # The example sends an empty ratio, and a size that its own text keeps for nano-banana-2; the gateway's answer is another matter.
        $null = Edit-WhataiImage '一只猫' (Join-Path $folder '1745936044575403500.png'), (Join-Path $folder '微信图片_20250826114255_1785.jpg') -Model nano-banana -ResponseFormat url `
            -ExtraBody @{ aspect_ratio = ''; image_size = '4K' } -ErrorAction SilentlyContinue
        $request = $emulator.Requests[0]
        $request.Method, $request.Path | Should -Be @('POST', '/v1/images/edits')
        $fields = foreach ($match in [regex]::Matches($request.Body, 'name="([^"]+)"(?:; filename="([^"]+)")?\r\n(?:Content-Type: ([^\r]+)\r\n)?\r\n([^\r]*)')) {
            $match.Groups[1].Value + '=' + $(if ($match.Groups[2].Success) { $match.Groups[2].Value } else { $match.Groups[4].Value })
        }
        $fields | Sort-Object | Should -Be (@('aspect_ratio=', 'image=1745936044575403500.png', 'image=微信图片_20250826114255_1785.jpg', 'image_size=4K', 'model=nano-banana', 'prompt=一只猫', 'response_format=url') | Sort-Object)
        $null = Edit-WhataiImage '一只猫' (Join-Path $folder '*') -Model nano-banana-2 -ResponseFormat url -ImageSize 4K
        $emulator.Requests[1].Status | Should -Be 200
    }

    It 'GPT, edits' {
        $file = Join-Path $TestDrive 'icon_samll2.png'
        [IO.File]::WriteAllBytes($file, (New-WhataiImage 'icon' -Model dall-e-2 -Size 256x256 | Save-WhataiImage -AsByteStream))
        $emulator.ClearLog()
        $image = Edit-WhataiImage '带上眼镜' $file -Model gpt-image-1
        $names = [regex]::Matches($emulator.Requests[0].Body, ' name="([^"]+)"') | ForEach-Object { $_.Groups[1].Value }
        $names | Sort-Object | Should -Be @('image', 'model', 'prompt')
        $emulator.Requests[0].Body | Should -BeLike '*filename="icon_samll2.png"*'
        $image.Usage.TotalTokens | Should -BeGreaterThan 0
    }

    It 'chat, an image changed' {
        $null = New-WhataiImage '把猫改成黑色' -Model gemini-2.5-flash-image-preview -ReferenceImage 'https://github.com/dianping/cat/raw/master/cat-home/src/main/webapp/images/logo/cat_logo03.png'
        $expected = '{"model":"gemini-2.5-flash-image-preview","messages":[{"role":"user","content":[{"type":"text","text":"把猫改成黑色"},{"type":"image_url","image_url":{"url":"https://github.com/dianping/cat/raw/master/cat-home/src/main/webapp/images/logo/cat_logo03.png"}}]}]}'
        ConvertTo-Canonical $emulator.Requests[0].Body | Should -Be (ConvertTo-Canonical $expected)
    }

    It 'Gemini native, two images' {
        $png = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNgYPj/H4ShDAjnPwBzpAv1TKgdOwAAAABJRU5ErkJggg==')
        $null = New-WhataiImage 'hi' -Model gemini-2.5-flash-image -ReferenceImage $png, $png -AspectRatio 3:4 -ErrorAction SilentlyContinue
        $request = $emulator.Requests[0]
        $request.Method, $request.Path | Should -Be @('POST', '/v1beta/models/gemini-2.5-flash-image:generateContent')
        $data = [Convert]::ToBase64String($png)
        $expected = '{"contents":[{"parts":[{"inlineData":{"data":"DATA","mimeType":"image/png"}},{"inlineData":{"data":"DATA","mimeType":"image/png"}},{"text":"hi"}],"role":"user"}],"generationConfig":{"imageConfig":{"aspectRatio":"3:4"},"responseModalities":["IMAGE"]}}'
        ConvertTo-Canonical $request.Body | Should -Be (ConvertTo-Canonical $expected.Replace('DATA', $data))
    }
}

Describe 'Unfinished images' {
    BeforeEach { $emulator.ClearLog() }

    It 'come before the image, which alone is saved' {
        $file = Join-Path $TestDrive 'streamed.png'
        $images = @(New-WhataiImage 'A cat' -Model gpt-image-1 -Stream -PartialImages 2 -OutFile $file)
        $images | Should -HaveCount 3
        $images[2].Path | Should -Be $file
        $images[0, 1].Bytes.Count | Should -BeGreaterThan 100
        $images[2].Usage.TotalTokens | Should -BeGreaterThan 0
        ($emulator.Requests[-1].Body | ConvertFrom-Json).partial_images | Should -Be 2
        $emulator.Ledger | Should -HaveCount 1
        @($images | Show-WhataiImage -AsString -Protocol Sixel) | Should -HaveCount 3
    }

    It 'come of edits as well' {
        $images = @(Edit-WhataiImage 'With a hat' -Image (Join-Path $TestDrive 'streamed.png') -Model gpt-image-1 -Stream)
        $images | Should -HaveCount 2
        $emulator.Requests[-1].Path | Should -Be '/v1/images/edits'
    }

    It 'end in one error where the stream breaks, and the next prompt goes on' {
        $emulator.AddFault('cut-clean')
        $images = @('a', 'b' | New-WhataiImage -Model gpt-image-1 -Stream -ErrorVariable problem -ErrorAction SilentlyContinue)
        $problem | Should -HaveCount 1
        "$($problem[0].TargetObject)" | Should -Be 'a'
        $images[-1].Prompt | Should -Be 'b'
    }

    It 'are refused where they can not be: <What>' -ForEach @(
        @{ What = 'side by side'; With = @{ Stream = $true; ThrottleLimit = 4 } }
        @{ What = 'with a journal'; With = @{ Stream = $true; Journal = 'x.jsonl' } }
        @{ What = 'without -Stream'; With = @{ PartialImages = 2 } }
        @{ What = 'with a task'; With = @{ Stream = $true; Async = $true } }
    ) {
        { New-WhataiImage 'A cat' -Model gpt-image-1 @With } | Should -Throw -ErrorId 'InvalidArgument,*'
        $null = New-WhataiImage 'A cat' -Model nano-banana -Stream -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -Match 'gpt-image'
        $emulator.Requests | Should -HaveCount 0
    }
}
