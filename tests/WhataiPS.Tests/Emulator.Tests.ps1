BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Start-, Get- and Stop-WhataiEmulator' {
    AfterEach { Stop-WhataiEmulator }

    It 'starts on a free port, is listed, connects by the pipeline, and stops' {
        $emulator = Start-WhataiEmulator
        $emulator.BaseUrl | Should -Match '^http://127\.0\.0\.1:\d+$'
        (Get-WhataiEmulator).Port | Should -Be $emulator.Port
        $connection = $emulator | Connect-Whatai
        $connection.HasApiKey | Should -BeTrue
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
        $emulator | Stop-WhataiEmulator
        Get-WhataiEmulator | Should -BeNullOrEmpty
        Disconnect-Whatai
    }

    It 'keeps to the port, key, models and faults that it is given' {
        $first = Start-WhataiEmulator -ApiKey 'sk-mine' -Model 'only-me' -Fault '500-local', '403'
        $null = $first | Connect-Whatai -Model only-me -MaximumRetryCount 0
        $ids = foreach ($n in 1..3) {
            $null = Invoke-WhataiChat 'x' -ErrorVariable problem -ErrorAction SilentlyContinue
            if ($problem) { $problem[0].FullyQualifiedErrorId -replace ',.*' } else { 'ok' }
        }
        $ids | Should -Be @('InvalidRequest', 'PermissionDenied', 'ok')
        (Get-WhataiModel).Id | Should -Be 'only-me'
        { Start-WhataiEmulator -Port $first.Port } | Should -Throw -ErrorId 'EmulatorNotStarted,*'
        { Start-WhataiEmulator -Fault 'no-such-fault' } | Should -Throw '*no-such-fault*'
        Get-WhataiEmulator | Should -HaveCount 1
        Disconnect-Whatai
    }

    It 'keeps a log and a ledger of what was billed' {
        $emulator = Start-WhataiEmulator
        $null = $emulator | Connect-Whatai -MaximumRetryCount 0
        $null = Invoke-WhataiChat 'x'
        $null = Invoke-WhataiChat 'x' -Header @{ 'X-Emulator-Fault' = '429' } -ErrorAction SilentlyContinue
        $null = Invoke-WhataiChat 'x' -Header @{ 'X-Emulator-Fault' = '504' } -ErrorAction SilentlyContinue
        $emulator.Requests.Status | Should -Be @(200, 429, 504)
        $emulator.Ledger.RequestId | Should -Be @($emulator.Requests[0].Id, $emulator.Requests[2].Id)
        $emulator.Requests | Out-String | Should -Match 'v1/chat/completions'
        $emulator.Ledger | Out-String | Should -Match 'gpt-4o-mini'
        Disconnect-Whatai
    }

    It 'waits as long as it is told' {
        $emulator = Start-WhataiEmulator -LatencyMs 150 -TokenDelayMs 30
        $null = $emulator | Connect-Whatai
        (Measure-Command { Invoke-WhataiChat '/repeat 5 x' -Stream }).TotalMilliseconds | Should -BeGreaterThan 250
        Disconnect-Whatai
    }

    It 'says which port no emulator has' {
        Stop-WhataiEmulator 9 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoSuchEmulator,*'
    }

    It 'completes the faults' {
        (TabExpansion2 'Start-WhataiEmulator -Fault cut-mid').CompletionMatches.CompletionText | Should -Contain 'cut-mid-line'
    }

    It 'ends with the module' {
        Invoke-FreshShell '$e = Start-WhataiEmulator; Remove-Module WhataiPS; $e.IsRunning' | Should -Be 'False'
    }
}
