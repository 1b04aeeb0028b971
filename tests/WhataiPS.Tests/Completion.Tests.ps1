BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -Model gpt-3.5-turbo-instruct, gpt-4o-mini
    $null = $emulator | Connect-Whatai
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Invoke-WhataiCompletion' {
    It 'sends what the seed sends' {
        $null = Invoke-WhataiCompletion 'Say this is a test' -MaxTokens 7 -Temperature 0
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"gpt-3.5-turbo-instruct","prompt":"Say this is a test","max_tokens":7,"temperature":0}')
    }

    It 'sends every parameter under its name' {
        $null = Invoke-WhataiCompletion 'a' -Suffix 's' -BestOf 3 -Count 2 -Echo -LogProbs 2 -Stop 'x' -PresencePenalty 1 -FrequencyPenalty -1 -LogitBias @{ 50256 = -100 } -User u -Seed 7 -TopP 0.5
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"gpt-3.5-turbo-instruct","prompt":"a","suffix":"s","best_of":3,"n":2,"echo":true,"logprobs":2,"stop":"x","presence_penalty":1,"frequency_penalty":-1,"logit_bias":{"50256":-100},"user":"u","seed":7,"top_p":0.5}')
    }

    It 'gives the text, whole, streamed and live' {
        $whole = Invoke-WhataiCompletion '/say this is a test'
        $whole.Text | Should -Be 'this is a test'
        $whole.Usage.TotalTokens | Should -BeGreaterThan 0
        $pieces = Invoke-WhataiCompletion '/say this is a test' -Stream
        -join $pieces.Text | Should -Be 'this is a test'
        $pieces.Count | Should -BeGreaterThan 2
        $pieces[-1].Completion.Text | Should -Be 'this is a test'
        (Invoke-WhataiCompletion '/say this is a test' -Live 6> $null).Text | Should -Be 'this is a test'
    }

    It 'takes piped prompts one by one, and several in one array together' {
        $emulator.ClearLog()
        ('/say a', '/say b' | Invoke-WhataiCompletion).Text | Should -Be @('a', 'b')
        $together = Invoke-WhataiCompletion -Prompt '/say a', '/say b'
        $together.Choices | ForEach-Object { "$_" } | Should -Be @('a', 'b')
        $emulator.Requests | Should -HaveCount 3
    }

    It 'ends after three pieces, and says what failed' {
        Invoke-WhataiCompletion '/repeat 100000 word' -Stream | Select-Object -First 3 | Should -HaveCount 3
        $null = Invoke-WhataiCompletion 'x' -Header @{ 'X-Emulator-Fault' = '400' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
    }
}
