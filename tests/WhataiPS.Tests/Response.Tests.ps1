# What the Responses API has of its own; what it shares with the others stands in ConversationApis.Tests.ps1.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -Model gpt-4.1 -MaximumRetryCount 0
    function Get-Sent { $emulator.Requests[-1].Body | ConvertFrom-Json }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'The seeds' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends what they send: <What>' -ForEach @(
        @{ What = 'plain'; Call = { Invoke-WhataiResponse 'Write a one-sentence bedtime story about a unicorn.' }
            Json = '{"model":"gpt-4.1","input":[{"role":"user","content":"Write a one-sentence bedtime story about a unicorn."}]}' }
        @{ What = 'streamed'; Call = { Invoke-WhataiResponse 'Write a one-sentence bedtime story about a unicorn.' -Stream }
            Json = '{"model":"gpt-4.1","stream":true,"input":[{"role":"user","content":"Write a one-sentence bedtime story about a unicorn."}]}' }
        @{ What = 'with the web'; Call = { Invoke-WhataiResponse 'hi' -Model o3-deep-research-2025-06-26 -WebSearch }
            Json = '{"model":"o3-deep-research-2025-06-26","input":[{"role":"user","content":"hi"}],"tools":[{"type":"web_search_preview"}]}' }
    ) {
        $null = & $Call
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical $Json)
    }

    It 'reads the tale of the unicorn, whole' {
        $answer = Invoke-WhataiResponse '/replay unicorn'
        $answer.Text | Should -BeLike 'In a peaceful grove beneath a silver moon, a unicorn named Lumina*sparkled like stardust.'
        $answer.Id | Should -Be 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b'
        $answer.Model | Should -Be 'gpt-4.1-2025-04-14'
        $answer.Status | Should -Be 'completed'
        "$($answer.Usage)" | Should -Be '36 + 87 = 123'
        $answer.Created | Should -Be ([DateTimeOffset]::FromUnixTimeSeconds(1741476542))
    }

    It 'reads the stream of the unicorn to just its text' {
        $text = 'Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept.'
        $pieces = @(Invoke-WhataiResponse '/replay unicorn' -Stream)
        -join $pieces.Text | Should -BeExactly $text
        $pieces | Should -HaveCount 29
        $pieces[0].Type | Should -Be 'response.output_text.delta'
        $pieces[-1].Type | Should -Be 'response.completed'
        $pieces[-1].Completion.Text | Should -BeExactly $text
        "$($pieces[-1].Completion.Usage)" | Should -Be '18 + 29 = 47'
    }

    It 'reads the deep research, <Form>: its search, its text and 2176 tokens of reasoning' -ForEach @(
        @{ Form = 'whole'; With = @{} }
        @{ Form = 'streamed'; With = @{ Stream = $true } }
    ) {
        $answer = Invoke-WhataiResponse '/replay research' -WebSearch @With | Select-Object -Last 1
        if ($Form -eq 'streamed') { $answer = $answer.Completion }
        $answer.WebSearches.Query | Should -Be 'Hello how to greet user in chat GPT guidelines'
        $answer.Text | Should -BeLike "Hello there!*feel free to let me know. I'm here to assist!"
        $answer.Usage.ReasoningTokens | Should -Be 2176
        $answer.Usage.CachedTokens | Should -Be 2686
        $answer.Reasoning | Should -BeNullOrEmpty
    }
}

Describe 'Conversations that the server keeps' {
    BeforeEach { $emulator.ClearLog() }

    It 'goes on from <Form>, sending the new message alone' -ForEach @(
        @{ Form = 'a response'; Give = { $args[0] } }
        @{ Form = 'its id'; Give = { $args[0].Id } }
        @{ Form = 'a saved one'; Give = { $args[0] | Export-Clixml "$TestDrive/r.xml"; Import-Clixml "$TestDrive/r.xml" } }
        @{ Form = 'the last piece of a stream'; Give = { Invoke-WhataiResponse 'Hi again' -Stream | Select-Object -Last 1 } }
    ) {
        $first = Invoke-WhataiResponse 'Hi'
        $next = Invoke-WhataiResponse '/history' -PreviousResponse (& $Give $first)
        (Get-Sent).input | Should -HaveCount 1
        $next.Text | Should -Be '3 messages: user assistant user'
        $next.PreviousResponseId | Should -Not -BeNullOrEmpty
    }

    It 'goes on by messages when piped, and by id where the server has the beginning' {
        $first = Invoke-WhataiResponse 'Hi' -Store $false
        $second = $first | Invoke-WhataiResponse '/history'
        $second.Text | Should -Be '3 messages: user assistant user'
        (Get-Sent).PSObject.Properties.Name | Should -Not -Contain 'previous_response_id'
        $third = Invoke-WhataiResponse 'And?' -PreviousResponse $second
        ($third | Invoke-WhataiResponse '/history').Text | Should -Be '7 messages: user assistant user assistant user assistant user'
        (Get-Sent).previous_response_id | Should -Be $third.Id
        (Get-Sent).input | Should -HaveCount 1
    }

    It 'begins a loop with no previous response' {
        $last = $null
        foreach ($question in 'one', 'two', '/history') { $last = Invoke-WhataiResponse $question -PreviousResponse $last }
        $last.Text | Should -Be '5 messages: user assistant user assistant user'
        { Invoke-WhataiResponse 'x' -PreviousResponse @($last, $last) } | Should -Throw '*one response*'
    }

    It 'refuses a piped answer beside a previous response: that is two conversations' {
        $first = Invoke-WhataiResponse 'Hi'
        $problem = $null
        $first | Invoke-WhataiResponse 'And?' -PreviousResponse $first -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'warns when another API goes on without what the gateway keeps' {
        $second = Invoke-WhataiResponse 'And?' -PreviousResponse (Invoke-WhataiResponse 'Hi')
        $answer = $second | Invoke-WhataiChat '/history' -Model gpt-4o -WarningVariable warning -WarningAction SilentlyContinue
        $answer.Text | Should -Be '3 messages: user assistant user'
        $warning | Should -Match $second.Id
    }

    It 'says that a previous response is gone, and what to do' {
        $answers = 'one', 'two' | Invoke-WhataiResponse -PreviousResponse resp_gone -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers | Should -BeNullOrEmpty
        $problem | Should -HaveCount 2
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be 'one'
        "$($problem[0])" | Should -Match 'resp_gone'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'Pipe the earlier answer'
    }

    It 'runs tools on top of a previous response' {
        $first = Invoke-WhataiResponse 'Hi'
        $next = Invoke-WhataiResponse '/toolcall two {}' -PreviousResponse $first -Tool @{ name = 'two'; parameters = @{ type = 'object'; properties = @{} }; script = { 2 } } -ToolPolicy Auto
        $next.Text | Should -Be 'Tool said: 2'
        (Get-Sent).previous_response_id | Should -Be $first.Id
        (Get-Sent).input.type | Should -Contain 'function_call_output'
    }
}

Describe 'Web search' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends context size and location from <Form>' -ForEach @(
        @{ Form = 'a country'; Where = 'de'; Sent = '{"type":"approximate","country":"DE"}' }
        @{ Form = 'a table'; Where = @{ Country = 'CN'; City = 'Beijing'; Region = 'Beijing'; Timezone = 'Asia/Shanghai' }; Sent = '{"type":"approximate","country":"CN","region":"Beijing","city":"Beijing","timezone":"Asia/Shanghai"}' }
    ) {
        $null = Invoke-WhataiResponse 'x' -WebSearchContextSize high -WebSearchLocation $Where
        $tool = (Get-Sent).tools[0]
        $tool.type | Should -Be 'web_search_preview'
        $tool.search_context_size | Should -Be 'high'
        ConvertTo-Canonical ($tool.user_location | ConvertTo-Json) | Should -Be (ConvertTo-Canonical $Sent)
    }

    It 'gives searches and citations, whole and streamed alike' {
        $whole = Invoke-WhataiResponse '/search PowerShell 7.6' -WebSearch
        $whole.WebSearches[0].Query | Should -Be 'PowerShell 7.6'
        $whole.Citations | Should -HaveCount 2
        $whole.Citations[0].Url | Should -BeLike 'https://example.com/1*'
        $whole.Text.Substring($whole.Citations[0].StartIndex, $whole.Citations[0].EndIndex - $whole.Citations[0].StartIndex) | Should -BeLike '*example.com*'
        $pieces = @(Invoke-WhataiResponse '/search PowerShell 7.6' -WebSearch -Stream)
        @($pieces | Where-Object WebSearch)[-1].WebSearch.Query | Should -Be 'PowerShell 7.6'
        $pieces[-1].Completion.Citations.Url | Should -Be $whole.Citations.Url
        -join $pieces.Text | Should -Be $whole.Text
    }

    It 'shows a search live, in grey before the answer' {
        $shown = Invoke-WhataiResponse '/search x' -WebSearch -Live 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }
        "$($shown[0])" | Should -Match '⌕ x'
    }

    It 'refuses a location that is <What> before anything is sent' -ForEach @(
        @{ What = 'a country''s name'; Where = 'Germany' }
        @{ What = 'a table with another member'; Where = @{ Planet = 'Mars' } }
        @{ What = 'a number'; Where = 7 }
    ) {
        { Invoke-WhataiResponse 'x' -WebSearchLocation $Where } | Should -Throw -ErrorId 'InvalidArgument,*'
        $emulator.Requests.Count | Should -Be 0
    }
}

Describe 'Responses' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends the instructions, the reasoning and the rest in their places' {
        $null = Invoke-WhataiResponse 'x' -SystemMessage 'Be brief.' -ReasoningEffort low -ReasoningSummary auto -TextVerbosity low -MaxTokens 50 -MaxBuiltInToolCalls 3 -Store $false -Truncation auto -User u1 -ImageGeneration -ServiceTier flex -SafetyIdentifier h1 -PromptCacheKey k1
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical (
                '{"model":"gpt-4.1","input":[{"role":"user","content":"x"}],"instructions":"Be brief.","reasoning":{"effort":"low","summary":"auto"},' +
                '"text":{"verbosity":"low"},"max_output_tokens":50,"max_tool_calls":3,"store":false,"truncation":"auto","user":"u1","service_tier":"flex","safety_identifier":"h1","prompt_cache_key":"k1","tools":[{"type":"image_generation"}]}'))
    }

    It 'gives the summary of the reasoning' {
        $answer = Invoke-WhataiResponse 'think' -ReasoningEffort high -ReasoningSummary auto
        $answer.Reasoning | Should -Be 'Thinking about: think'
        $answer.Text | Should -Be 'Echo: think'
        $answer.Usage.ReasoningTokens | Should -BeGreaterThan 0
    }

    It 'sends images and documents as parts' {
        $png = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII=')
        Set-Content "$TestDrive/notes.md" '# Notes' -NoNewline
        $null = Invoke-WhataiResponse 'x' -Image $png, https://host/b.png -ImageDetail low -File "$TestDrive/notes.md"
        $content = (Get-Sent).input[0].content
        $content.type | Should -Be 'input_text', 'input_image', 'input_image', 'input_text'
        $content[1].image_url | Should -BeLike 'data:image/png;base64,*'
        $content[1].detail | Should -Be 'low'
        $content[2].image_url | Should -Be 'https://host/b.png'
        $content[3].text | Should -Be "<file name=`"notes.md`">`n# Notes`n</file>"
    }

    It 'gives images that the model makes' {
        $answer = Invoke-WhataiResponse '/image 20x10 images' -ImageGeneration
        $answer.Images | Should -HaveCount 1
        $answer.Images[0].MediaType | Should -Be 'image/png'
        $answer | Save-WhataiImage -Path "$TestDrive/made.png" | Select-Object -ExpandProperty Length | Should -BeGreaterThan 50
    }

    It 'makes no image with -WhatIf' {
        Invoke-WhataiResponse 'A lighthouse' -ImageGeneration -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests.Count | Should -Be 0
    }

    It 'never repeats a request that makes images' {
        Invoke-WhataiResponse '/image 20x10 images' -ImageGeneration -Header @{ 'X-Emulator-Fault' = '502' } -MaximumRetryCount 3 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem | Should -HaveCount 1
        $emulator.Requests | Should -HaveCount 1
    }

    It 'demands a hosted tool by -ToolChoice, and refuses a choice without tools' {
        $answer = Invoke-WhataiResponse 'PowerShell' -WebSearch -ToolChoice web_search_preview
        (Get-Sent).tool_choice.type | Should -Be 'web_search_preview'
        $answer.WebSearches | Should -HaveCount 1
        { Invoke-WhataiResponse 'x' -ToolChoice required } | Should -Throw '*-Tool*' -ErrorId 'InvalidArgument,*'
        { Invoke-WhataiChat 'x' -ToolChoice required } | Should -Throw '*-Tool*' -ErrorId 'InvalidArgument,*'
    }

    It 'shows citations and searches as tables' {
        $answer = Invoke-WhataiResponse '/search PowerShell' -WebSearch
        $answer.Citations | Out-String | Should -Match '(?s)Title +Url.*Result 1.*https://example.com/1'
        $answer.WebSearches | Out-String | Should -Match '(?s)Action +Query.*search +PowerShell'
    }

    It 'is an answer when it is incomplete, and says so' {
        $answer = Invoke-WhataiResponse '/length 5'
        $answer.Status | Should -Be 'incomplete'
        $answer.IncompleteReason | Should -Be 'max_output_tokens'
        $answer.FinishReason | Should -Be 'length'
        $answer.Text | Should -Match '^1 2 3'
    }

    It 'is one error when it failed, <Form>, after what came' -ForEach @(
        @{ Form = 'whole'; With = @{}; Count = 0 }
        @{ Form = 'streamed'; With = @{ Stream = $true }; Count = 2 }
    ) {
        $pieces = @(Invoke-WhataiResponse 'hello there' -Header @{ 'X-Emulator-Fault' = 'response-failed' } @With -ErrorVariable problem -ErrorAction SilentlyContinue)
        $pieces | Should -HaveCount $Count
        $problem | Should -HaveCount 1
        "$($problem[0])" | Should -Match 'upstream closed the connection'
    }

    It 'passes over events that it does not know' {
        $pieces = @(Invoke-WhataiResponse '/say one two three' -Stream -Header @{ 'X-Emulator-Fault' = 'unknown-events' })
        -join $pieces.Text | Should -BeExactly 'one two three'
        $pieces[-1].Completion.Text | Should -BeExactly 'one two three'
        $pieces.Type | Should -Not -Contain 'response.something_new'
    }

    It 'says that a stream without an end is incomplete' {
        $pieces = @(Invoke-WhataiResponse '/say one two three' -Stream -Header @{ 'X-Emulator-Fault' = 'done-without-finish' } -ErrorVariable problem -ErrorAction SilentlyContinue)
        -join $pieces.Text | Should -BeExactly 'one two three'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'IncompleteAnswer,*'
    }

    It 'shows the pieces with their types' {
        Invoke-WhataiResponse '/say hi' -Stream | Out-String | Should -Match 'response.output_text.delta +hi'
    }
}

Describe 'Invoke-WhataiResponse -BuiltInTool' {
    BeforeAll {
        $mcp = @{ type = 'mcp'; server_label = 'dice'; server_url = 'https://example.com/mcp'; require_approval = 'never' }
    }

    It 'gives what each tool did, and shows it as a table' {
        $answer = Invoke-WhataiResponse '/code print(1)' -BuiltInTool code_interpreter, @{ type = 'file_search'; vector_store_ids = @('vs_1') }, $mcp
        $answer.CodeExecutions[0].Output | Should -BeExactly "print(1)`n"
        $answer.CodeExecutions | Out-String | Should -Match '(?s)Status +Code +Output.*completed +print\(1\)'
        ($answer | Invoke-WhataiResponse '/files cats' -BuiltInTool @{ type = 'file_search'; vector_store_ids = @('vs_1') }).FileSearches[0].Results | Out-String | Should -Match 'notes.txt +All about cats'
        (Invoke-WhataiResponse '/mcp roll {"n":2}' -BuiltInTool $mcp).McpCalls | Out-String | Should -Match '(?s)Server +Name +Arguments +Output.*dice +roll'
        $mcp.Remove('require_approval')
        (Invoke-WhataiResponse '/mcp roll' -BuiltInTool $mcp -ToolPolicy None).McpApprovalRequests.Name | Should -Be 'roll'
    }

    It 'tells it in a stream' {
        $pieces = Invoke-WhataiResponse '/code 1+1' -BuiltInTool code_interpreter -Stream
        @($pieces.CodeExecution).Where{ $_ }.Code | Should -Be '1+1'
        $pieces[-1].Completion.CodeExecutions.Code | Should -Be '1+1'
    }

    It 'refuses what is no tool before it is sent: <_>' -ForEach 7, @{ label = 'x' } {
        { Invoke-WhataiResponse x -BuiltInTool $_ } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}
