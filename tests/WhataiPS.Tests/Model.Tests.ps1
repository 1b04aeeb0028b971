BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -Model 'gpt-4o', 'gpt-4o-mini', 'claude-3-7-sonnet'
    $null = $emulator | Connect-Whatai
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Get-WhataiModel' {
    It 'lists the models, all or by name' {
        (Get-WhataiModel).Id | Should -Be @('gpt-4o', 'gpt-4o-mini', 'claude-3-7-sonnet')
        (Get-WhataiModel gpt*, claude*).Id | Should -HaveCount 3
        "$(Get-WhataiModel *mini)" | Should -Be 'gpt-4o-mini'
        (Get-WhataiModel gpt-4o).OwnedBy | Should -Not -BeNullOrEmpty
        (Get-WhataiModel gpt-4o).RawJson | ConvertFrom-Json | ForEach-Object id | Should -Be 'gpt-4o'
    }

    It 'says which name there is not, and gives the others' {
        (Get-WhataiModel nothing, gpt-4o -ErrorVariable problem -ErrorAction SilentlyContinue).Id | Should -Be 'gpt-4o'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoSuchModel,*'
        $problem[0].TargetObject | Should -Be 'nothing'
    }

    It 'completes -Model from the gateway, and asks it once' {
        $null = $emulator | Connect-Whatai
        $emulator.ClearLog()
        (TabExpansion2 'Invoke-WhataiChat hi -Model ').CompletionMatches.CompletionText | Should -Be @('gpt-4o', 'gpt-4o-mini', 'claude-3-7-sonnet')
        (TabExpansion2 'Invoke-WhataiChat hi -Model son').CompletionMatches.CompletionText | Should -Be 'claude-3-7-sonnet'
        $emulator.Requests | Should -HaveCount 1
    }

    It 'completes nothing, quickly and silently, where the gateway is dead' {
        $null = Connect-Whatai 'http://127.0.0.1:9' 'x' -Name dead
        try {
            $before = $Error.Count
            (TabExpansion2 'Invoke-WhataiChat hi -Connection dead -Model g').CompletionMatches.CompletionText | Should -Not -Contain 'gpt-4o'
            $Error.Count | Should -Be $before
        }
        finally { Disconnect-Whatai dead }
    }

    It 'takes an error of the dashboard''s shape under 200 for what it is' {
        Get-WhataiModel -Header @{ 'X-Emulator-Fault' = 'shape-dashboard' } -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].Exception.ServerMessage | Should -Not -BeNullOrEmpty
    }
}
