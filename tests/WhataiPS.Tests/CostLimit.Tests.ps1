BeforeAll {
    . $PSScriptRoot/Common.ps1
    Start-WhataiEmulator | Stop-WhataiEmulator
    $started = [Collections.Generic.List[object]]::new()
    function Start-Emulator([hashtable] $Options = @{}, [hashtable] $Connection = @{}) {
        $emulator = [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] $Options)
        $started.Add($emulator)
        $null = $emulator | Connect-Whatai @Connection
        $emulator
    }
    function New-Price([hashtable] $Price) {
        $prices = [Collections.Generic.Dictionary[string, Whatai.Emulator.EmulatorPrice]]::new()
        foreach ($name in $Price.Keys) { $prices[$name] = [Whatai.Emulator.EmulatorPrice] $Price[$name] }
        , $prices
    }
    function Get-Billed($Emulator) { $Emulator.LedgerTotals.Quota / $Emulator.Options.QuotaPerUnit }
}
AfterAll { Disconnect-Whatai -All; $started | ForEach-Object Dispose }

Describe 'A limit of cost' {
    It 'is never passed in the ledger, whatever the prices are, <_> at a time' -ForEach 1, 32 {
        $random = [Random]::new(7)
        foreach ($table in 1..20) {
            $price = if ($table % 4 -eq 0) { @{ ModelPrice = [decimal] ($random.Next(1, 50) / 10000) } } else { @{ ModelRatio = [decimal] ($random.Next(1, 4000) / 100); CompletionRatio = [decimal] ($random.Next(1, 80) / 10) } }
            $emulator = Start-Emulator @{ Models = [string[]] 'm'; Prices = (New-Price @{ m = $price }) }
            $limit = [decimal] ($random.Next(5, 100) / 1000)
            $answers = @(1..40 | ForEach-Object { "/repeat $($random.Next(1, 30)) word" } | Invoke-WhataiChat -Model m -MaxTokens 30 -MaxCost $limit -ThrottleLimit $_ -ErrorVariable problem -ErrorAction SilentlyContinue)
            Get-Billed $emulator | Should -BeLessOrEqual $limit -Because "of $($price | ConvertTo-Json -Compress)"
            ($answers.Cost.Amount | Measure-Object -Sum).Sum | Should -Be (Get-Billed $emulator)
            if ($answers.Count -lt 40) {
                @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 1
                $problem[0].FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
                $problem[0].TargetObject | Should -Be (40 - $answers.Count)
                # What one more call may cost is what is left too little for, not what an earlier one might have.
                $limit - (Get-Billed $emulator) | Should -BeLessThan (0.02 + 40 * 30 * 8 / 500000 * 4)
            }
            $emulator.Dispose()
        }
    }

    It 'is gone on with by the journal and a higher limit' {
        $emulator = Start-Emulator @{ Models = [string[]] 'm'; Prices = (New-Price @{ m = @{ ModelPrice = 0.01 } }) }
        $common = @{ Model = 'm'; Journal = "$TestDrive/run.jsonl"; ErrorAction = 'SilentlyContinue' }
        $first = @(1..10 | Invoke-WhataiChat @common -MaxCost 0.045 -ErrorVariable problem -ThrottleLimit 4)
        $first | Should -HaveCount 4
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match '-Journal'
        @(1..10 | Invoke-WhataiChat @common -MaxCost 0.1) | Should -HaveCount 10
        Get-Billed $emulator | Should -Be 0.1
    }

    It 'of a connection holds for all of its calls together' {
        $emulator = Start-Emulator @{} @{ MaxCost = 0.1 }
        (Get-WhataiConnection).MaxCost | Should -Be 0.1
        $images = 'a', 'b', 'c' | New-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $images | Should -HaveCount 2
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        Start-WhataiVideo 'x' -Model veo3.1-fast -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        1..3 | Get-WhataiEmbedding | Should -HaveCount 3
        (Invoke-WhataiChat 'hi' -MaxTokens 100 -Stream)[-1].Completion.Text | Should -Not -BeNullOrEmpty
        Invoke-WhataiChat 'hi' -MaxTokens 10000000 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'CostLimitReached,*'
        { Invoke-WhataiCompletion 'hi' } | Should -Throw -ErrorId 'CostUnknown,*'
        Get-Billed $emulator | Should -BeLessOrEqual 0.1
    }

    It 'refuses to start where it can''t be held: <Name>' -ForEach @(
        @{ Name = 'no prices'; Options = @{ Pricing = 'Missing' }; Call = { Invoke-WhataiChat 'x' -MaxCost 1 -MaxTokens 9 }; Id = 'PriceUnavailable' }
        @{ Name = 'no price of the model'; Options = @{ Models = [string[]] @() }; Call = { Invoke-WhataiChat 'x' -Model other -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
        @{ Name = 'no -MaxTokens'; Options = @{}; Call = { Invoke-WhataiChat 'x' -MaxCost 1 }; Id = 'InvalidArgument' }
        @{ Name = 'an image by tokens'; Options = @{}; Call = { New-WhataiImage 'x' -Model gpt-image-1 -MaxCost 1 }; Id = 'CostUnknown' }
        @{ Name = 'speech by tokens'; Options = @{}; Call = { ConvertTo-WhataiSpeech 'x' -OutDirectory $TestDrive -MaxCost 1 }; Id = 'CostUnknown' }
        @{ Name = 'a video by tokens'; Options = @{}; Call = { Start-WhataiVideo 'x' -MaxCost 1 -Confirm:$false }; Id = 'CostUnknown' }
        @{ Name = 'a search'; Options = @{}; Call = { Invoke-WhataiResponse 'x' -WebSearch -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
        @{ Name = 'an image at an address'; Options = @{}; Call = { Invoke-WhataiChat 'x' -Image http://127.0.0.1:9/a.png -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
        @{ Name = 'a turn that the gateway keeps'; Options = @{}; Call = { Invoke-WhataiResponse 'x' -PreviousResponse resp_1 -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
    ) {
        $emulator = Start-Emulator $Options
        $Call | Should -Throw -ErrorId "$Id,*"
        $emulator.LedgerTotals.Dispatches | Should -Be 0
    }
}

Describe 'What -WhatIf says before anything is sent' {
    It 'is about how many tokens there are, and the most that it may cost by prices that are known' {
        $said = Invoke-FreshShell @'
$emulator = Start-WhataiEmulator
$null = $emulator | Connect-Whatai
Invoke-WhataiChat 'Why is the sky blue?' -MaxTokens 500 -WhatIf
$null = Get-WhataiPrice gpt-4o
'Why is the sky blue?' | Invoke-WhataiChat -MaxTokens 500 -WhatIf
Invoke-WhataiChat 'hello' -WhatIf
New-WhataiImage 'x' -Model dall-e-2 -Count 2 -WhatIf
'a', 'b' | Get-WhataiEmbedding -WhatIf
ConvertTo-WhataiSpeech 'Hello' a.mp3 -WhatIf
"$($emulator.LedgerTotals.Dispatches) sent"
'@
        $said = ($said -split "`n" -match 'What if|sent$') -replace '.*?(, about .*)" on.*', '$1'
        # 6 tokens at the dearest that the model has, those written to a cache for an hour, 500 of the answer, and up to a quota unit.
        $said | Should -Be ', about 6 input tokens', ', about 6 input tokens, at most about 0.000302 USD', ', about 1 input tokens', ', about 1 input tokens, at most about 0.04 USD', ', about 2 input tokens, at most about 0.000002 USD', ', about 1 input tokens', '0 sent'
    }
}
