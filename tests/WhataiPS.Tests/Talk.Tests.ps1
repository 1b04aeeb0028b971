BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/TestHost.ps1
    $emulator = Start-WhataiEmulator

    # What a person writes, line by line; gives what was shown, and what came out.
    function Invoke-Talk([string[]] $Line, [string] $Script = 'Enter-WhataiChat -Model gpt-4o', [string] $After = '') {
        $who = [TestHost]::new()
        $Line | ForEach-Object { $who.Face.Lines.Enqueue($_) }
        $space = [runspacefactory]::CreateRunspace($who)
        $space.Open()
        $shell = [powershell]::Create($space)
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); $Script; $After")
            $given = $shell.Invoke()
            @{ Given = @($given); Shown = "$($who.Face.Shown)" -replace "`r"; Problems = @($shell.Streams.Error) }
        }
        finally {
            $shell.Dispose()
            $space.Dispose()
        }
    }
}
AfterAll { $emulator | Stop-WhataiEmulator }

Describe 'Enter-WhataiChat' {
    BeforeEach { $emulator.ClearLog() }

    It 'talks, shows the answers live, and gives each turn at the end' {
        $talk = Invoke-Talk '//say one', '', '  ', '//say two', '//history', '/exit'
        $talk.Given.Text | Should -Be 'one', 'two', '5 messages: user assistant user assistant user'
        $talk.Given[1].Messages.Content | Should -Be '/say one', 'one', '/say two', 'two'
        $talk.Given[1].GetType().Name | Should -Be 'ChatCompletion'
        $talk.Shown | Should -Match '(?s)gpt-4o.*/help.*gpt-4o> one\n.*gpt-4o> two\n'
        $talk.Problems | Should -BeNullOrEmpty
        $emulator.Ledger | Should -HaveCount 3
    }

    It 'begins with a message, goes on from -History and -Continue, and leaves its conversation to -Continue' {
        $talk = Invoke-Talk '//say two', 'exit' "Enter-WhataiChat '/say one' -History @{ role = 'user'; content = 'zero' }, @{ role = 'assistant'; content = 'null' } -Model gpt-4.1" "Invoke-WhataiChat '/say three' -Continue"
        $talk.Given[-1].Messages.Content | Should -Be 'zero', 'null', '/say one', 'one', '/say two', 'two', '/say three', 'three'
        $talk.Given[-1].Model | Should -Be 'gpt-4.1'
        $talk = Invoke-Talk '//say two', 'quit' "`$null = Invoke-WhataiChat '/say one' -Model gpt-4.1; Enter-WhataiChat -Continue"
        $talk.Given.Messages.Content | Should -Be '/say one', 'one', '/say two', 'two'
        $talk.Given.Model | Should -Be 'gpt-4.1'
    }

    It 'asks another model from then on, with other instructions' {
        $talk = Invoke-Talk '//say one', '/model gpt-4.1', '/system Be brief.', '//system', '/model', '/system', '/exit'
        $talk.Given.Model | Should -Be 'gpt-4o', 'gpt-4.1'
        $talk.Given[1].Text | Should -Be 'Be brief.'
        $talk.Shown | Should -Match '(?s)gpt-4.1> .*gpt-4.1.*Be brief'
    }

    It 'takes back, also for -Continue, and begins anew' {
        $talk = Invoke-Talk '/undo', '//say one', '//say two', '/undo', '//history', '/undo', '/exit' -After "Invoke-WhataiChat '/say three' -Continue"
        $talk.Given.Text | Should -Be 'one', 'three'
        $talk.Given[1].Messages.Content | Should -Be '/say one', 'one', '/say three', 'three'
        $talk.Shown | Should -Match '/say two'
        $talk = Invoke-Talk '//say one', '/clear', '//history', '/exit'
        $talk.Given.Text | Should -Be 'one', '1 message: user'
    }

    It 'takes messages of several lines, and such that begin with a slash' {
        $talk = Invoke-Talk '"""first', '  second', 'third"""', '/etc/hosts: what?', '/exit'
        $talk.Given.Input | Should -Be "first`n  second`nthird", '/etc/hosts: what?'
    }

    It 'saves what can be gone on with, and a text, over no file' {
        $file = Join-Path $TestDrive 'talk'
        $talk = Invoke-Talk '/save', "/save $file.md", '//say one', "/save $file.xml", "/save '$file.md'", "/save $file.md", "/save $file-none/talk.md", '/exit'
        (Import-Clixml "$file.xml" | Invoke-WhataiChat '/say two' -Connection ($emulator | Connect-Whatai)).Messages.Content | Should -Be '/say one', 'one', '/say two', 'two'
        Get-Content "$file.md" | Should -Be '## user', '', '/say one', '', '## assistant', '', 'one'
        $talk.Problems.FullyQualifiedErrorId | Should -Be 'FileNotWritten,WhataiPS.Commands.EnterWhataiChatCommand'
        $talk.Given | Should -HaveCount 1
        Disconnect-Whatai -All
    }

    It 'names its commands, and sends nothing for one that it does not know' {
        $talk = Invoke-Talk '/help', '/histroy', '/exit'
        $talk.Shown | Should -Match '(?s)/model.*/system.*/undo.*/clear.*/save.*/exit.*/histroy'
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'goes on after a failure' {
        $talk = Invoke-Talk '/model none', '//say one', '/model gpt-4o', '//say two', '/exit'
        $talk.Problems.FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $talk.Given.Messages.Content | Should -Be '/say two', 'two'
    }

    It 'keeps what was answered where the input ends' {
        $talk = Invoke-Talk '//say one'
        $talk.Given.Text | Should -Be 'one'
        $talk.Problems.FullyQualifiedErrorId | Should -BeLike 'NotInteractive,*'
    }

    It 'says so where nobody can be asked, before anything is asked' {
        $text = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) k; try { Enter-WhataiChat hi } catch { `$_.FullyQualifiedErrorId; `"`$_`" }"
        $text | Should -Match '(?s)NotInteractive.*-Continue'
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'says so where there is nothing to go on with' {
        (Invoke-Talk 'hi' 'Enter-WhataiChat -Continue -ErrorVariable problem' ).Problems.FullyQualifiedErrorId | Should -BeLike 'NoConversation,*'
    }
}
