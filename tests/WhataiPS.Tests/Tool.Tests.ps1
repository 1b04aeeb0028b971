BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/TestHost.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    function Get-Weekday {
        <#
        .SYNOPSIS
            Tells the weekday of a date.
        .PARAMETER Date
            The date.
        #>
        [CmdletBinding()] param([Parameter(Mandatory)] [datetime] $Date, [DayOfWeek] $Unless = 'Sunday')
        if ($Date.DayOfWeek -eq $Unless) { 'not that day' } else { "$($Date.DayOfWeek)" }
    }
    function Stop-Everything { param([string] $Why) throw "Refused: $Why" }
    function Remove-Precious { param([string] $Name) $script:removed = $Name; "removed $Name" }
    $prompt = "/toolcall Get-Weekday {`"Date`":`"2024-02-29`",`"Unless`":`"Monday`"}`n/toolcall Stop-Everything {`"Why`":`"boredom`"}"
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe '-Tool' {
    BeforeEach { $emulator.ClearLog() }

    It 'runs the loop, <Form>: types, an enum, a date, one that throws' -ForEach @(
        @{ Form = 'whole'; With = @{} }
        @{ Form = 'streamed'; With = @{ Stream = $true } }
        @{ Form = 'live'; With = @{ Live = $true } }
    ) {
        $answer = Invoke-WhataiChat $prompt -Tool Get-Weekday, Stop-Everything -ToolPolicy Auto @With 6> $null
        if ($Form -eq 'streamed') {
            @($answer | Where-Object ToolCalls).Count | Should -BeGreaterThan 2
            $answer = $answer[-1].Completion
        }
        $answer.Text | Should -Match 'Tool said: Thursday'
        $answer.Text | Should -Match 'Refused: boredom'
        $answer.ToolCalls.Name | Should -Be @('Get-Weekday', 'Stop-Everything')
        $answer.ToolCalls.Status | Should -Be @('Succeeded', 'Failed')
        $answer.ToolCalls[0].Output | Should -Be 'Thursday'
        $answer.ToolCalls[0].Values.Date | Should -Be '2024-02-29'
        $answer.ToolCalls[0].Duration | Should -BeGreaterThan ([timespan]::Zero)
        $answer.Messages.Role | Should -Be @('user', 'assistant', 'tool', 'tool', 'assistant')
        $emulator.Ledger | Should -HaveCount 2
        $answer.Usage.CompletionTokens | Should -Be (($emulator.Ledger | Measure-Object CompletionTokens -Sum).Sum)
    }

    It 'asks, runs what is allowed and tells the model what was declined' {
        $host1 = [TestHost]::new()
        0, 2, 0 | ForEach-Object { $host1.Face.Choices.Enqueue($_) }
        $space = [runspacefactory]::CreateRunspace($host1)
        $space.Open()
        $shell = [powershell]::Create($space)
        $null = $shell.AddScript("Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator
            function Get-Weekday { $(${function:Get-Weekday}) }; function Stop-Everything { $(${function:Stop-Everything}) }; function Remove-Precious { $(${function:Remove-Precious}) }
            Invoke-WhataiChat (`$args[0]) -Tool Get-Weekday, Remove-Precious, Stop-Everything").AddArgument("/toolcall Get-Weekday {`"Date`":`"2024-02-29`"}`n/toolcall Remove-Precious {`"Name`":`"x`"}`n/toolcall Stop-Everything {`"Why`":`"w`"}")
        $answer = $shell.Invoke()[0]
        $shell.Streams.Error | Should -BeNullOrEmpty
        $host1.Face.Asked | Should -HaveCount 3
        $host1.Face.Asked[1] | Should -Match "Remove-Precious -Name x"
        # What was written before hides no question.
        "$($host1.Face.Shown)" | Should -BeExactly ("$([char]27)(B$([char]27)[0m" * 3)
        $answer.ToolCalls.Status | Should -Be @('Succeeded', 'Declined', 'Failed')
        $answer.Text | Should -Match 'Thursday'
        $shell.Dispose(); $space.Dispose()
    }

    It 'refuses to run unasked where nobody can be asked' {
        $text = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; Invoke-WhataiChat '/toolcall Get-Date {}' -Tool Get-Date -ErrorVariable problem -ErrorAction SilentlyContinue; `$problem[0].FullyQualifiedErrorId; `"`$(`$problem[0])`""
        $text | Should -Match 'ToolNotApproved'
        $text | Should -Match 'ToolPolicy Auto'
    }

    It 'runs nothing with -WhatIf' {
        $script:removed = $null
        Invoke-WhataiChat '/toolcall Remove-Precious {"Name":"x"}' -Tool Remove-Precious -ToolPolicy Auto -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount 0
        $script:removed | Should -BeNullOrEmpty
    }

    It 'hands the calls back with -ToolPolicy None' {
        $answer = Invoke-WhataiChat '/toolcall weather {"city":"Oslo"}' -ToolPolicy None -Tool @{ name = 'weather'; description = 'Tells the weather.'; parameters = @{ type = 'object'; properties = @{ city = @{ type = 'string' } } } }
        $answer.FinishReason | Should -Be 'tool_calls'
        $answer.ToolCalls[0].Name | Should -Be 'weather'
        $answer.ToolCalls[0].Arguments | Should -Be '{"city":"Oslo"}'
        $emulator.Requests | Should -HaveCount 1
    }

    It 'sends correct schemas of commands' {
        $null = Invoke-WhataiChat 'x' -Tool Get-Weekday -ToolPolicy Auto
        $function = ($emulator.Requests[-1].Body | ConvertFrom-Json).tools[0].function
        $function.name | Should -Be 'Get-Weekday'
        $function.description | Should -Match 'Tells the weekday'
        $function.parameters.properties.Date.format | Should -Be 'date-time'
        $function.parameters.properties.Date.description | Should -Match 'The date'
        $function.parameters.properties.Unless.enum | Should -Contain 'Monday'
        $function.parameters.required | Should -Be 'Date'
        $function.parameters.properties.PSObject.Properties.Name | Should -Not -Contain 'ErrorAction'
    }

    It 'sends <Choice> as -ToolChoice' -ForEach @(
        @{ Choice = 'required'; Wire = '"required"' }
        @{ Choice = 'none'; Wire = '"none"' }
        @{ Choice = 'Get-Weekday'; Wire = '{"type":"function","function":{"name":"Get-Weekday"}}' }
    ) {
        $null = Invoke-WhataiChat 'x' -Tool Get-Weekday -ToolPolicy Auto -ToolChoice $Choice
        $sent = ($emulator.Requests[0].Body | ConvertFrom-Json).tool_choice
        $sent | ConvertTo-Json -Depth 5 -Compress | Should -Be $Wire
    }

    It 'goes on at most -MaxToolRounds times, and keeps the last answer' {
        $result = Invoke-WhataiChat '/toolloop Get-Date {}' -Tool Get-Date -ToolPolicy Auto -MaxToolRounds 3 -ErrorVariable problem -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ToolRoundsExceeded,*'
        $problem[0].Exception.Completion.ToolCalls | Should -HaveCount 3
        $emulator.Requests | Should -HaveCount 4
    }

    It 'tells the model of arguments that are <What>' -ForEach @(
        @{ What = 'broken'; Json = '{"Date":'; Status = 'Failed' }
        @{ What = 'not the parameter''s'; Json = '{"Datum":"2024-02-29"}'; Status = 'Failed' }
        @{ What = 'of the wrong type'; Json = '{"Date":"someday"}'; Status = 'Failed' }
        @{ What = 'encoded twice'; Json = '"{\"Date\":\"2024-02-29\"}"'; Status = 'Succeeded' }
        @{ What = 'null where nothing is needed'; Json = '{"Date":"2024-02-29","Unless":null}'; Status = 'Succeeded' }
    ) {
        $answer = Invoke-WhataiChat "/toolcall Get-Weekday $Json" -Tool Get-Weekday -ToolPolicy Auto
        $answer.ToolCalls[0].Status | Should -Be $Status
        $answer.Text | Should -Match 'Tool said'
    }

    It 'refuses <What> before anything is sent' -ForEach @(
        @{ What = 'a command that does not exist'; With = @{ Tool = 'Get-NoSuchThing' }; Says = 'Get-NoSuchThing' }
        @{ What = 'a choice that is no tool'; With = @{ Tool = 'Get-Date'; ToolChoice = 'Get-Other' }; Says = 'Get-Other' }
        @{ What = 'a schema with nothing to run'; With = @{ Tool = @{ name = 'x'; parameters = @{ type = 'object'; properties = @{} } }; ToolPolicy = 'Auto' }; Says = 'x' }
        @{ What = 'tools in bulk'; With = @{ Tool = 'Get-Date'; ThrottleLimit = 4 }; Says = 'ThrottleLimit' }
    ) {
        { Invoke-WhataiChat 'x' @With } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage "*$Says*"
        $emulator.Requests | Should -HaveCount 0
    }

    It 'keeps what a tool prints visible' {
        function Get-Noise { 'quiet'; Write-Host 'loud'; Write-Warning 'careful' }
        $all = Invoke-WhataiChat '/toolcall Get-Noise {}' -Tool Get-Noise -ToolPolicy Auto -InformationVariable shown -WarningVariable warned 6> $null 3> $null
        $all.Text | Should -Be 'Tool said: quiet'
        "$shown" | Should -Match 'loud'
        "$warned" | Should -Be 'careful'
    }

    It 'works with a schema for the answer' {
        (Invoke-WhataiChat '/toolcall Get-Weekday {"Date":"2024-02-29"}' -Tool Get-Weekday -ToolPolicy Auto -Schema @{ answer = 'string' }).Object.answer | Should -Match 'Thursday'
    }

    It 'ends when stopped during a tool' {
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; function Wait-Long { Start-Sleep 60 }; Invoke-WhataiChat '/toolcall Wait-Long {}' -Tool Wait-Long -ToolPolicy Auto"
        Wait-Until { $emulator.Requests.Count -eq 1 -and $emulator.Requests[0].Outcome -eq 'Completed' } | Should -BeTrue
        Start-Sleep -Milliseconds 200
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 500
        $run.Shell.Streams.Error | Should -BeNullOrEmpty
        $run.Shell.Dispose()
    }
}
