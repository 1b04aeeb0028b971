# One table for the cmdlets that hold conversations: a script can change the cmdlet and keep the rest.
BeforeDiscovery {
    $apis = @(
        @{ Cmdlet = 'Invoke-WhataiChat'; Model = 'gpt-4o'; Other = 'gpt-4o-mini' }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Model = 'gpt-4.1'; Other = 'gpt-4.1-mini' }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Model = 'gemini-2.5-pro'; Other = 'gemini-3-pro-preview' }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Model = 'claude-sonnet-4-5'; Other = 'claude-3-7-sonnet-20250219-thinking' }
    )
    $pairs = foreach ($from in $apis) { foreach ($to in $apis) { @{ From = $from.Cmdlet; FromModel = $from.Model; Cmdlet = $to.Cmdlet; Model = $to.Model } } }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    $png = Join-Path $TestDrive 'a.png'
    [IO.File]::WriteAllBytes($png, [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII='))
    # Named so that `& $Cmdlet @call` reads as it does at a prompt.
    function Get-Weekday([datetime] $Date) { "$($Date.DayOfWeek)" }
    function Remove-Precious([string] $Name) { $script:removed = $Name; "removed $Name" }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe '<Cmdlet>' -ForEach $apis {
    BeforeEach { $emulator.ClearLog() }

    It 'gives an answer whole' {
        $answer = & $Cmdlet '/say Guten Tag, 你好' -Model $Model
        $answer.Text | Should -BeExactly 'Guten Tag, 你好'
        "$answer" | Should -BeExactly 'Guten Tag, 你好'
        $answer.FinishReason | Should -Be 'stop'
        $answer.Model | Should -BeLike "$Model*"
        $answer.Usage.TotalTokens | Should -Be ($answer.Usage.PromptTokens + $answer.Usage.CompletionTokens)
        $answer.Usage.CompletionTokens | Should -Be ($emulator.Ledger[-1].CompletionTokens)
        $answer.Messages.Role | Should -Be @('user', 'assistant')
        $answer.Input | Should -Be '/say Guten Tag, 你好'
        $answer.Attempts | Should -Be 1
        $answer.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $answer.Id | Should -Not -BeNullOrEmpty
        $answer.RequestId | Should -Not -BeNullOrEmpty
        $answer.RawJson | ConvertFrom-Json | Should -Not -BeNullOrEmpty
        ($answer | Out-String).Trim() | Should -BeExactly 'Guten Tag, 你好'
    }

    It 'gives the same streamed, the last piece with the whole' {
        $pieces = @(& $Cmdlet '/repeat 20 word ' -Model $Model -Stream)
        $pieces.Count | Should -BeGreaterThan 3
        $last = $pieces[-1]
        $last.Completion.Text | Should -BeExactly (-join $pieces.Text)
        $last.FinishReason | Should -Be 'stop'
        $last.Completion.Usage.CompletionTokens | Should -BeGreaterThan 0
        $pieces[0].RawJson | ConvertFrom-Json | Should -Not -BeNullOrEmpty
        @($pieces | Where-Object Completion) | Should -HaveCount 1
    }

    It 'ends after three objects and closes the connection' {
        $emulator.TokenDelay = [timespan]::FromMilliseconds(5)
        try { $three = & $Cmdlet '/repeat 100000 word' -Model $Model -Stream | Select-Object -First 3 }
        finally { $emulator.TokenDelay = [timespan]::Zero }
        $three | Should -HaveCount 3
        Wait-Until { $emulator.Requests[-1].Outcome -eq 'ClientClosed' } | Should -BeTrue
        $emulator.Requests[-1].ChunksSent | Should -BeLessThan 1000
    }

    It 'returns at once when stopped during <Fault>' -ForEach @(@{ Fault = 'stall'; Form = '-Stream' }, @{ Fault = 'stall-headers'; Form = '' }) {
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); $Cmdlet 'hello there' -Model $Model $Form -Header @{ 'X-Emulator-Fault' = '$Fault' }"
        Wait-Until { $emulator.Requests.Count -eq 1 -and ($run.Output.Count -ge 1 -or -not $Form) } | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 200
        $run.Shell.Streams.Error | Should -BeNullOrEmpty
        Wait-Until { $emulator.Requests[-1].Outcome -eq 'ClientClosed' } | Should -BeTrue
        $run.Shell.Dispose()
    }

    It 'shows it live, then what it took' {
        $shown = & $Cmdlet '/say one two three' -Model $Model -Live 6>&1
        -join ($shown | Where-Object { $_ -is [Management.Automation.InformationRecord] }) | Should -BeExactly 'one two three'
        $shown[-1].Text | Should -BeExactly 'one two three'
        $shown[-1] | Out-String | Should -Match 'stop · \d+ \+ \d+ tokens'
    }

    It 'obeys the system message' {
        (& $Cmdlet '/system' -Model $Model -SystemMessage 'Be brief. 简短。').Text | Should -BeExactly 'Be brief. 简短。'
    }

    It 'answers each piped prompt, side by side and in order' {
        $answers = 1..20 | ForEach-Object { "/say $_" } | & $Cmdlet -Model $Model -ThrottleLimit 4
        $answers.Text | Should -Be (1..20 | ForEach-Object { "$_" })
        $answers[2].Input | Should -Be '/say 3'
    }

    It 'takes piped objects as the context of a message' {
        $answer = [pscustomobject]@{ Name = 'spooler'; State = 'stopped' } | & $Cmdlet 'What is down?' -Model $Model
        $emulator.Requests | Should -HaveCount 1
        $emulator.Requests[0].Body | Should -Match 'spooler'
        $answer.Input | Should -Be 'What is down?'
    }

    It 'goes on from its journal without paying again' {
        $journal = Join-Path $TestDrive "$Cmdlet.jsonl"
        $first = '/say a', '/say b' | & $Cmdlet -Model $Model -Journal $journal
        $again = '/say a', '/say b', '/say c' | & $Cmdlet -Model $Model -Journal $journal
        $again.Text | Should -Be @('a', 'b', 'c')
        $again.Attempts | Should -Be @(0, 0, 1)
        $again[0].Messages[-1].Content | Should -Be $first[0].Messages[-1].Content
        $again[0].GetType() | Should -Be $first[0].GetType()
        $emulator.Ledger | Should -HaveCount 3
        $null = '/say a' | & $Cmdlet -Model $Other -Journal $journal
        $emulator.Ledger | Should -HaveCount 4 -Because 'another model is another question'
    }

    It 'sees an image, given as <Form>' -ForEach @(
        @{ Form = 'a path'; Give = { $png } }
        @{ Form = 'bytes'; Give = { , [IO.File]::ReadAllBytes($png) } }
    ) {
        (& $Cmdlet 'What is this?' -Model $Model -Image (& $Give)).Text | Should -Match '4x3'
    }

    It 'gives the answer as an object, <Form>' -ForEach @(
        @{ Form = 'whole'; With = @{} }
        @{ Form = 'streamed'; With = @{ Stream = $true } }
    ) {
        $answer = & $Cmdlet 'Is it so?' -Model $Model -Schema ([ordered]@{ verdict = 'yes|no'; stars = 'integer'; steps = @('string') }) @With | Select-Object -Last 1
        if ($Form -eq 'streamed') { $answer = $answer.Completion }
        $answer.Object.verdict | Should -BeIn 'yes', 'no'
        $answer.Object.stars | Should -BeOfType [int]
        , $answer.Object.steps | Should -BeOfType [array]
    }

    It 'keeps an answer that was cut short, in the error' {
        $answer = & $Cmdlet "/length 3" -Model $Model -Schema @{ verdict = 'string' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $answer | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AnswerTruncated,*'
        $problem[0].Exception.Completion.FinishReason | Should -Be 'length'
    }

    It 'gives any JSON object with -ResponseFormat Json' {
        (& $Cmdlet '/json {"a":1}' -Model $Model -ResponseFormat Json).Object.a | Should -Be 1
    }

    It 'runs tools, <Form>' -ForEach @(
        @{ Form = 'whole'; With = @{} }
        @{ Form = 'streamed'; With = @{ Stream = $true } }
        @{ Form = 'live'; With = @{ Live = $true } }
    ) {
        $prompt = "/toolcall Get-Weekday {`"Date`":`"2024-02-29`"}`n/toolcall Remove-Precious {`"Name`":`"x`"}"
        $answer = & $Cmdlet $prompt -Model $Model -Tool Get-Weekday, Remove-Precious -ToolPolicy Auto @With 6> $null
        if ($Form -eq 'streamed') {
            @($answer | Where-Object ToolCalls).Count | Should -BeGreaterThan 1
            $answer = $answer[-1].Completion
        }
        $answer.Text | Should -Match 'Tool said: Thursday'
        $answer.ToolCalls.Name | Should -Be @('Get-Weekday', 'Remove-Precious')
        $answer.ToolCalls.Status | Should -Be @('Succeeded', 'Succeeded')
        $answer.ToolCalls[0].Output | Should -Be 'Thursday'
        $answer.Messages.Role | Should -Be @('user', 'assistant', 'tool', 'tool', 'assistant')
        $emulator.Ledger | Should -HaveCount 2
        $answer.Usage.CompletionTokens | Should -Be (($emulator.Ledger | Measure-Object CompletionTokens -Sum).Sum)
    }

    It 'runs no tool with -WhatIf, and hands calls back with -ToolPolicy None' {
        $script:removed = $null
        & $Cmdlet '/toolcall Remove-Precious {"Name":"x"}' -Model $Model -Tool Remove-Precious -ToolPolicy Auto -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount 0
        $answer = & $Cmdlet '/toolcall Remove-Precious {"Name":"x"}' -Model $Model -Tool Remove-Precious -ToolPolicy None
        $answer.FinishReason | Should -Be 'tool_calls'
        ($answer.ToolCalls[0].Arguments | ConvertFrom-Json).Name | Should -Be 'x'
        $script:removed | Should -BeNullOrEmpty
    }

    It 'goes on from itself through <Form>' -ForEach @(
        @{ Form = 'the pipeline'; Through = { $args[0] } }
        @{ Form = 'CLIXML'; Through = { $args[0] | Export-Clixml "$TestDrive/a.xml"; Import-Clixml "$TestDrive/a.xml" } }
        @{ Form = 'JSON'; Through = { $args[0] | ConvertTo-Json -Depth 6 | ConvertFrom-Json } }
    ) {
        $prompt = '/toolcall Get-Weekday {"Date":"2024-02-29"}'
        $first = & $Cmdlet $prompt -Model $Model -SystemMessage 'Be brief.' -Tool Get-Weekday -ToolPolicy Auto
        $next = & $Through $first | & $Cmdlet '/system' -Model $Model
        $next.Text | Should -Be 'Be brief.'
        $next.Messages.Role | Should -Be @('system', 'user', 'assistant', 'tool', 'assistant', 'user', 'assistant')
    }

    It 'makes no image with -WhatIf, where the model makes them unasked, and never asks twice for one' {
        & $Cmdlet 'A red cat' -Model gemini-2.5-flash-image -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests.Count | Should -Be 0
        & $Cmdlet 'A red cat' -Model gemini-2.5-flash-image -Header @{ 'X-Emulator-Fault' = '502' } -MaximumRetryCount 3 -ErrorVariable problem -ErrorAction SilentlyContinue
        $emulator.Requests.Count | Should -Be 1
    }

    It 'takes a history as the wire has it, with calls and their results' {
        $history = @{ role = 'user'; content = 'q' }, @{ role = 'assistant'; content = ''; tool_calls = @(@{ id = 'c1'; type = 'function'; function = @{ name = 'Get-Weekday'; arguments = '{}' } }) }, @{ role = 'tool'; tool_call_id = 'c1'; content = '42' }
        (& $Cmdlet -History $history -Model $Model -Tool Get-Weekday -ToolPolicy Auto).Text | Should -Be 'Tool said: 42'
    }

    It 'refuses a saved answer of which too little was saved' {
        $first = & $Cmdlet '/toolcall Get-Weekday {"Date":"2024-02-29"}' -Model $Model -Tool Get-Weekday -ToolPolicy None
        $emulator.ClearLog()
        $first | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json | & $Cmdlet 'go' -Model $Model -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Match 'Depth 10'
        $emulator.Requests.Count | Should -Be 0
    }

    It 'names itself in its errors' {
        [pscustomobject]@{ a = 1 } | & $Cmdlet -Model $Model -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -Match "$Cmdlet 'your question'"
    }

    It 'says that there is no such model, and the next prompt goes on' {
        $answers = 'a', 'b' | & $Cmdlet -Model 'no-such-model' -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers | Should -BeNullOrEmpty
        $problem | Should -HaveCount 2
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be 'a'
        "$($problem[0])" | Should -Match 'no-such-model'
    }

    It 'keeps the pieces of a stream that is cut, with one error' {
        $pieces = @(& $Cmdlet '/repeat 40 word' -Model $Model -Stream -Header @{ 'X-Emulator-Fault' = 'cut-mid-line' } -ErrorVariable problem -ErrorAction SilentlyContinue)
        $pieces.Count | Should -BeGreaterThan 0
        $pieces | Where-Object Completion | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidData'
        "$($problem[0])" | Should -Match 'incomplete'
    }

    It 'counts as usage of the session' {
        Get-WhataiUsage -Reset | Out-Null
        $null = & $Cmdlet '/say x' -Model $Model
        $usage = Get-WhataiUsage
        $usage.Model | Should -Be $Model
        $usage.Requests | Should -Be 1
        $usage.CompletionTokens | Should -Be $emulator.Ledger[-1].CompletionTokens
    }
}

Describe '<From> | <Cmdlet>' -ForEach $pairs {
    It 'goes on with a conversation that had tools and an image' {
        $first = & $From '/toolcall Get-Weekday {"Date":"2024-02-29"}' -Model $FromModel -SystemMessage 'Be brief.' -Image $png -Tool Get-Weekday -ToolPolicy Auto
        $next = $first | & $Cmdlet '/say and on' -Model $Model
        $next.Text | Should -BeExactly 'and on'
        $next.Messages | Should -HaveCount ($first.Messages.Count + 2)
        $next.Messages[0].Content | Should -Be 'Be brief.'
    }
}

Describe '-LogProbs of <Cmdlet>' -ForEach @(
    @{ Cmdlet = 'Invoke-WhataiChat'; Model = 'gpt-4o'; Sent = '"logprobs":true,"top_logprobs":2' }
    @{ Cmdlet = 'Invoke-WhataiResponse'; Model = 'gpt-4.1'; Sent = '"include":["message.output_text.logprobs"],"top_logprobs":2' }
    @{ Cmdlet = 'Invoke-WhataiGemini'; Model = 'gemini-2.5-pro'; Sent = '"responseLogprobs":true,"logprobs":2' }
    @{ Cmdlet = 'Invoke-WhataiCompletion'; Model = 'gpt-3.5-turbo-instruct'; Sent = '"logprobs":2' }
) {
    It 'tells how likely each token was, <_>' -ForEach 'whole', 'streamed', 'from a journal' {
        $with = if ($_ -eq 'streamed') { @{ Stream = $true } } elseif ($_ -eq 'from a journal') { @{ Journal = Join-Path $TestDrive "$Cmdlet.jsonl" } } else { @{} }
        if ($with.Journal) { $null = & $Cmdlet '/say one two' -Model $Model -LogProbs 2 @with }
        $answer = & $Cmdlet '/say one two' -Model $Model -LogProbs 2 @with
        if ($with.Stream) { $answer = $answer[-1].Completion }
        $answer.LogProbs.Token | Should -Be 'one', ' two'
        $answer.LogProbs.LogProb | Should -Be -0.1, -0.2
        $answer.LogProbs[1].Top.Token | Should -Be ' two', ' alt1'
        $answer.Choices[0].LogProbs | Should -HaveCount 2
        $emulator.Requests[-1].Body | Should -Match ([regex]::Escape($Sent))
    }

    It 'shows it as a table' {
        (& $Cmdlet '/say one' -Model $Model -LogProbs 2).LogProbs | Out-String | Should -Match "(?s)Token +LogProb +% +Top.*'one' +-0.1000 +90.48 +'one' 90.48, ' alt1' 33.29"
    }
}

Describe 'What they share' {
    It 'is their parameters' {
        $own = @{
            'Invoke-WhataiChat' = 'Video', 'Audio', 'Voice', 'AudioFormat', 'OutFile', 'Force', 'Count', 'Stop', 'PresencePenalty', 'FrequencyPenalty', 'Seed', 'LogProbs', 'LogitBias', 'MaxCompletionTokens', 'ReasoningEffort', 'User', 'TextVerbosity', 'ServiceTier', 'SafetyIdentifier', 'PromptCacheKey', 'WebSearch', 'WebSearchContextSize', 'WebSearchLocation', 'Prediction'
            'Invoke-WhataiResponse' = 'PreviousResponse', 'ReasoningEffort', 'ReasoningSummary', 'TextVerbosity', 'WebSearch', 'WebSearchContextSize', 'WebSearchLocation', 'ImageGeneration', 'BuiltInTool', 'MaxBuiltInToolCalls', 'LogProbs', 'Store', 'Background', 'Truncation', 'User', 'ServiceTier', 'SafetyIdentifier', 'PromptCacheKey'
            'Invoke-WhataiGemini' = 'Video', 'Audio', 'Voice', 'OutFile', 'Force', 'CodeExecution', 'Count', 'Stop', 'PresencePenalty', 'FrequencyPenalty', 'Seed', 'LogProbs', 'TopK', 'ThinkingBudget', 'ThinkingLevel', 'IncludeThoughts', 'ResponseModality', 'AspectRatio', 'ImageSize', 'GoogleSearch', 'MediaResolution', 'UrlContext'
            'Invoke-WhataiMessage' = 'Stop', 'TopK', 'Thinking', 'ThinkingBudget', 'ThinkingDisplay', 'Effort', 'CacheSystem', 'CacheMessages', 'CacheTtl', 'CiteDocuments', 'WebSearch', 'WebSearchMaxUses', 'WebSearchDomain', 'WebSearchBlockedDomain', 'WebSearchLocation', 'ServiceTier', 'User', 'CountTokens'
        }
        $shared = foreach ($cmdlet in $own.Keys) {
            , @((Get-Command $cmdlet).Parameters.Keys | Where-Object { $_ -notin $own[$cmdlet] } | Sort-Object)
        }
        $shared[1] | Should -Be $shared[0]
        $shared[2] | Should -Be $shared[0]
        $shared[3] | Should -Be $shared[0]
    }
}
