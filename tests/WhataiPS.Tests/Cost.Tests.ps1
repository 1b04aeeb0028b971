BeforeAll {
    . $PSScriptRoot/Common.ps1
    Start-WhataiEmulator | Stop-WhataiEmulator
    $started = [Collections.Generic.List[object]]::new()
    function Start-Emulator([hashtable] $Options = @{}, [hashtable] $Connection = @{ TrackCost = $true }) {
        $emulator = [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] (@{ VideoQueueTime = [timespan]::Zero; VideoRunTime = [timespan]::Zero } + $Options))
        $started.Add($emulator)
        $null = $emulator | Connect-Whatai @Connection
        $emulator
    }
    function Get-Billed($Emulator) { $Emulator.LedgerTotals.Quota / $Emulator.Options.QuotaPerUnit }
}
AfterAll { Disconnect-Whatai -All; $started | ForEach-Object Dispose }

Describe 'The cost of answers' {
    It 'is the ledger''s to the quota unit, of prompts, images, videos and vectors together' {
        $emulator = Start-Emulator
        $null = Get-WhataiUsage -Reset
        $answers = 1..500 | ForEach-Object { "/repeat $($_ % 150 + 1) word" } | Invoke-WhataiChat -ThrottleLimit 64
        ($answers.Cost.Amount | Measure-Object -Sum).Sum | Should -Be (Get-Billed $emulator)
        $answers.Cost.Source | Sort-Object -Unique | Should -Be 'Prices'
        $answers.Cost.Currency | Sort-Object -Unique | Should -Be 'USD'
        $sum = ($answers.Cost.Amount | Measure-Object -Sum).Sum
        foreach ($call in
            { 1..20 | ForEach-Object { "image $_" } | New-WhataiImage -Model dall-e-2 -Size 512x512 -ThrottleLimit 16 },
            { 1..10 | ForEach-Object { "video $_" } | Start-WhataiVideo -Model sora-2 -Duration 8 -ThrottleLimit 10 -Confirm:$false },
            { 1..10 | ForEach-Object { "video $_" } | Start-WhataiVideo -Model veo3.1-fast -ThrottleLimit 10 -Confirm:$false },
            { 1..10 | ForEach-Object { "image $_" } | New-WhataiImage -Model dall-e-3 -Async -ThrottleLimit 10 }) {
            $sum += ((& $call).Cost.Amount | Measure-Object -Sum).Sum
            $sum | Should -Be (Get-Billed $emulator) -Because "of $call"
        }
        foreach ($call in
            { New-WhataiImage 'x' }, { New-WhataiImage 'x' -Model gpt-image-1 -Count 2 | Select-Object -First 1 }, { New-WhataiImage 'x' -Model dall-e-3 -Quality hd -Size 1024x1792 },
            { New-WhataiImage 'x' -Model dall-e-2 -Size 256x256 -Count 3 | Select-Object -First 1 }, { New-WhataiImage 'x' -Model recraftv3 },
            { Start-WhataiVideo 'x' -Confirm:$false | Wait-WhataiVideo }, { Start-WhataiVideo 'x' -Model sora-2 -Confirm:$false }, { Start-WhataiVideo 'x' -Model veo3.1-fast -Confirm:$false },
            { 'a', 'b c' | Get-WhataiEmbedding | Select-Object -First 1 }, { Invoke-WhataiMessage 'hi' }, { Invoke-WhataiGemini 'hi' }, { Invoke-WhataiResponse 'hi' }, { Invoke-WhataiCompletion 'hi' },
            { (Invoke-WhataiChat 'hi' -Stream)[-1].Completion }) {
            $sum += (& $call).Cost.Amount
            $sum | Should -Be (Get-Billed $emulator) -Because "of $call"
        }
        ((Get-WhataiUsage).Cost | Measure-Object -Sum).Sum | Should -Be $sum
        # All of the table stands in a terminal of 80 columns.
        Get-WhataiUsage -Model claude* | Out-String -Width 80 | Should -Match '(?m)^claude-sonnet-4-5 .* \d+\.\d+ USD\s*$'
        # Asked for once, and never before a call.
        @($emulator.Requests.Path -match '^/api/') | Should -HaveCount 2
    }

    It 'is known without the site by a table of the user, in its currency' {
        Set-Content "$TestDrive/mine.csv" "model,input,output,currency`ngpt-4o-mini,1,2,CNY"
        $emulator = Start-Emulator @{} @{ PriceFile = "$TestDrive/mine.csv" }
        $null = Get-WhataiUsage -Reset
        $answer = Invoke-WhataiChat 'hello'
        $answer.Cost.Amount | Should -Be (($answer.Usage.PromptTokens + 2 * $answer.Usage.CompletionTokens) / 1e6)
        $answer.Cost.Currency | Should -Be 'CNY'
        $answer.Cost.Source | Should -Be 'PriceFile'
        (Invoke-WhataiChat 'hello' -Model gpt-4o).Cost | Should -BeNullOrEmpty
        (Get-WhataiUsage gpt-4o-mini).Currency | Should -Be 'CNY'
        @($emulator.Requests.Path -match '^/api/') | Should -HaveCount 0
    }

    It 'is null where nobody knows it, and asks nobody who was not to be asked' {
        $emulator = Start-Emulator @{} @{}
        (Invoke-WhataiChat 'hello').Cost | Should -BeNullOrEmpty
        @($emulator.Requests) | Should -HaveCount 1
        $null = Start-Emulator @{ Pricing = 'Refused' }
        (Invoke-WhataiChat 'hello' -ErrorVariable problem).Cost | Should -BeNullOrEmpty
        $problem | Should -BeNullOrEmpty
    }

    It 'is known after Get-WhataiPrice, and summed in the run''s summary' {
        $emulator = Start-Emulator @{} @{}
        $null = Get-WhataiPrice
        $null = 1..5 | Invoke-WhataiChat -SummaryVariable run
        $run.Cost | Should -Be (Get-Billed $emulator)
        $run.Currency | Should -Be 'USD'
    }

    It 'leaves the fees of the gateway''s own tools open' {
        $null = Start-Emulator
        (Invoke-WhataiResponse 'news' -WebSearch).Cost | Should -BeNullOrEmpty
    }

    It 'is taken off again where a task fails: <Name>' -ForEach @(
        @{ Name = 'a video that is waited for'; Start = { Start-WhataiVideo '/fail X' -Model veo3.1-fast -Confirm:$false }; End = { $input | Wait-WhataiVideo -ErrorAction SilentlyContinue }; Cost = 0.5 }
        @{ Name = 'a video that is looked at, twice'; Start = { Start-WhataiVideo '/fail X' -Model veo3.1-fast -Confirm:$false }; End = { $input | Get-WhataiVideo | Get-WhataiVideo }; Cost = 0.5 }
        @{ Name = 'an image'; Start = { New-WhataiImage '/fail X' -Model dall-e-3 -Async }; End = { $input | Wait-WhataiImage -ErrorAction SilentlyContinue }; Cost = 0.04 }
        @{ Name = 'an image of another process'; Start = { New-WhataiImage '/fail X' -Model dall-e-3 -Async | ConvertTo-Json -Depth 5 | ConvertFrom-Json }; End = { $input | Wait-WhataiImage -ErrorAction SilentlyContinue }; Cost = 0.04 }
    ) {
        $emulator = Start-Emulator
        $null = Get-WhataiUsage -Reset
        $task = & $Start
        $task.Cost.Amount | Should -Be $Cost
        ($task | & $End).Cost | Should -BeNullOrEmpty
        ((Get-WhataiUsage).Cost | Measure-Object -Sum).Sum | Should -Be (Get-Billed $emulator)
        (Get-WhataiUsage).Requests | Should -Be 1
    }

    It 'is counted once of a task, however often it is looked at' {
        $emulator = Start-Emulator
        $null = Get-WhataiUsage -Reset
        $task = Start-WhataiVideo 'x' -Confirm:$false
        $task.Cost | Should -BeNullOrEmpty -Because 'its tokens are known when it is ready'
        $task = $task | Get-WhataiVideo | Get-WhataiVideo
        $null = $task | Wait-WhataiVideo
        (Get-WhataiUsage).Cost | Should -Be (Get-Billed $emulator)
        (Get-WhataiUsage).CompletionTokens | Should -Be $task.Usage.CompletionTokens
        # What another process started is looked at, and not paid for here.
        $null = Get-WhataiUsage -Reset
        $null = Get-WhataiVideo
        (Get-WhataiUsage).Cost | Should -BeNullOrEmpty
        "$($task | Out-String -Width 100)" | Should -Match '0\.\d+ USD'
    }

    It 'of image tasks is the images'', in views, usage and summary' {
        $emulator = Start-Emulator
        $null = Get-WhataiUsage -Reset
        $tasks = 'a', 'b' | New-WhataiImage -Model dall-e-3 -Quality hd -Size 1792x1024 -Async -SummaryVariable run
        $tasks.Cost.Amount | Should -Be 0.12, 0.12
        $run.Cost | Should -Be 0.24
        $tasks | Export-Clixml "$TestDrive/tasks.xml"
        $images = Import-Clixml "$TestDrive/tasks.xml" | Wait-WhataiImage
        $images.Cost.Amount | Should -Be 0.12, 0.12
        $usage = Get-WhataiUsage
        $usage.Cost, $usage.Requests, $usage.Images | Should -Be (Get-Billed $emulator), 2, 2
        "$($tasks | Out-String) $($images | Out-String) $($images | Format-List | Out-String)" | Should -Match '(?s)0\.12 USD.*0\.12 USD.*Cost +: 0\.12 USD'
    }

    It 'of speech is told where a call has a price, part by part, and left open else' {
        Set-Content "$TestDrive/speech.csv" "model,perCall,perSecond`ntts-1,0.015,`nwhisper-1,,0.0001`nsora-2,,0.2`ndoubao-seedance-1-0-pro-250528,,0.1"
        $null = Start-Emulator @{} @{ PriceFile = "$TestDrive/speech.csv" }
        $null = Get-WhataiUsage -Reset
        $file = 'One sentence here. Another sentence there.' | ConvertTo-WhataiSpeech -OutFile "$TestDrive/a.mp3" -MaxLength 24 -SummaryVariable run
        $file | Should -BeOfType IO.FileInfo
        $file.Cost.Amount | Should -Be 0.03
        $run.Cost | Should -Be 0.03
        (Get-WhataiUsage tts-1).Cost | Should -Be 0.03
        (ConvertTo-WhataiSpeech 'x' "$TestDrive/b.mp3" -Model gpt-4o-mini).Cost | Should -BeNullOrEmpty
        $heard = $file | ConvertFrom-WhataiSpeech -Timestamp segment
        $heard.Cost.Amount | Should -Be (0.0001 * $heard.Length.TotalSeconds)
        'c', 'd', 'e' | ConvertTo-WhataiSpeech -OutDirectory $TestDrive -MaxCost 0.03 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -HaveCount 2
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        # By the second, as long as the gateway says, or as was asked for.
        (Start-WhataiVideo 'x' -Model sora-2 -Duration 8 -Confirm:$false).Cost.Amount | Should -Be 1.6
        $task = Start-WhataiVideo 'x' -Duration 5 -Confirm:$false -MaxCost 0.5
        $task.Cost.Amount, ($task | Wait-WhataiVideo).Cost.Amount | Should -Be 0.5, 0.5
        { Start-WhataiVideo 'x' -Confirm:$false -MaxCost 0.5 } | Should -Throw -ErrorId 'CostUnknown,*'
    }

    It 'of an answer with tools is that of all rounds' {
        $emulator = Start-Emulator
        function Get-Weather { [CmdletBinding()] param([string] $City) "$City is sunny" }
        $answer = Invoke-WhataiChat '/toolcall Get-Weather {"City":"Beijing"}' -Tool Get-Weather -ToolPolicy Auto
        $emulator.LedgerTotals.Dispatches | Should -Be 2
        $answer.Cost.Amount | Should -Be (Get-Billed $emulator)
    }
}
