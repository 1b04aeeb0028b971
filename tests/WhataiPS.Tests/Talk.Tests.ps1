BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/TestHost.ps1
    $emulator = Start-WhataiEmulator

    # What a person writes, line by line; gives what was shown, and what came out.
    function Invoke-Talk([string[]] $Line, [string] $Script = 'Enter-WhataiChat -Model gpt-4o', [string] $After = '', [int[]] $Choice) {
        $who = [TestHost]::new()
        $Line | ForEach-Object { $who.Face.Lines.Enqueue($_) }
        $Choice | ForEach-Object { $who.Face.Choices.Enqueue($_) }
        $space = [runspacefactory]::CreateRunspace($who)
        $space.Open()
        $shell = [powershell]::Create($space)
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); $Script; $After")
            $given = $shell.Invoke()
            @{ Given = @($given); Shown = "$($who.Face.Shown)" -replace "`r"; Problems = @($shell.Streams.Error); Asked = @($who.Face.Asked) }
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

    It 'has the model call tools: asked first, or without asking, or not at all' {
        $tool = "@{ name = 'now'; description = 'Tells the time.'; script = { 'noon' } }"
        $talk = Invoke-Talk '//toolcall now {}', '//toolcall now {}', '/tools AUTO', '//toolcall now {}', '/tools none', '//toolcall now {}', '/tools 1', '/tools', '/exit' "Enter-WhataiChat -Model gpt-4o -Tool $tool, Get-Date" -Choice 0, 2
        $talk.Given.Text | Should -Be 'Tool said: noon', "Tool said: $($talk.Given[1].ToolCalls.Result)", 'Tool said: noon', 'No such tool: now'
        $talk.Given[0..2].ToolCalls.Status | Should -Be 'Succeeded', 'Declined', 'Succeeded'
        $talk.Asked | Should -HaveCount 2
        # What runs without a question is said; the others were asked about.
        [regex]::Matches($talk.Shown, '→ now').Count | Should -Be 1
        $talk.Shown | Should -Match '(?s)/tools ask, /tools auto or /tools none.*now +Tells the time\.\n.*Get-Date'
        $talk.Problems | Should -BeNullOrEmpty
    }

    It 'bounds the calls, and refuses what is no tool before anything is asked' {
        $talk = Invoke-Talk '"""//toolcall now {}', '/toolcall now {}"""', '/exit' "Enter-WhataiChat -Tool @{ name = 'now'; script = { 'noon' } } -ToolPolicy Auto -MaxToolCalls 1 -WarningAction SilentlyContinue"
        $talk.Given[-1].ToolCalls.Status | Should -Be 'Succeeded', 'Declined'
        $talk = Invoke-Talk '//toolloop now {}', '/exit' "Enter-WhataiChat -Tool @{ name = 'now'; script = { 'noon' } } -ToolPolicy Auto -MaxToolRounds 2"
        $talk.Problems.FullyQualifiedErrorId | Should -BeLike 'ToolRoundsExceeded,*'
        $emulator.ClearLog()
        (Invoke-Talk 'hi' 'try { Enter-WhataiChat -Tool No-SuchCommand } catch { $_.FullyQualifiedErrorId }').Given | Should -BeLike 'InvalidArgument,*'
        (Invoke-Talk '/tools', '/exit').Shown | Should -Match 'Enter-WhataiChat -Tool'
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'sends files with the next message as what they hold, and after a failure with the one after that' {
        Set-Content "$TestDrive/notes.txt" 'remember the milk'
        Set-Content -LiteralPath "$TestDrive/[a].txt" 'brackets'
        $null = Invoke-WhataiChat '/image 8x8 images' -Connection ($emulator | Connect-Whatai) | Save-WhataiImage "$TestDrive/a.png"
        $talk = Invoke-Talk "/file $TestDrive/notes.txt", "/file '$TestDrive/*.png'", '/model none', 'What is it?', '/model gpt-4o', 'What is it?', 'And now?', "/file $TestDrive/[[]a].txt", '/file', "/file $TestDrive/[a].txt", 'Which?', '/exit'
        $talk.Given[0].Text | Should -BeLike '*notes.txt*remember the milk*image 1: image/png 8x8*'
        $talk.Given[0].Input | Should -Be 'What is it?'
        $talk.Given[1].Text | Should -Not -BeLike '*image 2*'
        $talk.Given[2].Text | Should -BeLike '*brackets*'
        $talk.Shown | Should -Match '(?s): notes\.txt\n.*: notes\.txt, a\.png\n.*No longer.*: \[a\]\.txt\n'
        Disconnect-Whatai -All
    }

    It 'says at once of a file that it is not there, or can not be read by a model' {
        [IO.File]::WriteAllBytes("$TestDrive/x.bin", [byte[]](0, 1, 2, 255, 0))
        $talk = Invoke-Talk "/file $TestDrive/none.txt", "/file $TestDrive", '/file env:PATH', '/file', "/file $TestDrive/x.bin", 'hi', '/exit'
        [regex]::Matches($talk.Shown, 'There is no file').Count | Should -Be 3
        $talk.Problems.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $talk.Given.Text | Should -Be 'Echo: hi'
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
