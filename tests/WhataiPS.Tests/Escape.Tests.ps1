BeforeDiscovery {
    [xml] $format = Get-Content $PSScriptRoot/../../module/WhataiPS.Format.ps1xml -Raw
    $views = foreach ($view in $format.Configuration.ViewDefinitions.View) {
        @{ View = $view.Name; Type = $view.ViewSelectedBy.TypeName; IsList = $null -ne $view['ListControl'] }
    }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    # Writes the clipboard, a control sequence in one character, an overwritten line, a backspace, and a turned reading order.
    $hostile = "a$([char]27)]52;c;ZXZpbA==$([char]7)b$([char]0x9B)8mc`rd`be$([char]0x202E)f$([char]0x2066)g$([char]127)h"
    $shown = 'a␛]52;c;ZXZpbA==␇b<U+009B>8mc␍d␈e<U+202E>f<U+2066>g␡h'
    $raw = '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]|\r(?!\n)'

    # An object whose every text, also further in, is hostile; made without its constructor, so for any type.
    function New-HostileObject([type] $Type, [int] $Depth = 3) {
        $new = [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type)
        for ($declaring = $Type; $declaring -ne [object]; $declaring = $declaring.BaseType) {
            foreach ($field in $declaring.GetFields('Instance, Public, NonPublic, DeclaredOnly')) {
                $value = New-HostileValue $field.FieldType ($Depth - 1)
                if ($null -ne $value) { $field.SetValue($new, $value) }
            }
        }
        , $new
    }
    function New-HostileValue([type] $Type, [int] $Depth) {
        if ($Type -in [string], [object]) { return $hostile }
        if ($Type -eq [uri]) { return [uri] 'https://example.org/x' }
        $item = if ($Type.IsArray) { $Type.GetElementType() } elseif ($Type.IsInterface -and $Type.IsGenericType -and @($Type.GetGenericArguments()).Count -eq 1) { $Type.GetGenericArguments()[0] }
        if ($item) {
            $value = if ($item -eq [byte]) { $null } else { New-HostileValue $item $Depth }
            if ($null -eq $value) { return }
            $list = [Array]::CreateInstance($item, 1)
            $list[0] = $value
            return , $list
        }
        if ($Depth -gt 0 -and $Type.IsClass -and -not $Type.IsAbstract -and $Type.Namespace -like 'Whatai*' -and $Type -isnot [Delegate]) { return New-HostileObject $Type $Depth }
    }
    function Get-ShownType([string] $Name) {
        $all = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -in 'Whatai.Client', 'Whatai.Emulator', 'WhataiPS' }.ForEach{ $_.GetTypes() }
        $base = $all.Where{ $_.FullName -eq $Name }[0]
        $all.Where{ $base.IsAssignableFrom($_) -and -not $_.IsAbstract -and -not $_.ContainsGenericParameters }
    }
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'Ansi'
}
AfterAll {
    $PSStyle.OutputRendering = $rendering
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'What a terminal would obey' {
    It 'is visible, and all else as it came: <Given>' -ForEach @(
        @{ Given = 'plain'; Shown = 'plain' }
        @{ Given = "tab`tand`nlines`r`nstay"; Shown = "tab`tand`nlines`r`nstay" }
        @{ Given = "`r`n`ra`r"; Shown = "`r`n" + '␍a␍' }
        @{ Given = "$([char]27)(0$([char]27)[8m"; Shown = '␛(0␛[8m' }
        @{ Given = "$([char]0x85)$([char]0x9D)52;c;eA==$([char]0x9C)"; Shown = '<U+0085><U+009D>52;c;eA==<U+009C>' }
        @{ Given = "$([char]0)$([char]11)$([char]12)"; Shown = '␀␋␌' }
        @{ Given = "😀 é 你好 ع$([char]0x200D)"; Shown = "😀 é 你好 ع$([char]0x200D)" }
    ) {
        [WhataiPS.Terminal.TerminalText]::Visible($Given) | Should -BeExactly $Shown
    }

    It 'costs nothing where there is nothing to do' {
        $text = 'x' * 1000 + "`r`n"
        [object]::ReferenceEquals([WhataiPS.Terminal.TerminalText].GetMethod('Visible').Invoke($null, @($text)), $text) | Should -BeTrue
    }

    It 'is visible in the view <View>' -ForEach $views {
        $types = Get-ShownType $Type
        $types | Should -Not -BeNullOrEmpty
        foreach ($one in $types) {
            $object = New-HostileObject $one
            $text = $(if ($IsList) { $object | Format-List } else { $object }) | Out-String -Width 2000
            $text -replace '\x1b\[[0-9;]*m' | Should -Not -Match $raw -Because "$one"
            if ($View -ne 'TokenUsage') { $text | Should -Match '[\u2400-\u2421]|<U\+' -Because "$one shows its text" }
        }
    }

    It 'is visible in -Live, however it was cut into pieces, and raw in the answer' {
        $text = "$hostile`r`n😀 end`r"
        $said = Invoke-WhataiChat "/say $text" -Live 6>&1
        $live = -join $said.Where{ $_ -is [Management.Automation.InformationRecord] }.MessageData
        $live -replace '\x1b\[[0-9;]*m' | Should -BeExactly "$shown`r`n😀 end␍"
        $said[-1].Text | Should -BeExactly $text
        "$($said[-1])" | Should -BeExactly $text
    }

    It 'is visible in <Name>, and no colour is lost' -ForEach @(
        @{ Name = 'the answer'; Do = { $args } }
        @{ Name = 'a list of it'; Do = { $args | Format-List } }
        @{ Name = 'its messages'; Do = { $args.Messages } }
    ) {
        $text = & $Do (Invoke-WhataiChat "/say $hostile") | Out-String -Width 500
        $text -replace '\x1b\[[0-9;]*m' | Should -Not -Match $raw
        $text | Should -BeLike "*$([WildcardPattern]::Escape($shown))*"
    }

    It 'is visible in an error, and raw in its exception: <_>' -ForEach 'Invoke-WhataiChat x', 'Invoke-WhataiResponse x', 'Get-WhataiModel', 'New-WhataiImage x -Model m', 'Get-WhataiVideo cgt-1' {
        $emulator.AddFault('shape-escapes')
        $null = & ([scriptblock]::Create("$_ -ErrorVariable script:problem -ErrorAction SilentlyContinue"))
        $problem | Should -HaveCount 1
        $problem[0].Exception.ServerMessage | Should -Match $raw
        foreach ($view in 'ConciseView', 'NormalView', 'CategoryView') {
            $text = & { $ErrorView = $view; $problem[0] | Out-String -Width 500 }
            $text -replace '\x1b\[[0-9;]*m' | Should -Not -Match $raw
            if ($view -ne 'CategoryView') { $text | Should -BeLike '*␛`]52*' }
        }
        $problem[0].Exception | Out-String -Width 500 | ForEach-Object { $_ -replace '\x1b\[[0-9;]*m' } | Should -Not -Match $raw
    }

    It 'is visible in the target that an error names' {
        $null = Invoke-WhataiChat $hostile -Header @{ 'X-Emulator-Fault' = '400' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].TargetObject | Should -BeExactly $hostile
        $problem[0].CategoryInfo.TargetName | Should -BeExactly $shown
    }

    It 'is visible in warnings, verbose lines and progress, a tool''s too' {
        function Get-Thing([string] $Path) { Write-Warning "no $Path"; Write-Host "at $Path"; Write-Verbose "look $Path" -Verbose; 'out' }
        $call = "/toolcall Get-Thing $(@{ Path = $hostile } | ConvertTo-Json -Compress)"
        $said = Invoke-WhataiChat $call -Tool Get-Thing -ToolPolicy Auto -Verbose 3>&1 4>&1 6>&1
        $kinds = $said.Where{ $_ -is [Management.Automation.InformationalRecord] -or $_ -is [Management.Automation.InformationRecord] }
        @($kinds | ForEach-Object { $_.GetType().Name } | Sort-Object -Unique) | Should -Be 'InformationRecord', 'VerboseRecord', 'WarningRecord'
        foreach ($record in $kinds) { "$record" | Should -Not -Match $raw }
        @($kinds | Where-Object { "$_".Contains($shown) }).Count | Should -BeGreaterOrEqual 3

        $pipeline = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey) -MaximumRetryCount 0; New-WhataiImage x -Model `$([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('$([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($hostile)))')))"
        Wait-Until { $pipeline.Handle.IsCompleted } | Should -BeTrue
        $pipeline.Shell.Streams.Progress | Should -Not -BeNullOrEmpty
        $pipeline.Shell.Streams.Progress.StatusDescription | Should -Not -Match $raw
        $pipeline.Shell.Dispose()
    }

    It 'is visible in completion' {
        $models = Start-WhataiEmulator -Model "m$hostile"
        $null = $models | Connect-Whatai -Name hostile
        $found = (TabExpansion2 'Invoke-WhataiChat x -Connection hostile -Model m' 48).CompletionMatches
        $found | Should -HaveCount 1
        $found[0].ListItemText | Should -BeExactly "m$shown"
        $found[0].ToolTip | Should -Not -Match $raw
        Disconnect-Whatai hostile
        $models | Stop-WhataiEmulator
    }

    It 'is visible in -Live where a piece ends in half a line''s end, or half a character' {
        $types = @{}
        foreach ($type in [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -in 'Whatai.Client', 'WhataiPS' }.ForEach{ $_.GetTypes() }) { $types[$type.Name] = $type }
        function Show-Piece {
            [CmdletBinding()] param([string[]] $Piece, [string] $Reasoning)
            $target = [Activator]::CreateInstance($types['OutputTarget'], [object[]] @($PSCmdlet))
            $live = [Activator]::CreateInstance($types['LiveText'], [object[]] @($PSCmdlet, $target))
            foreach ($text in @($Reasoning) + $Piece | Where-Object { $_ }) {
                $delta = [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($types['ChatDelta'])
                $types['ChatDelta'].GetProperty('Text').SetValue($delta, $(if ($text -eq $Reasoning) { '' } else { $text }))
                if ($text -eq $Reasoning) { $types['ChatDelta'].GetProperty('Reasoning').SetValue($delta, $text) }
                $live.Show($delta)
            }
            $live.End()
        }
        $said = (Show-Piece "one`r", "`ntwo$([char] 0xD83D)", "$([char] 0xDE00)three`r", "four`r" 6>&1).MessageData.Message
        -join $said | Should -BeExactly "one`r`ntwo😀three␍four␍"
        @($said | Where-Object { $_ -and ([char]::IsHighSurrogate($_[-1]) -or [char]::IsLowSurrogate($_[0])) }) | Should -BeNullOrEmpty
        (Show-Piece 'text' -Reasoning "thought`r" 6>&1).MessageData.Message -join '' | Should -BeExactly "thought␍`n`ntext"
    }

    It 'is visible in what is asked, in an address, and in a line that stands for a picture' {
        $file = Join-Path $TestDrive "p$([char]27)]0;x$([char]7).png"
        (New-WhataiImage x -Model gpt-image-1 -OutFile (Join-Path $TestDrive 'p.png')).Path | Move-Item -Destination $file
        $said = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); Invoke-WhataiChat ([char] 27 + ']52;c;aGk=' + [char] 7) -WhatIf; Invoke-WhataiApi ('/v1/' + [char] 27 + ']52;') -ErrorAction Continue 2>&1 | Out-String; Show-WhataiImage (Get-Item '$TestDrive/p*.png')"
        $said | Should -BeLike '*␛`]52;c;aGk=␇*'
        $said | Should -BeLike '*p␛`]0;x␇.png*'
        $said -replace '\x1b\[[0-9;]*m' | Should -Not -Match $raw
    }
}
