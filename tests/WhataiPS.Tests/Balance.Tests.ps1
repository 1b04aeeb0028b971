BeforeAll {
    . $PSScriptRoot/Common.ps1
    Start-WhataiEmulator | Stop-WhataiEmulator
    $started = [Collections.Generic.List[object]]::new()
    function Start-Emulator([hashtable] $Options = @{}) {
        $emulator = [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] $Options)
        $started.Add($emulator)
        $null = $emulator | Connect-Whatai
        $emulator
    }
}
AfterAll { Disconnect-Whatai -All; $started | ForEach-Object Dispose }

Describe 'Get-WhataiBalance' {
    It 'goes down as the ledger fills' {
        $emulator = Start-Emulator @{ Balance = 1 }
        $before = Get-WhataiBalance
        $before.Granted | Should -Be 1
        $before.Used | Should -Be 0
        $before.Remaining | Should -Be 1
        $before.Unit | Should -Be 'USD'
        $before.Unlimited | Should -BeFalse
        $before.ExpiresAt | Should -BeNullOrEmpty
        $before.Source | Should -Be '/v1/dashboard/billing/subscription, /v1/dashboard/billing/usage'
        $null = Invoke-WhataiChat 'hello'
        $after = Get-WhataiBalance
        $after.Remaining | Should -BeLessThan 1
        $after.Remaining + $after.Used | Should -Be $after.Granted
        $emulator.LedgerTotals.Dispatches | Should -Be 1
        ($after.RawJson | ConvertFrom-Json).subscription.hard_limit_usd | Should -Be 1
    }

    It 'tells the same by <_.Name>' -ForEach @(
        @{ Name = 'the third route'; Routes = 'Token'; Source = '/api/usage/token/' }
        @{ Name = 'the third where the first is missing'; Routes = 'Usage, Token'; Source = '/api/usage/token/' }
        @{ Name = 'the third where the second is missing'; Routes = 'Subscription, Token'; Source = '/api/usage/token/' }
    ) {
        $expires = [DateTimeOffset]::new(2027, 1, 2, 3, 4, 5, [timespan]::Zero)
        $null = Start-Emulator @{ BalanceRoutes = $Routes; KeyExpires = $expires }
        $null = Invoke-WhataiChat 'hello'
        $balance = Get-WhataiBalance
        $balance.Source | Should -Be $Source
        $balance.Granted | Should -Be 100
        $balance.Used | Should -BeGreaterThan 0
        $balance.Remaining | Should -Be ($balance.Granted - $balance.Used)
        $balance.ExpiresAt | Should -Be $expires
        (Get-WhataiBalance -QuotaPerUnit 1).Granted | Should -Be 50000000
    }

    It 'says what there is where only one half is told' {
        $null = Start-Emulator @{ BalanceRoutes = 'Subscription' }
        $balance = Get-WhataiBalance
        $balance.Granted | Should -Be 100
        $balance.Remaining | Should -BeNullOrEmpty
        { Get-WhataiBalance -Minimum 1 } | Should -Throw -ErrorId 'BalanceTooLow,*'
    }

    It 'says that nothing is told, and no line is to blame' {
        $null = Start-Emulator @{ BalanceRoutes = 'None'; Lines = 2 }
        Get-WhataiBalance -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BalanceUnavailable,*'
        { Get-WhataiBalance -Minimum 0 } | Should -Throw -ErrorId 'BalanceUnavailable,*'
    }

    It 'knows a key without a limit' {
        foreach ($routes in 'All', 'Token') {
            $null = Start-Emulator @{ UnlimitedBalance = $true; BalanceRoutes = $routes }
            $balance = Get-WhataiBalance -Minimum 1000000
            $balance.Unlimited | Should -BeTrue
            $balance.Remaining | Should -BeNullOrEmpty
            "$balance" | Should -Be 'unlimited'
        }
    }

    It 'ends a task that would go on with too little' {
        $null = Start-Emulator @{ Balance = 1 }
        (Get-WhataiBalance -Minimum 1).Remaining | Should -Be 1
        $null = Invoke-WhataiChat 'hello'
        { Get-WhataiBalance -Minimum 1 } | Should -Throw -ErrorId 'BalanceTooLow,*'
        try { Get-WhataiBalance -Minimum 1 } catch { $problem = $_ }
        $problem.TargetObject.Remaining | Should -BeLessThan 1
        $problem.CategoryInfo.Category | Should -Be 'QuotaExceeded'
    }

    It 'tells a balance below zero, of a key that is refused' {
        $emulator = Start-Emulator @{ Balance = 0.0005 }
        $null = Invoke-WhataiChat '/repeat 1000 word'
        $null = Invoke-WhataiChat 'hello' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'QuotaExceeded,*'
        $emulator.LedgerTotals.Dispatches | Should -Be 1
        $balance = Get-WhataiBalance
        $balance.Remaining | Should -BeLessThan 0
        $balance.Source | Should -Be '/api/usage/token/'
    }

    It 'says that the key is wrong' {
        $emulator = Start-Emulator
        $null = Connect-Whatai $emulator.BaseUrl sk-wrong
        Get-WhataiBalance -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
    }

    It 'says what a dashboard says' {
        $null = Start-Emulator
        $null = Get-WhataiBalance -Header @{ 'X-Emulator-Fault' = 'shape-dashboard' } -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -Match '无权进行此操作'
    }
}
