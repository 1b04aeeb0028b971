# What Claude's own API has; what it shares with the others stands in ConversationApis.Tests.ps1.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    $pdf = Join-Path $TestDrive 'a.pdf'
    [IO.File]::WriteAllText($pdf, "%PDF-1.4`n")
    $note = Join-Path $TestDrive 'note.txt'
    [IO.File]::WriteAllText($note, 'The text of a note that goes on.')
    function Get-Sent { $emulator.Requests[-1].Body | ConvertFrom-Json }
    function Get-Weekday([datetime] $Date) { "$($Date.DayOfWeek)" }
    # The text of a member's JSON, byte for byte.
    function Get-Json([string] $Json, [string[]] $Path) {
        $element = [Text.Json.JsonDocument]::Parse($Json).RootElement
        foreach ($step in $Path) { $element = if ($step -match '^\d+$') { $element[[int] $step] } else { $element.GetProperty($step) } }
        $element.GetRawText()
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Requests of Invoke-WhataiMessage' {
    BeforeEach { $emulator.ClearLog() }

    It 'send each parameter in its place' {
        $null = Invoke-WhataiMessage 'x' -SystemMessage 'Be brief.' -Temperature 1 -TopP 0.9 -MaxTokens 9000 -Stop a, b -ThinkingBudget 2000 -ThinkingDisplay omitted -Effort high -ServiceTier auto -User u1
        $emulator.Requests[-1].Path | Should -Be '/v1/messages'
        $emulator.Requests[-1].Headers['anthropic-version'] | Should -Be '2023-06-01'
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical (
                '{"model":"claude-sonnet-4-5","max_tokens":9000,"system":"Be brief.","messages":[{"role":"user","content":"x"}],' +
                '"thinking":{"type":"enabled","budget_tokens":2000,"display":"omitted"},"output_config":{"effort":"high"},"stop_sequences":["a","b"],"temperature":1,"top_p":0.9,' +
                '"metadata":{"user_id":"u1"},"service_tier":"auto"}'))
    }

    It 'send the key in the header that the connection names' {
        $null = $emulator | Connect-Whatai -Name official -ApiKeyHeader X-API-Key -MaximumRetryCount 0
        (Get-WhataiConnection -Name official).ApiKeyHeader | Should -BeExactly 'x-api-key'
        (Invoke-WhataiMessage 'x' -Connection official).Text | Should -Be 'Echo: x'
        $emulator.Requests[-1].Headers['x-api-key'] | Should -Be '***'
        $emulator.Requests[-1].Headers.ContainsKey('Authorization') | Should -BeFalse
        Disconnect-Whatai -Name official
    }

    It 'mark what the cache keeps, and tell what it wrote and read' {
        $first = Invoke-WhataiMessage 'a' -SystemMessage 'one two three' -CacheSystem -CacheTtl 1h
        $second = Invoke-WhataiMessage 'b' -SystemMessage 'one two three' -CacheSystem -CacheTtl 1h
        (Get-Sent).system[0].cache_control.ttl | Should -Be '1h'
        $first.Usage.CacheWriteTokens | Should -Be 3
        $second.Usage.CachedTokens | Should -Be 3
        $first.Usage.PromptTokens | Should -Be 4 -Because 'what the cache has counts as prompt, as it does elsewhere'
        $second.Usage.PromptTokens | Should -Be 4
        $third = $second | Invoke-WhataiMessage 'c' -CacheMessages
        $third.Usage.CacheWriteTokens | Should -BeGreaterThan 0
    }

    It 'are refused where a parameter would do nothing' {
        { Invoke-WhataiMessage 'x' -CacheTtl 1h } | Should -Throw '*-CacheSystem*'
        { Invoke-WhataiMessage 'x' -WebSearchDomain a.com -WebSearchBlockedDomain b.com } | Should -Throw
        $emulator.Requests | Should -HaveCount 0
    }

    It 'count their tokens and ask nothing' {
        $count = Invoke-WhataiMessage 'one two three' -SystemMessage 'Be brief.' -CountTokens
        $count.InputTokens | Should -Be 6
        $emulator.Requests[-1].Path | Should -Be '/v1/messages/count_tokens'
        $emulator.Ledger | Should -HaveCount 0
        $null = Invoke-WhataiMessage 'x' -CountTokens -Header @{ 'X-Emulator-Fault' = 'no-route' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'are streamed underneath where the answer may take long' {
        $answer = Invoke-WhataiMessage '/say one two' -MaxTokens 64000
        $answer.Text | Should -Be 'one two'
        (Get-Sent).stream | Should -BeTrue
        $emulator.Requests | Should -HaveCount 1
    }
}

Describe 'Answers of Invoke-WhataiMessage' {
    BeforeEach { $emulator.ClearLog() }

    It 'carry their thinking and why they ended' {
        $answer = Invoke-WhataiMessage '/say one STOP two' -Thinking adaptive -Stop STOP
        $answer.Reasoning | Should -BeLike 'Thinking about: *'
        $answer.Usage.ReasoningTokens | Should -BeGreaterThan 0
        $answer.Text | Should -Be 'one '
        $answer.FinishReason | Should -Be 'stop'
        $answer.NativeFinishReason | Should -Be 'stop_sequence'
        $answer.StopSequence | Should -Be 'STOP'
    }

    It 'say that the model declined' {
        $answer = Invoke-WhataiMessage '/refuse I would rather not'
        $answer.FinishReason | Should -Be 'content_filter'
        $answer.Refusal | Should -Be 'I would rather not'
        (Invoke-WhataiMessage '/block BIO').RefusalCategory | Should -Be 'bio'
    }

    It 'quote documents' {
        $answer = Invoke-WhataiMessage 'What?' -File $pdf, $note -CiteDocuments
        $answer.Citations.Type | Should -Be 'page_location', 'char_location'
        $answer.Citations[1].Text | Should -Be 'The text of a note t'
        $answer.Citations.Title | Should -Be 'a.pdf', 'note.txt'
        $streamed = Invoke-WhataiMessage 'What?' -File $pdf, $note -CiteDocuments -Stream | Select-Object -Last 1
        $streamed.Completion.Citations.Text | Should -Be $answer.Citations.Text
    }

    It 'tell what was searched and cited' {
        $answer = Invoke-WhataiMessage '/search cats' -WebSearch
        $answer.WebSearches[0].Query | Should -Be 'cats'
        $answer.WebSearches[0].Sources | Should -HaveCount 2
        $answer.Citations.Url | Should -Be 'https://example.com/1?q=cats', 'https://example.com/2?q=cats'
        $answer.Text.Substring($answer.Citations[0].StartIndex, $answer.Citations[0].EndIndex - $answer.Citations[0].StartIndex) | Should -BeLike '(`[example.com`]*'
    }

    It 'show live what is searched' {
        -join (Invoke-WhataiMessage '/search cats' -WebSearch -Live 6>&1 | ForEach-Object { "$_" }) | Should -Match '⌕ cats'
    }

    It 'go on by themselves where the server paused, <Form>' -ForEach @{ Form = 'whole'; With = @{} }, @{ Form = 'streamed'; With = @{ Stream = $true } } {
        $answer = Invoke-WhataiMessage '/finish pause_turn first.' @With | Select-Object -Last 1
        if ($With.Stream) { $answer = $answer.Completion }
        $answer.Text | Should -Be 'first. And that is all.'
        $answer.FinishReason | Should -Be 'stop'
        $emulator.Ledger | Should -HaveCount 2
        $answer.Usage.CompletionTokens | Should -Be ($emulator.Ledger | Measure-Object CompletionTokens -Sum).Sum
        (Get-Sent).messages[-1].role | Should -Be 'assistant'
    }
}

Describe 'Tools with thinking' -Skip:($PSEdition -ne 'Core') {
    BeforeEach { $emulator.ClearLog() }

    It 'send back what the model thought and called, byte for byte, <Form>' -ForEach @(
        @{ Form = 'whole'; With = @{ ThinkingBudget = 2000 } }
        @{ Form = 'without the text of the thought'; With = @{ Thinking = 'adaptive'; ThinkingDisplay = 'omitted' } }
        @{ Form = 'with a schema'; With = @{ ThinkingBudget = 2000; Schema = @{ day = 'string' } } }
    ) {
        $prompt = "/toolcall Get-Weekday {`"Date`" :  `"2024-02-\u0032\u0039`"}`n/toolcall Get-Weekday {`"Date`":`"2024-03-01`"}"
        $answer = Invoke-WhataiMessage $prompt -Tool Get-Weekday -ToolPolicy Auto @With
        $emulator.Requests | Should -HaveCount 2
        $sent = Get-Json $emulator.Requests[1].Body messages, 1, content
        # What the emulator said is what a plain call gets; the ids hold the request's own number.
        $said = (Invoke-WhataiMessage $prompt -Tool Get-Weekday -ToolPolicy None -ThinkingBudget 2000 -ErrorAction Stop).RawJson
        $shape = { param($json) $json -replace '(?<=toolu_)\d+', 'N' }
        if ($With.ThinkingBudget) { & $shape $sent | Should -BeExactly (& $shape (Get-Json $said content)) }
        $blocks = $sent | ConvertFrom-Json
        $blocks.type | Should -Be 'thinking', 'tool_use', 'tool_use'
        $blocks[0].signature.Length | Should -BeGreaterThan 40
        $results = (Get-Json $emulator.Requests[1].Body messages, 2, content) | ConvertFrom-Json
        $results.type | Should -Be 'tool_result', 'tool_result'
        $results.tool_use_id | Should -Be $blocks[1].id, $blocks[2].id
        $results.content | Should -Be 'Thursday', 'Friday'
        $answer.ToolCalls | Should -HaveCount 2
    }

    It 'go on from a saved answer, and a stream sends the same' {
        $first = Invoke-WhataiMessage '/toolcall Get-Weekday {"Date":"2024-02-29"}' -Tool Get-Weekday -ToolPolicy Auto -ThinkingBudget 2000 -Stream | Select-Object -Last 1
        $first.Completion | Export-Clixml (Join-Path $TestDrive 'a.xml')
        $next = Import-Clixml (Join-Path $TestDrive 'a.xml') | Invoke-WhataiMessage '/history' -ThinkingBudget 2000
        $next.Text | Should -Be '5 messages: user assistant tool assistant user'
        (Get-Sent).messages[1].content.type | Should -Be 'thinking', 'tool_use'
    }

    It 'do not send back a thought that nobody signed' {
        $first = Invoke-WhataiMessage '/toolcall Get-Weekday {"Date":"2024-02-29"}' -Tool Get-Weekday -ToolPolicy Auto -Thinking adaptive -Header @{ 'X-Emulator-Fault' = 'no-signature' }
        $first.Text | Should -Be 'Tool said: Thursday'
        (Get-Sent).messages[1].content.type | Should -Be 'tool_use'
    }
}

Describe 'Relays' {
    BeforeEach { $emulator.ClearLog() }

    It 'say <Fault>, and it is <Id>' -ForEach @(
        @{ Fault = '401'; Id = 'AuthenticationFailed'; Says = 'Invalid token' }
        @{ Fault = '529'; Id = 'ServiceUnavailable'; Says = 'Overloaded' }
        @{ Fault = 'shape-claude-nil'; Id = 'ServiceUnavailable'; Says = 'Overloaded' }
        @{ Fault = 'shape-claude-spend'; Id = 'QuotaExceeded'; Says = 'usage limits' }
        @{ Fault = '503-model'; Id = 'NotFound'; Says = 'No available channel' }
        @{ Fault = 'bare-error'; Id = 'ServiceUnavailable'; Says = 'upstream' }
    ) {
        Invoke-WhataiMessage 'x' -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($problem[0])" | Should -Match $Says
        "$($problem[0])" | Should -Not -Match '<nil>'
    }

    It 'may end a stream <Fault>, and what came stays' -ForEach @{ Fault = 'bare-error'; Ends = $false }, @{ Fault = 'no-done'; Ends = $true }, @{ Fault = 'done-without-finish'; Ends = $false } {
        $pieces = Invoke-WhataiMessage '/say one two three four' -Stream -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorVariable problem -ErrorAction SilentlyContinue
        -join $pieces.Text | Should -BeLike 'one two*'
        @($pieces | Where-Object Completion).Count | Should -Be ([int] $Ends)
        $problem.Count | Should -Be ([int] -not $Ends)
    }
}
