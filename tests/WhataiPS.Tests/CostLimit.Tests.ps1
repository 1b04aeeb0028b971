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
        @{ Name = 'an image by tokens'; Options = @{}; Call = { New-WhataiImage 'x' -Model gpt-image-1 -MaxCost 1 }; Id = 'InvalidArgument' }
        @{ Name = 'a search'; Options = @{}; Call = { Invoke-WhataiResponse 'x' -WebSearch -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
        @{ Name = 'an image at an address'; Options = @{}; Call = { Invoke-WhataiChat 'x' -Image http://127.0.0.1:9/a.png -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
        @{ Name = 'a turn that the gateway keeps'; Options = @{}; Call = { Invoke-WhataiResponse 'x' -PreviousResponse resp_1 -MaxCost 1 -MaxTokens 9 }; Id = 'CostUnknown' }
    ) {
        $emulator = Start-Emulator $Options
        $Call | Should -Throw -ErrorId "$Id,*"
        $emulator.LedgerTotals.Dispatches | Should -Be 0
    }
}
