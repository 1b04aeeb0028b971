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
