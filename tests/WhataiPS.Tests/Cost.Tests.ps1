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
        $answers = 1..150 | ForEach-Object { "/repeat $_ word" } | Invoke-WhataiChat -ThrottleLimit 16
        ($answers.Cost.Amount | Measure-Object -Sum).Sum | Should -Be (Get-Billed $emulator)
        $answers.Cost.Source | Sort-Object -Unique | Should -Be 'Prices'
        $answers.Cost.Currency | Sort-Object -Unique | Should -Be 'USD'
        $sum = ($answers.Cost.Amount | Measure-Object -Sum).Sum
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

    It 'is taken off again where a video fails' {
        $emulator = Start-Emulator
        $null = Get-WhataiUsage -Reset
        $task = Start-WhataiVideo '/fail X' -Model veo3.1-fast -Confirm:$false
        $task.Cost.Amount | Should -Be 0.5
        ($task | Wait-WhataiVideo -ErrorAction SilentlyContinue).Cost | Should -BeNullOrEmpty
        (Get-WhataiUsage veo*).Cost | Should -Be (Get-Billed $emulator)
    }
}
