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

    It 'completes after -Model only models that fit: <Line>' -ForEach @(
        @{ Line = 'New-WhataiImage x -Model '; Offers = 'gpt-image-1', 'dall-e-3', 'nano-banana'; Not = 'gpt-4o', 'sora-2', 'tts-1' }
        @{ Line = 'Edit-WhataiImage x a.png -Model '; Offers = 'gpt-image-1'; Not = 'gpt-4o' }
        @{ Line = 'Start-WhataiVideo x -Model '; Offers = 'sora-2', 'doubao-seedance-1-0-pro-250528', 'veo3.1-fast'; Not = 'gpt-4o', 'gpt-image-1' }
        @{ Line = 'ConvertTo-WhataiSpeech x -Model '; Offers = 'tts-1', 'gpt-4o-mini-tts'; Not = 'gpt-4o', 'whisper-1' }
        @{ Line = 'ConvertFrom-WhataiSpeech x -Model '; Offers = 'whisper-1', 'gpt-4o-transcribe'; Not = 'gpt-4o', 'tts-1' }
    ) {
        $all = Start-WhataiEmulator
        try {
            $null = $all | Connect-Whatai -Name all
            $offered = (TabExpansion2 $Line).CompletionMatches.CompletionText
            foreach ($model in $Offers) { $model | Should -BeIn $offered }
            foreach ($model in $Not) { $model | Should -Not -BeIn $offered }
        }
        finally { Disconnect-Whatai all -WarningAction SilentlyContinue; $all | Stop-WhataiEmulator }
        # Where none seems to fit, all of them.
        (TabExpansion2 $Line).CompletionMatches.CompletionText | Should -Be @('gpt-4o', 'gpt-4o-mini', 'claude-3-7-sonnet')
    }

    It 'completes -Size by the model: <Line>' -ForEach @(
        @{ Line = 'New-WhataiImage x -Model dall-e-3 -Size '; Offers = '1024x1024', '1792x1024', '1024x1792' }
        @{ Line = 'New-WhataiImage x -Size '; Offers = 'auto', '1024x1024', '1536x1024', '1024x1536', '1792x1024', '1024x1792', '256x256', '512x512' }
        @{ Line = 'Edit-WhataiImage x a.png -Model dall-e-2 -Size 2'; Offers = '256x256', '512x512', '1024x1024' }
    ) {
        (TabExpansion2 $Line).CompletionMatches.CompletionText | Should -Be $Offers
    }

    It 'completes -Tool from the commands' {
        (TabExpansion2 'Invoke-WhataiChat x -Tool Get-Chi').CompletionMatches.CompletionText | Should -Contain 'Get-ChildItem'
        (TabExpansion2 'Invoke-WhataiChat x -Tool ').CompletionMatches.CompletionText | Should -Contain 'Get-Item'
    }

    It 'can be asked for the endpoints by the name that the table shows' {
        (Get-WhataiModel | Where-Object Endpoints -Contains openai).Id | Should -Be @('gpt-4o', 'gpt-4o-mini', 'claude-3-7-sonnet')
        Get-WhataiModel | Where-Object Endpoints -Contains openai-video | Should -BeNullOrEmpty
        (Get-WhataiModel | Out-String) | Should -Match 'Endpoints'
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
