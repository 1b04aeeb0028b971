BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    function Get-Echo { param([string] $Text, [object] $More) "<$Text>" }
    # A call as the emulator's model makes it.
    function Get-CallPrompt([string] $Name, $Arguments) { "/toolcall $Name $($Arguments | ConvertTo-Json -Compress -Depth 9)" }

    # The command line that is shown, by the error of a host that can't ask.
    function Get-Question([string] $Name, $Arguments) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator
            function Get-Echo { $(${function:Get-Echo}) }; Set-Alias 'odd name' Get-Echo
            Invoke-WhataiChat (`$args[0]) -Tool $Name").AddArgument((Get-CallPrompt $Name $Arguments))
        $null = $shell.Invoke()
        "$($shell.Streams.Error[0])" -match "(?s)asks to run '(.*)', and this session" | Should -BeTrue -Because "$($shell.Streams.Error)"
        $Matches[1]
        $shell.Dispose()
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'The question' {
    It 'shows <What>, and PowerShell reads it as the same' -ForEach @(
        @{ What = 'a word'; Text = 'plain'; Shown = 'plain' }
        @{ What = 'a wildcard'; Text = '*'; Shown = "'*'" }
        @{ What = 'a quote'; Text = "it's"; Shown = "'it''s'" }
        @{ What = 'a curly single quote'; Text = "a$([char]0x2019); rm -rf /; $([char]0x2018)"; Shown = '`u{2019}' }
        @{ What = 'a curly double quote'; Text = "a`e$([char]0x201D); rm -rf /"; Shown = '`u{201d}' }
        @{ What = 'an escape'; Text = "x`e]52;c;ZXZpbA==`a`e(0`e[8m"; Shown = '"x`u{1b}]52;c;ZXZpbA==`u{7}`u{1b}(0`u{1b}[8m"' }
        @{ What = 'a line break at the end'; Text = "x`n"; Shown = '"x`n"' }
        @{ What = 'a word with a line break at the end'; Text = "plain`r`n`n"; Shown = '"plain`r`n`n"' }
        @{ What = 'a direction of writing'; Text = "gpj.$([char]0x202E)exe"; Shown = '`u{202e}' }
        @{ What = 'what has no width'; Text = "a$([char]0x200B)b$([char]0xFEFF)"; Shown = '"a`u{200b}b`u{feff}"' }
        @{ What = 'a blank of another kind'; Text = "a$([char]0xA0)b$([char]0x3000)"; Shown = '"a`u{a0}b`u{3000}"' }
        @{ What = 'a letter that is drawn as nothing'; Text = "a$([char]0x3164)$([char]0x2800)"; Shown = '"a`u{3164}`u{2800}"' }
        @{ What = 'a mark that is drawn over another'; Text = "a$([char]0x338)"; Shown = '"a`u{338}"' }
        @{ What = 'a tag'; Text = "a$([char]::ConvertFromUtf32(0xE0041))"; Shown = '"a`u{e0041}"' }
        @{ What = 'an expression'; Text = "`$(rm)`e`"``x"; Shown = '"`$(rm)`u{1b}`"``x"' }
        @{ What = 'blanks that push text away'; Text = 'safe' + ' ' * 200 + '; rm'; Shown = "`"safe`$(' ' * 200); rm`"" }
        @{ What = 'what looks like a parameter'; Text = '-Force'; Shown = "'-Force'" }
        @{ What = 'other writings as they are'; Text = '删除 文件 café'; Shown = "'删除 文件 café'" }
    ) {
        $line = Get-Question Get-Echo @{ Text = $Text }
        $line | Should -BeLike "Get-Echo -Text *$([WildcardPattern]::Escape($Shown))*"
        $line | Should -Not -Match '[\p{C}\p{M}]'
        & ([scriptblock]::Create($line)) | Should -BeExactly "<$Text>"
    }

    It 'shows tables and lists as PowerShell has them' {
        $line = Get-Question Get-Echo @{ More = [ordered]@{ name = 'get-date'; 'a b' = 1, 'two', @('x'); none = $null } }
        $line | Should -Be "Get-Echo -More @{name='get-date'; 'a b'=@(1, 'two', @('x')); none=`$null}"
        $null = & ([scriptblock]::Create($line))
    }

    It 'shortens what is long, and says by how much' {
        $line = Get-Question Get-Echo @{ Text = 'a' * 5000 + 'THE END' }
        $line.Length | Should -BeLessThan 500
        $line | Should -Match "4,?707 of 5,?007 characters"
        $line | Should -Match "THE END'$"
        $line = Get-Question Get-Echo @{ More = 1..1000 }
        $line | Should -Match '975 of 1,?000 items'
        (Get-Question Get-Echo @{ More = @(1..20 | ForEach-Object { @{ k = "$_" * 290 } }) }).Length | Should -BeLessThan 4200
    }
}

Describe 'A native program' -Skip:$IsWindows {
    BeforeEach {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        'one', 'two' | ForEach-Object { Set-Content "$folder/$_" $_ }
        Push-Location $folder
    }
    AfterEach { Pop-Location }

    It 'gets its arguments as they are shown' {
        $given = '*', '?ne', '~', '~/x', '$HOME', '$(id)', '`n', '--%', '-a:b', '%PATH%', "it's", 'say "hi"', 'a  b', '', 'end\', '\"', "two`nlines", "$([char]0x2018)x$([char]0x2019)", '[o]ne', 'a,b', ';', '|', '&'
        $answer = Invoke-WhataiChat (Get-CallPrompt printf @{ arguments = @('<%s>\n') + $given }) -Tool printf -ToolPolicy Auto
        $answer.ToolCalls[0].Status | Should -Be 'Succeeded'
        $answer.ToolCalls[0].Output -join "`n" | Should -BeExactly (($given | ForEach-Object { "<$_>" }) -join "`n")
    }

    It 'deletes nothing by a wildcard' {
        $answer = Invoke-WhataiChat (Get-CallPrompt rm @{ arguments = , '*' }) -Tool rm -ToolPolicy Auto
        $answer.ToolCalls[0].Status | Should -Be 'Failed'
        Get-ChildItem $folder | Should -HaveCount 2
    }

    It 'runs in the folder of the session, and gives output, errors and exit code' {
        $answer = Invoke-WhataiChat (Get-CallPrompt sh @{ arguments = '-c', 'ls; cat; echo oops >&2; exit 3' }) -Tool sh -ToolPolicy Auto
        $call = $answer.ToolCalls[0]
        $call.Output | Should -Be @('one', 'two')
        $call.Result | Should -Be "one`ntwo`nError: oops`nExit code: 3"
        $call.Status | Should -Be 'Failed'
        $global:LASTEXITCODE | Should -Be 3
    }

    It 'does not get <What>' -ForEach @(
        @{ What = 'a text that ends early'; Json = '{"arguments":["a\u0000b"]}' }
        @{ What = 'half of a pair'; Json = '{"arguments":["a\ud800"]}' }
        @{ What = 'what is no text'; Json = '{"arguments":[["a"],null]}' }
    ) {
        $answer = Invoke-WhataiChat "/toolcall rm $Json" -Tool rm -ToolPolicy Auto
        $answer.ToolCalls[0].Status | Should -Be 'Failed'
        $answer.ToolCalls[0].Error.FullyQualifiedErrorId | Should -BeLike 'InvalidToolArguments*'
    }

    It 'goes on when it has ended, also if it left something running' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $answer = Invoke-WhataiChat (Get-CallPrompt sh @{ arguments = '-c', 'sleep 20 & echo $!' }) -Tool sh -ToolPolicy Auto
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
        $answer.ToolCalls[0].Status | Should -Be 'Succeeded'
        Stop-Process -Id $answer.ToolCalls[0].Output[0]
    }

    It 'ends with what it has started when the cmdlet is stopped' {
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; Set-Location '$folder'; Invoke-WhataiChat (Get-Content prompt) -Tool sh -ToolPolicy Auto"
        Set-Content prompt (Get-CallPrompt sh @{ arguments = '-c', 'sleep 60 & echo $! > id; wait' })
        Wait-Until { (Test-Path id) -and (Get-Content id) } 20 | Should -BeTrue
        $id = Get-Content id
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 500
        Wait-Until { -not (Get-Process -Id $id -ErrorAction Ignore) } | Should -BeTrue
        $run.Shell.Dispose()
    }
}

Describe 'A tool''s output' {
    It 'is cut while <What> runs, which is stopped' -ForEach @(
        @{ What = 'a script without end'; Tool = 'Get-Endless' }
        @{ What = 'one that catches all'; Tool = 'Get-Stubborn' }
        @{ What = 'one of long texts'; Tool = 'Get-Long' }
        @{ What = 'one of errors'; Tool = 'Get-Error2' }
        @{ What = 'a program'; Tool = 'sh'; Arguments = @{ arguments = '-c', 'while :; do echo y; done' } }
        @{ What = 'a program without line ends'; Tool = 'sh'; Arguments = @{ arguments = '-c', 'tr "\0" y < /dev/zero' } }
    ) {
        if ($Tool -eq 'sh' -and $IsWindows) { Set-ItResult -Skipped; return }
        function Get-Endless { while ($true) { [pscustomobject]@{ a = 1 } } }
        function Get-Stubborn { while ($true) { try { 'x' } catch { 'again' } } }
        function Get-Long { while ($true) { 'x' * 10000 } }
        function Get-Error2 { [CmdletBinding()] param() while ($true) { Write-Error 'no' -ErrorAction Continue } }
        $answer = Invoke-WhataiChat (Get-CallPrompt $Tool ($Arguments ?? @{})) -Tool $Tool -ToolPolicy Auto
        $call = $answer.ToolCalls[0]
        $call.Status | Should -Be 'Failed'
        $call.Error.FullyQualifiedErrorId | Should -BeLike 'ToolOutputTooLong*'
        $call.Output.Count | Should -BeLessOrEqual 10000
        $call.Result | Should -Match 'stopped: '
        $call.Result.Length | Should -BeLessThan 110000
        # The cmdlet goes on as usual.
        $answer.Text | Should -Match 'Tool said'
    }

    It 'is whole where it fits' {
        function Get-Many { 1..9999 }
        $answer = Invoke-WhataiChat '/toolcall Get-Many {}' -Tool Get-Many -ToolPolicy Auto
        $answer.ToolCalls[0].Status | Should -Be 'Succeeded'
        $answer.ToolCalls[0].Output | Should -HaveCount 9999
    }
}

Describe '-MaxToolCalls' {
    It 'runs so many calls of a round by <_>, and tells the model and the user of the others' -ForEach 'Invoke-WhataiChat', 'Invoke-WhataiGemini', 'Invoke-WhataiResponse', 'Invoke-WhataiMessage' {
        $prompt = (1..5 | ForEach-Object { "/toolcall Get-Echo {`"Text`":`"$_`"}" }) -join "`n"
        $answer = & $_ $prompt -Tool Get-Echo -ToolPolicy Auto -MaxToolCalls 2 -WarningVariable said -WarningAction SilentlyContinue
        $answer.ToolCalls.Status | Should -Be @('Succeeded', 'Succeeded', 'Declined', 'Declined', 'Declined')
        $answer.ToolCalls[4].Result | Should -Match 'at most 2 calls'
        $answer.Text | Should -Match '<2>'
        $answer.Text | Should -Not -Match '<3>'
        $answer.Text | Should -Match 'Not run'
        @($said) | Should -HaveCount 1
        "$said" | Should -Match '-MaxToolCalls'
    }
}

Describe '-ToolProvider' {
    BeforeAll {
        $env:WHATAI_TEST_SECRET = 's3cret-value'
        Set-Variable WhataiTestSecret 's3cret-value' -Scope Global
        $null = New-PSDrive WhataiTest Environment '' -Scope Global
        function Read-Setting { param([string[]] $Path) Get-Content $Path }
    }
    AfterAll {
        Remove-Item Env:WHATAI_TEST_SECRET
        Remove-Variable WhataiTestSecret -Scope Global
        Remove-PSDrive WhataiTest -Scope Global
    }

    It 'keeps <Tool> from <Path>' -ForEach @(
        foreach ($tool in 'Get-Content', 'Get-Item', 'Get-ChildItem', 'Read-Setting') {
            foreach ($path in 'Env:WHATAI_TEST_SECRET', 'env:/WHATAI_TEST_SECRET', 'Env:*SECRET', 'Environment::WHATAI_TEST_SECRET', 'Microsoft.PowerShell.Core\Environment::WHATAI_TEST_SECRET', 'Variable:WhataiTestSecret', 'WhataiTest:WHATAI_TEST_SECRET', @(, @('Env:WHATAI_TEST_SECRET'))) {
                @{ Tool = $tool; Path = $path }
            }
        }
        @{ Tool = 'Get-Content'; Path = '.', 'Env:WHATAI_TEST_SECRET' }
        @{ Tool = 'Select-String'; Path = 'Env:WHATAI_TEST_SECRET'; More = @{ Pattern = '.' } }
        @{ Tool = 'Copy-Item'; Path = 'Env:WHATAI_TEST_SECRET'; More = @{ Destination = 'x' } }
    ) {
        $answer = Invoke-WhataiChat (Get-CallPrompt $Tool (@{ Path = $Path } + ($More ?? @{}))) -Tool $Tool -ToolPolicy Auto -WarningVariable said -WarningAction SilentlyContinue
        $answer.ToolCalls[0].Status | Should -Be 'Failed'
        $answer.ToolCalls[0].Result | Should -Match 'may not use here'
        $answer.Text | Should -Not -Match 's3cret'
        "$said" | Should -Match '-ToolProvider'
    }

    It 'is not got round by <_>' -ForEach 'En`v:WHATAI_TEST_SECRET', 'Env`:WHATAI_TEST_SECRET', ' Env:WHATAI_TEST_SECRET', './Env:WHATAI_TEST_SECRET', '/Env:WHATAI_TEST_SECRET', '::WHATAI_TEST_SECRET', 'FileSystem::Env:WHATAI_TEST_SECRET', 'E*:WHATAI_TEST_SECRET', '~/../../Env:WHATAI_TEST_SECRET' {
        foreach ($tool in 'Get-Content', 'Get-Item') {
            $answer = Invoke-WhataiChat (Get-CallPrompt $tool @{ Path = $_ }) -Tool $tool -ToolPolicy Auto -WarningAction SilentlyContinue
            $answer.Text | Should -Not -Match 's3cret'
        }
    }

    It 'counts where the session is' {
        Push-Location Env:
        try {
            foreach ($path in @{}, @{ Path = 'WHATAI_TEST_SECRET' }) {
                $answer = Invoke-WhataiChat (Get-CallPrompt Get-ChildItem $path) -Tool Get-ChildItem -ToolPolicy Auto -WarningAction SilentlyContinue
                $answer.ToolCalls[0].Status | Should -Be 'Failed'
                $answer.Text | Should -Not -Match 's3cret'
            }
        }
        finally { Pop-Location }
    }

    It 'allows what it names' {
        $allowed = Invoke-WhataiChat (Get-CallPrompt Get-Content @{ Path = 'Env:WHATAI_TEST_SECRET' }) -Tool Get-Content -ToolPolicy Auto -ToolProvider FileSystem, Environment
        $allowed.Text | Should -Match 's3cret'
        $all = Invoke-WhataiChat (Get-CallPrompt Get-Content @{ Path = 'Variable:WhataiTestSecret' }) -Tool Get-Content -ToolPolicy Auto -ToolProvider *
        $all.Text | Should -Match 's3cret'
        Set-Content "$TestDrive/plain.txt" 'in a file'
        $file = Invoke-WhataiChat (Get-CallPrompt Get-Content @{ Path = "$TestDrive/plain.txt" }) -Tool Get-Content -ToolPolicy Auto
        $file.Text | Should -Match 'in a file'
    }
}
