# Calls of remote MCP servers' tools that need an approval: the gateway makes them, and the loop of the tools answers for them.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/TestHost.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -Model gpt-4.1 -MaximumRetryCount 0
    $mcp = @{ type = 'mcp'; server_label = 'dice'; server_url = 'https://example.com/mcp' }

    function Get-Sent([int] $Index = -1) { $emulator.Requests[$Index].Body | ConvertFrom-Json }

    # Asks in a host that has these choices to give: 0 is yes, 2 is no.
    function Invoke-Asked([string] $Command, [int[]] $Choices) {
        $person = [TestHost]::new()
        $Choices | ForEach-Object { $person.Face.Choices.Enqueue($_) }
        $space = [runspacefactory]::CreateRunspace($person)
        $space.Open()
        $shell = [powershell]::Create($space)
        $null = $shell.AddScript("Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator -Model gpt-4.1; `$mcp = @{ type = 'mcp'; server_label = 'dice'; server_url = 'https://example.com/mcp' }; $Command")
        $answer = $shell.Invoke()
        @{ Answer = $answer | Select-Object -Last 1; Asked = @($person.Face.Asked); Errors = @($shell.Streams.Error) }
        $shell.Dispose()
        $space.Dispose()
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}
Describe 'A call of an MCP server that needs an approval' {
    BeforeEach { $emulator.ClearLog() }

    It 'is approved with -ToolPolicy Auto, <Form>' -ForEach @(
        @{ Form = 'whole'; With = @{} }
        @{ Form = 'streamed'; With = @{ Stream = $true } }
        @{ Form = 'live'; With = @{ Live = $true } }
        @{ Form = 'beside a tool of the session'; With = @{ Tool = 'Get-Date' } }
        @{ Form = 'not stored'; With = @{ Store = $false } }
    ) {
        $answer = Invoke-WhataiResponse '/mcp roll {"dice":2}' -BuiltInTool $mcp -ToolPolicy Auto @With 6> $null
        if ($Form -eq 'streamed') { $answer = $answer[-1].Completion }
        $answer.Text | Should -BeExactly 'Tool said: roll was called with {"dice":2}'
        $answer.McpCalls[0].ApprovalRequestId | Should -Be $answer.ToolCalls[0].Id
        $answer.ToolCalls.Name | Should -Be 'dice.roll'
        $answer.ToolCalls.Status | Should -Be 'Approved'
        $answer.ToolCalls.Values.dice | Should -Be 2
        $emulator.Requests | Should -HaveCount 2
        $reply = (Get-Sent).input[-1]
        $reply.type | Should -Be 'mcp_approval_response'
        $reply.approval_request_id | Should -Match '^mcpr_'
        $reply.approve | Should -BeTrue
        $reply.PSObject.Properties.Name | Should -HaveCount 3
    }

    It 'goes on from the response before, where the conversation did' {
        $first = Invoke-WhataiResponse hello
        $answer = Invoke-WhataiResponse -PreviousResponse $first.Id '/mcp roll' -BuiltInTool $mcp -ToolPolicy Auto
        $answer.Text | Should -BeLike '*roll was called*'
        (Get-Sent).previous_response_id | Should -Be $first.Id
    }

    It 'goes to another API as a conversation' {
        $answer = Invoke-WhataiResponse '/mcp roll' -BuiltInTool $mcp -ToolPolicy Auto
        ($answer | Invoke-WhataiChat '/history').Text | Should -Be '5 messages: user assistant user assistant user'
    }

    It 'is asked about as it would be called, and <What>' -ForEach @(
        @{ What = 'made when it is approved'; Choice = 0; Status = 'Approved'; Text = 'Tool said: roll was called*' }
        @{ What = 'not made when it is declined'; Choice = 2; Status = 'Declined'; Text = 'Tool said: roll was not approved.' }
    ) {
        $run = Invoke-Asked "Invoke-WhataiResponse '/mcp roll {`"dice`":2,`"to`":[`"a b`",null],`"x`":{`"y`":true},`"hidden`":`"\u202e\u001b[2J`"}' -BuiltInTool `$mcp" $Choice
        $run.Errors | Should -BeNullOrEmpty
        $run.Asked | Should -HaveCount 1
        $shown = if ($IsCoreCLR) { '"`u{202e}`u{1b}[2J"' } else { '"$([char]0x202e)$([char]0x1b)[2J"' }
        $run.Asked[0] | Should -Match ('MCP.*\s+' + [regex]::Escape("dice: roll -dice 2 -to @('a b', `$null) -x @{y=`$true} -hidden $shown"))
        $run.Asked[0] | Should -Not -Match "[$([char]0x202e)$([char]27)]"
        $run.Answer.ToolCalls.Status | Should -Be $Status
        $run.Answer.Text | Should -BeLike $Text
    }

    It 'shows both of two arguments of one name, and what is no JSON as it is' {
        (Invoke-Asked 'Invoke-WhataiResponse ''/mcp roll {"n":1,"N":2,"n":3}'' -BuiltInTool $mcp' 2).Asked[0] | Should -BeLike '*roll -n 1 -N 2 -n 3*'
        (Invoke-Asked 'Invoke-WhataiResponse ''/mcp roll not json'' -BuiltInTool $mcp' 2).Asked[0] | Should -BeLike "*roll 'not json'*"
    }

    It 'is not approved by a yes to all of the session''s tools' {
        $run = Invoke-Asked 'Invoke-WhataiResponse "/toolloop Get-Date {}" -Tool Get-Date -BuiltInTool $mcp -MaxToolRounds 2' 1
        $run.Asked | Should -HaveCount 1
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'ToolRoundsExceeded,*'
        (Invoke-Asked 'Invoke-WhataiResponse "/mcploop roll" -BuiltInTool $mcp -MaxToolRounds 2' 1).Asked | Should -HaveCount 1
    }

    It 'says why it was declined' {
        $null = Invoke-Asked 'Invoke-WhataiResponse "/mcp roll" -BuiltInTool $mcp' 2
        (Get-Sent).input[-1].approve | Should -BeFalse
        (Get-Sent).input[-1].reason | Should -BeLike '*declined*'
    }

    It 'is handed back with -ToolPolicy None' {
        $answer = Invoke-WhataiResponse '/mcp roll' -BuiltInTool $mcp -ToolPolicy None
        $answer.McpApprovalRequests.Name | Should -Be 'roll'
        $answer.ToolCalls | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount 1
    }

    It 'ends in an error where nobody can be asked' {
        $text = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; Invoke-WhataiResponse '/mcp roll' -BuiltInTool @{ type = 'mcp'; server_label = 'dice'; server_url = 'https://example.com' } -ErrorVariable problem -ErrorAction SilentlyContinue; `$problem[0].FullyQualifiedErrorId; `"`$(`$problem[0])`""
        $text | Should -Match 'ToolNotApproved'
        $text | Should -Match 'dice: roll'
        $emulator.Requests | Should -HaveCount 1
    }

    It 'is asked about with -Confirm, once, and nothing is sent with -WhatIf' {
        Invoke-WhataiResponse '/mcp roll' -BuiltInTool $mcp -ToolPolicy Auto -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount 0
        $run = Invoke-Asked 'Invoke-WhataiResponse "/mcp roll" -BuiltInTool $mcp -Confirm' 0, 2
        $run.Asked | Should -HaveCount 2
        $run.Answer.ToolCalls.Status | Should -Be 'Declined'
    }

    It 'keeps to -MaxToolRounds' {
        $null = Invoke-WhataiResponse '/mcploop roll' -BuiltInTool $mcp -ToolPolicy Auto -MaxToolRounds 2 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ToolRoundsExceeded,*'
        $emulator.Requests | Should -HaveCount 3
    }

    It 'keeps to -MaxToolCalls' {
        $answer = Invoke-WhataiResponse "/mcp roll`n/mcp flip {}`n/mcp draw" -BuiltInTool $mcp -ToolPolicy Auto -MaxToolCalls 2 -WarningVariable said -WarningAction SilentlyContinue
        $answer.ToolCalls.Status | Should -Be 'Approved', 'Approved', 'Declined'
        $answer.Text | Should -Be "Tool said: roll was called with {}`nflip was called with {}`ndraw was not approved."
        "$said" | Should -Match '-MaxToolCalls'
    }

    It 'does not go with <_>, where it may come' -ForEach '-ThrottleLimit 2', '-Journal TestDrive:/mcp.jsonl' {
        { & ([scriptblock]::Create("Invoke-WhataiResponse '/mcp roll' -BuiltInTool `$mcp $_")) } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*require_approval*'
        (& ([scriptblock]::Create("Invoke-WhataiResponse '/mcp roll' -BuiltInTool `$mcp -ToolPolicy None $_"))).McpApprovalRequests | Should -HaveCount 1
        (& ([scriptblock]::Create("Invoke-WhataiResponse '/mcp roll' -BuiltInTool (`$mcp + @{ require_approval = 'never' }) $_"))).McpCalls | Should -HaveCount 1
    }
}
