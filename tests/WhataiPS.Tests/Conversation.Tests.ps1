BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $first = Invoke-WhataiChat 'Hi 你好' -SystemMessage 'Be brief.'
    $saved = Join-Path $TestDrive 'chat'
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Conversations' {
    It 'goes on from CLIXML' {
        $first | Export-Clixml "$saved.xml"
        $again = Import-Clixml "$saved.xml" | Invoke-WhataiChat '/history'
        $again.Text | Should -BeLike '4 messages: system user assistant user*'
        $again.Messages.Content | Should -Contain "Hi 你好"
    }

    It 'goes on from JSON' {
        $first | ConvertTo-Json -Depth 6 | Set-Content "$saved.json" -Encoding utf8
        $again = Get-Content "$saved.json" -Raw | ConvertFrom-Json | Invoke-WhataiChat '/history'
        $again.Text | Should -BeLike '4 messages: system user assistant user*'
        (Invoke-WhataiChat '/system' -History (Get-Content "$saved.json" -Raw | ConvertFrom-Json)).Text | Should -Be 'Be brief.'
    }

    It 'goes on from the last piece of a stream' {
        $last = Invoke-WhataiChat 'Hi' -Stream | Select-Object -Last 1
        ($last | Invoke-WhataiChat '/history').Text | Should -BeLike '3 messages:*'
    }

    It 'goes on once from a stream, whose pieces are no context' {
        $emulator.ClearLog()
        (Invoke-WhataiChat 'Hi there' -Stream | Invoke-WhataiChat '/history').Text | Should -BeLike '3 messages:*'
        $emulator.Ledger | Should -HaveCount 2
    }

    It 'branches: an answer can be gone on with twice' {
        $one = $first | Invoke-WhataiChat 'one'
        $two = $first | Invoke-WhataiChat 'two'
        $one.Messages.Content[-2] | Should -Be 'one'
        $two.Messages.Content[-2] | Should -Be 'two'
        $first.Messages | Should -HaveCount 3
    }

    It 'sends back what belongs to an answer that was given as the API has it, from <Form>' -ForEach @(
        @{ Form = 'a table'; Given = { @{
                    role = 'assistant'; content = $null; reasoning_content = 'why'
                    tool_calls = @(@{ id = 'a'; type = 'function'; function = @{ name = 'f'; arguments = '{}' }; extra_content = @{ google = @{ thought_signature = 'SIG' } } })
                } }
        }
        @{ Form = 'JSON'; Given = { '{"role":"assistant","content":null,"reasoning_content":"why","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"SIG"}}}]}' | ConvertFrom-Json } }
    ) {
        $null = Invoke-WhataiChat 'next' -History @{ role = 'user'; content = 'Hi' }, (& $Given), @{ role = 'tool'; content = 'done'; tool_call_id = 'a' }
        $sent = ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[1]
        $sent.reasoning_content | Should -Be 'why'
        $sent.tool_calls[0].extra_content.google.thought_signature | Should -Be 'SIG'
        $sent.tool_calls[0].id | Should -Be 'a'
    }

    It 'keeps what belongs back through <Form>' -ForEach @(
        @{ Form = 'CLIXML'; Through = { Export-Clixml "$saved.xml" -InputObject $args[0]; Import-Clixml "$saved.xml" } }
        @{ Form = 'JSON'; Through = { $args[0] | ConvertTo-Json -Depth 6 | ConvertFrom-Json } }
    ) {
        $answer = Invoke-WhataiChat 'next' -History @{ role = 'assistant'; content = 'four'; reasoning_details = @(@{ type = 'reasoning.encrypted'; data = 'SIG' }) }
        $null = & $Through $answer | Invoke-WhataiChat 'more'
        ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[0].reasoning_details[0].data | Should -Be 'SIG'
    }
}

Describe 'Going on by -Continue' {
    BeforeEach { $null = $emulator | Connect-Whatai }

    It 'goes on by <Cmdlet> with what <From> was asked, and keeps its own model' -ForEach @(
        foreach ($from in 'Chat', 'Response', 'Gemini', 'Message') { foreach ($to in 'Chat', 'Response', 'Gemini', 'Message') { @{ From = "Invoke-Whatai$from"; Cmdlet = "Invoke-Whatai$to" } } }
    ) {
        $models = @{ 'Invoke-WhataiChat' = 'gpt-4.1'; 'Invoke-WhataiResponse' = 'gpt-4.1-mini'; 'Invoke-WhataiGemini' = 'gemini-3-pro-preview'; 'Invoke-WhataiMessage' = 'claude-3-7-sonnet-20250219-thinking' }
        $null = & $From '/say one' -SystemMessage 'Be brief.' -Model $models[$From]
        $again = & $Cmdlet '/say two' -Continue
        $again.Messages | Where-Object Role -NE system | ForEach-Object Content | Should -Be '/say one', 'one', '/say two', 'two'
        ($again.Messages | Where-Object Role -EQ system).Content | Should -Be 'Be brief.'
        if ($From -eq $Cmdlet) { $again.Model | Should -BeLike "$($models[$From])*" } else { $again.Model | Should -Not -BeLike "$($models[$From])*" }
    }

    It 'says so where there is none: <What>' -ForEach @(
        @{ What = 'nothing was asked'; Before = {} }
        @{ What = 'nothing was sent'; Before = { Invoke-WhataiChat hi -WhatIf } }
        @{ What = 'it was asked on another connection'; Before = { Invoke-WhataiChat hi -Connection ($emulator | Connect-Whatai -Name other); $null = $emulator | Connect-Whatai } }
        @{ What = 'the connection is a new one'; Before = { Invoke-WhataiChat hi; $null = $emulator | Connect-Whatai } }
        @{ What = 'no answer was given'; Before = { Invoke-WhataiChat '/say no JSON' -Schema @{ n = 'integer' } -ErrorAction SilentlyContinue } }
    ) {
        $null = & $Before
        $problem = { Invoke-WhataiChat 'and?' -Continue } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'NoConversation,*'
        $problem.TargetObject | Should -Be 'default'
        "$problem" | Should -Match 'Import-Clixml'
    }

    It 'goes on from the last answer that was given, of choices the first, and streamed like whole' {
        $null = '/say one', '/say two' | Invoke-WhataiChat -ThrottleLimit 2
        (Invoke-WhataiChat '/say three' -Continue -Stream | Select-Object -Last 1).Completion.Messages.Content | Should -Be '/say two', 'two', '/say three', 'three'
        $null = Invoke-WhataiChat '/say yes' -Count 2 -Continue
        (Invoke-WhataiChat '/history' -Continue).Messages[-3].Content | Should -Be 'yes'
    }

    It 'has all prompts of a pipeline go on from the same conversation' {
        $null = Invoke-WhataiChat '/say one'
        $both = '/history', '/history' | Invoke-WhataiChat -Continue
        $both.Text | Should -BeLike '3 messages*'
    }

    It 'takes files and objects as the context of the next message' {
        $null = Invoke-WhataiChat '/say one'
        (1..3 | Invoke-WhataiChat 'Add these' -Continue).Messages[2].Content | Should -Match '(?s)Add these.*2'
    }

    It 'takes one conversation to go on with: <What>' -ForEach @(
        @{ What = '-History'; Run = { Invoke-WhataiChat hi -Continue -History @{ role = 'user'; content = 'x' } } }
        @{ What = 'a piped answer'; Run = { $first | Invoke-WhataiChat hi -Continue -ErrorAction Stop } }
        @{ What = '-PreviousResponse'; Run = { Invoke-WhataiResponse hi -Continue -PreviousResponse resp_1 } }
    ) {
        $null = Invoke-WhataiChat hi
        $sent = $emulator.Ledger.Count
        $problem = $Run | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $emulator.Ledger.Count | Should -Be $sent
    }

    It 'goes on by the id where the server keeps the beginning' {
        $kept = Invoke-WhataiResponse '/say one' -Store $true
        $second = Invoke-WhataiResponse '/say two' -PreviousResponse $kept
        $null = Invoke-WhataiResponse '/say three' -Continue
        ($emulator.Requests[-1].Body | ConvertFrom-Json).previous_response_id | Should -Be $second.Id
    }

    It 'shows the model that is asked while a call takes its time' {
        $pipeline = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); `$null = Invoke-WhataiChat '/say one' -Model gpt-4.1; Invoke-WhataiChat '/say two' -Continue -Header @{ 'X-Emulator-Fault' = 'stall-headers' }"
        try {
            Wait-Until { $pipeline.Shell.Streams.Progress } 30 | Should -BeTrue
            $pipeline.Shell.Streams.Progress[0].StatusDescription | Should -Match '^gpt-4\.1, \d+ s$'
        }
        finally {
            $pipeline.Shell.Stop()
            $pipeline.Shell.Dispose()
        }
    }
}

Describe 'Several models' {
    It 'answer in the order given, and are told apart, by <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'Invoke-WhataiChat'; Models = 'gpt-4o', 'gpt-4o-mini' }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Models = 'gpt-4.1', 'gpt-4.1-mini' }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Models = 'gemini-2.5-pro', 'gemini-3-pro-preview' }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Models = 'claude-sonnet-4-5', 'claude-3-7-sonnet-20250219-thinking' }
        @{ Cmdlet = 'Invoke-WhataiCompletion'; Models = 'gpt-3.5-turbo-instruct', 'gpt-3.5-turbo-instruct' }
    ) {
        $answers = '/say one', '/say two' | & $Cmdlet -Model $Models
        $answers | Should -HaveCount 4
        $answers.Input | Should -Be '/say one', '/say one', '/say two', '/say two'
        for ($i = 0; $i -lt 4; $i++) { $answers[$i].Model | Should -BeLike "$($Models[$i % 2])*" }
        ($answers[1] | Out-String).Trim() | Should -BeLike "``[$($answers[1].Model)``]*$($answers[1].Text.Trim())"
    }

    It 'are told apart live, and in rows' {
        -join (Invoke-WhataiChat '/say yes' -Model gpt-4o, gpt-4o-mini -Live 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }) | Should -Match '\[gpt-4o\].*yes.*\[gpt-4o-mini\].*yes'
        $rows = [pscustomobject]@{ Id = 1 } | Invoke-WhataiChat 'x' -ForEach -Model gpt-4o, gpt-4o-mini -MergeInput -Schema @{ n = 'integer' }
        $rows.Model | Should -Be 'gpt-4o', 'gpt-4o-mini'
        $rows[1].PSObject.Properties.Name | Should -Be 'Id', 'Model', 'n'
    }

    It 'go into one journal, each asked once' {
        $journal = Join-Path $TestDrive 'compare.jsonl'
        $one = '/say one' | Invoke-WhataiChat -Model gpt-4o, gpt-4o-mini -Journal $journal
        $sent = $emulator.Ledger.Count
        $two = '/say one' | Invoke-WhataiChat -Model gpt-4o, gpt-4o-mini -Journal $journal -SummaryVariable run
        $emulator.Ledger.Count | Should -Be $sent
        $two.Model | Should -Be $one.Model
        $run.FromJournal | Should -Be 2
    }

    It 'are each an error of their own' {
        $answers = Invoke-WhataiChat '/say one' -Model no-such-model, gpt-4o -ErrorVariable problems -ErrorAction SilentlyContinue
        $answers.Text | Should -Be 'one'
        $problems | Should -HaveCount 1
    }
}
