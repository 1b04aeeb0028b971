BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    function Get-SentBody { $emulator.Requests[-1].Body }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Invoke-WhataiChat' {
    It 'answers, and is its text' {
        $answer = Invoke-WhataiChat 'hello'
        "$answer" | Should -Be 'Echo: hello'
        $answer.Text | Should -Be 'Echo: hello'
        $answer.FinishReason | Should -Be 'stop'
        $answer.Input | Should -Be 'hello'
        $answer.Usage.TotalTokens | Should -BeGreaterThan 0
        $answer.RequestId | Should -Not -BeNullOrEmpty
        ($answer.RawJson | ConvertFrom-Json).choices[0].message.content | Should -Be 'Echo: hello'
    }

    It 'warns once of answers that were cut by their length' {
        $said = $null
        $cut = 'one two three four', 'five six seven eight' | Invoke-WhataiChat -MaxTokens 2 -WarningVariable said -WarningAction SilentlyContinue
        $cut.FinishReason | Should -Be @('length', 'length')
        $said | Should -HaveCount 1
        "$said" | Should -BeLike '*-MaxTokens*'
        $null = Invoke-WhataiChat 'one two three four' -MaxTokens 2 -Stream -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -HaveCount 1
        $null = Invoke-WhataiChat 'one' -WarningVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'shows the model and the seconds while a call takes its time' {
        $slow = Start-WhataiEmulator -LatencyMs 60000
        $pipeline = Start-Pipeline "Invoke-WhataiChat hi -Model gpt-4o -Connection (Connect-Whatai $($slow.BaseUrl) $($slow.ApiKey))"
        try {
            Wait-Until { $pipeline.Shell.Streams.Progress.StatusDescription -match '^gpt-4o, \d+ s$' } 30 | Should -BeTrue
        }
        finally {
            $pipeline.Shell.Stop()
            $pipeline.Shell.Dispose()
            $slow | Stop-WhataiEmulator
        }
    }

    It 'answers each piped line, in order' {
        $answers = 'one', 'two', 'three' | Invoke-WhataiChat
        $answers.Text | Should -Be @('Echo: one', 'Echo: two', 'Echo: three')
        $answers.Input | Should -Be @('one', 'two', 'three')
    }

    It 'takes piped objects as the context of one request' {
        $before = $emulator.Requests.Count
        $answer = Get-Process -Id $PID | Invoke-WhataiChat 'Which of these leaks memory?'
        $emulator.Requests.Count | Should -Be ($before + 1)
        $answer.Text | Should -BeLike '*Which of these leaks memory?*'
        $answer.Text | Should -BeLike "*$PID*"
        $answer.Input | Should -Be 'Which of these leaks memory?'
    }

    It 'takes piped text as the context of one request where there is a message' {
        (Get-Item $PSCommandPath | Get-Content -TotalCount 2 | Invoke-WhataiChat 'What is this?').Text |
            Should -Be "Echo: What is this?`n`nBeforeAll {`n    . `$PSScriptRoot/Common.ps1"
    }

    It 'sends nothing where nothing is piped' {
        $before = $emulator.Requests.Count
        @() | Invoke-WhataiChat 'Which of these?' | Should -BeNullOrEmpty
        $emulator.Requests.Count | Should -Be $before
    }

    It 'goes on with a piped conversation, the system message kept' {
        $first = Invoke-WhataiChat 'Hi' -SystemMessage 'Be brief.'
        $second = $first | Invoke-WhataiChat '/history'
        $second.Text | Should -BeLike '4 messages: system user assistant user*'
        $second.Messages.Role | Should -Be @('system', 'user', 'assistant', 'user', 'assistant')
        ($first | Invoke-WhataiChat '/system').Text | Should -Be 'Be brief.'
        ($first | Invoke-WhataiChat '/system' -SystemMessage 'Be long.').Text | Should -Be 'Be long.'
    }

    It 'takes a history of hashtables, objects and answers' {
        $null = Invoke-WhataiChat 'and now?' -History @{ role = 'user'; content = 'Hi' }, ([pscustomobject]@{ role = 'assistant'; content = 'Hello' })
        ConvertTo-Canonical (Get-SentBody) | Should -Be (ConvertTo-Canonical '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"and now?"}]}')
        { Invoke-WhataiChat 'x' -History 'just text' } | Should -Throw '*role*content*'
    }

    It 'sends every parameter under its name' {
        $null = Invoke-WhataiChat 'p' -Model gpt-4o -SystemMessage 's' -Temperature 0.8 -TopP 1 -Count 2 -Stop 'a', 'b' -MaxTokens 8192 `
            -MaxCompletionTokens 100 -PresencePenalty 1 -FrequencyPenalty -0.5 -LogitBias @{ 50256 = -100 } -User 'u1' -Seed 42 -ReasoningEffort low -TextVerbosity low -ServiceTier flex -SafetyIdentifier h1 -PromptCacheKey k1 `
            -ExtraBody @{ metadata = @{ run = 'nightly' }; response_format = @{ type = 'json_object' } }
        ConvertTo-Canonical (Get-SentBody) | Should -Be (ConvertTo-Canonical '{
            "model":"gpt-4o","messages":[{"role":"system","content":"s"},{"role":"user","content":"p"}],"temperature":0.8,"top_p":1,"n":2,
            "stop":["a","b"],"max_tokens":8192,"max_completion_tokens":100,"presence_penalty":1,"frequency_penalty":-0.5,
            "logit_bias":{"50256":-100},"user":"u1","seed":42,"reasoning_effort":"low","verbosity":"low","service_tier":"flex","safety_identifier":"h1","prompt_cache_key":"k1","metadata":{"run":"nightly"},"response_format":{"type":"json_object"}}')
    }

    It 'sends what the first seed example sends' {
        $null = Invoke-WhataiChat '周树人和鲁迅是兄弟吗？' -SystemMessage 'You are a helpful assistant.'
        ConvertTo-Canonical (Get-SentBody) | Should -Be (ConvertTo-Canonical '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"周树人和鲁迅是兄弟吗？"}]}')
    }

    It 'takes a member away by a null of -ExtraBody' {
        $null = Invoke-WhataiChat 'x' -Stream -ExtraBody @{ stream_options = $null; logit_bias = $null }
        ConvertTo-Canonical (Get-SentBody) | Should -Be (ConvertTo-Canonical '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}],"stream":true,"logit_bias":null}')
    }

    It 'gives several answers' {
        $answer = Invoke-WhataiChat '/say yes' -Count 2
        $answer.Choices | Should -HaveCount 2
        "$($answer.Choices[0])" | Should -Be 'yes'
        $answer.Choices[1].Index | Should -Be 1
    }

    It 'finds the reasoning in <Where>' -ForEach @(
        @{ Where = 'reasoning_content'; Directive = '/reason' }
        @{ Where = 'reasoning'; Directive = '/reason2' }
        @{ Where = 'content'; Directive = '/think' }
    ) {
        foreach ($answer in (Invoke-WhataiChat "$Directive 想一想 | 四十二"), (Invoke-WhataiChat "$Directive 想一想 | 四十二" -Stream)[-1].Completion) {
            $answer.Reasoning.Trim() | Should -Be '想一想'
            $answer.Text.Trim() | Should -Be '四十二'
        }
    }

    It 'keeps text to the byte: <_>' -ForEach '2024-01-02T03:04:05Z', '从前有座山，山里有座庙。', '👩‍👩‍👧‍👦 family 🏔️', '/Date(1700000000000)/', '{"a":1}' {
        (Invoke-WhataiChat "/say $_").Text | Should -BeExactly $_
        -join (Invoke-WhataiChat "/say $_" -Stream -Header @{ 'X-Emulator-Fault' = 'split-utf8' }).Text | Should -BeExactly $_
    }

    It 'streams pieces, the last one with the whole answer and its usage' {
        $pieces = Invoke-WhataiChat 'Tell a story' -Stream
        -join $pieces.Text | Should -Be 'Echo: Tell a story'
        $pieces[-1].Completion.Text | Should -Be 'Echo: Tell a story'
        $pieces[-1].Completion.Usage.CompletionTokens | Should -BeGreaterThan 0
        @($pieces | Where-Object Completion) | Should -HaveCount 1
        ($pieces[0].RawJson | ConvertFrom-Json).object | Should -Be 'chat.completion.chunk'
        $again = $pieces[-1].Completion | Invoke-WhataiChat '/history'
        $again.Text | Should -BeLike '3 messages:*'
    }

    It 'gives the same answer streamed and plain' {
        $plain = Invoke-WhataiChat '/reason because | 42'
        $streamed = (Invoke-WhataiChat '/reason because | 42' -Stream)[-1].Completion
        foreach ($property in 'Text', 'Reasoning', 'FinishReason', 'Model', 'Usage', 'Input') { $streamed.$property | Should -Be $plain.$property }
    }

    It 'keeps the text of -Live wherever the answer goes, and shows it once on the screen' {
        $file = "$TestDrive/live"
        $text = Invoke-FreshShell @"
`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator
Invoke-WhataiChat '/reason why | first' -Live
Invoke-WhataiChat '/say second'
Invoke-WhataiChat '/say third' -Live
`$r = Invoke-WhataiChat '/say kept' -Live 6> `$null
`$r
Invoke-WhataiChat '/say filed' -Live > $file.1
Invoke-WhataiChat '/say all of it' -Live *> $file.2
Invoke-WhataiChat '/say teed' -Live | Tee-Object $file.3 | Out-Null
Invoke-WhataiChat '/say quiet' -Live -InformationAction Ignore
function Ask { Invoke-WhataiChat '/say within' -Live }
Ask
Ask > $file.4
"@
        $lines = $text -replace '\e\[[0-9;]*m' -split '\r?\n' | Where-Object { $_ -and $_ -notmatch '^\[.*tokens.*\]$' }
        $lines | Should -Be @('why', 'first', 'second', 'third', 'kept', 'filed', 'teed', 'quiet', 'within', 'within')
        $text | Should -Not -Match '\e\[4[0-7]m' -Because 'a background is not asked for'
        [regex]::Matches($text, ' tokens · ').Count | Should -Be 3
        1..4 | ForEach-Object { (Get-Content "$file.$_" -Raw).Trim() } | Should -Be @('filed', 'all of it', 'teed', 'within')
    }

    It 'shows the text as it comes with -Live, then gives the answer' {
        $answer = Invoke-WhataiChat '/reason hmm | Tell it' -Live -InformationVariable shown 6> $null
        $answer.Text | Should -Be 'Tell it'
        -join ($shown.MessageData | ForEach-Object Message) | Should -Be "hmm`n`nTell it"
        ($answer | Out-String).Trim() | Should -Be 'Tell it'
    }

    It 'says what is wrong with a prompt, and goes on' {
        $answers = '', 'good', $null, (Get-Item $PSScriptRoot), 5 | Invoke-WhataiChat -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers.Text | Should -Be @('Echo: good', 'Echo: 5')
        $problem.FullyQualifiedErrorId -replace ',.*' | Should -Be @('EmptyPrompt', 'EmptyPrompt', 'NotAPrompt')
        { Invoke-WhataiChat } | Should -Throw -ErrorId 'MessageMissing,*'
        { Invoke-WhataiChat 'x' -LogitBias @{ 5 = 'much' } } | Should -Throw '*token ''5''*'
        { Invoke-WhataiChat 'x' -Header @{ 'bad name' = 'x' } } | Should -Throw '*bad name*'
        { $loop = @{}; $loop.self = $loop; Invoke-WhataiChat 'x' -ExtraBody $loop } | Should -Throw '*contains itself*'
    }
}

Describe 'Invoke-WhataiChat -WebSearch and -Prediction' {
    It 'sends them, and gives what was cited' {
        $answer = Invoke-WhataiChat '/search cats' -WebSearchContextSize low -WebSearchLocation DE -Prediction "a`nb"
        $body = $emulator.Requests[-1].Body | ConvertFrom-Json
        $body.web_search_options.search_context_size | Should -Be 'low'
        $body.web_search_options.user_location.approximate.country | Should -Be 'DE'
        $body.prediction.content | Should -Be "a`nb"
        $answer.Citations | Should -HaveCount 1
        (Invoke-WhataiChat '/search cats' -WebSearch -Stream)[-1].Completion.Citations | Should -HaveCount 2
        (Invoke-WhataiChat '/search cats').Text | Should -Be 'No such tool: web_search'
    }
}
