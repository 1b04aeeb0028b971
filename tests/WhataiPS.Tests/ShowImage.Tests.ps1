BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $png = (New-WhataiImage 'a cat' -Model dall-e-2 -Size 256x256 -OutFile (Join-Path $TestDrive 'cat.png')).Path

    # The pixels of half blocks: RRGGBB, or none where the background shows.
    function Read-HalfBlock([string[]] $Lines) {
        $rows = foreach ($line in $Lines) {
            $upper = @(); $lower = @(); $front = $back = 'none'
            foreach ($match in [regex]::Matches($line, "`e\[([0-9;]*)m|([ ▀▄])")) {
                $code = $match.Groups[1].Value
                if ($match.Groups[2].Success) {
                    $upper += if ($match.Groups[2].Value -eq '▀') { $front } else { 'none' }
                    $lower += if ($match.Groups[2].Value -eq '▄') { $front } elseif ($match.Groups[2].Value -eq '▀') { $back } else { 'none' }
                }
                elseif ($code -eq '0') { $front = $back = 'none' }
                else {
                    $colour = -join ($code.Split(';')[2..4] | ForEach-Object { ([int] $_).ToString('x2') })
                    if ($code.StartsWith('38;2;')) { $front = $colour } else { $back = $colour }
                }
            }
            , $upper
            , $lower
        }
        , $rows
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Show-WhataiImage' {
    It 'decodes <Kind>: <What>' -ForEach (& "$PSScriptRoot/ImageFiles.ps1") {
        $rows = Read-HalfBlock (Show-WhataiImage ([Convert]::FromBase64String($Data)) -Protocol Blocks -AsString -Width 500 -Height 500)
        $rows[0].Count | Should -Be $Width
        [Math]::Ceiling($Height / 2) * 2 | Should -Be $rows.Count
        $expected = $Pixels.Split(' ')
        foreach ($n in 0..15) {
            $got = $rows[[Math]::Floor(($Height - 1) * [Math]::Floor($n / 4) / 3)][[Math]::Floor(($Width - 1) * ($n % 4) / 3)]
            if ($expected[$n] -eq 'none') { $got | Should -Be 'none'; continue }
            $got | Should -Not -Be 'none'
            foreach ($channel in 0, 2, 4) {
                [Math]::Abs([Convert]::ToInt32($expected[$n].Substring($channel, 2), 16) - [Convert]::ToInt32($got.Substring($channel, 2), 16)) | Should -BeLessOrEqual 1 -Because "pixel $n"
            }
        }
    }

    It 'turns a picture as its EXIF data say: <Orientation>' -ForEach @(
        # The colours of the upper left, upper right, lower left and lower right quarter.
        @{ Orientation = 1; Quarters = 'RGBY' }
        @{ Orientation = 2; Quarters = 'GRYB' }
        @{ Orientation = 3; Quarters = 'YBGR' }
        @{ Orientation = 4; Quarters = 'BYRG' }
        @{ Orientation = 5; Quarters = 'RBGY' }
        @{ Orientation = 6; Quarters = 'BRYG' }
        @{ Orientation = 7; Quarters = 'YGBR' }
        @{ Orientation = 8; Quarters = 'GYRB' }
    ) {
        $jpeg = [Convert]::FromBase64String('/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAQACADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD4vr+Uz/fwKAPSK+XP+PcKAPz7r/rQP64CgD+ziv8Aj/P6ACgD/9k=')
        $exif = [byte[]] (0xFF, 0xE1, 0, 34) + [Text.Encoding]::ASCII.GetBytes("Exif`0`0MM") + [byte[]] (0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, $Orientation, 0, 0, 0, 0, 0, 0)
        $file = [byte[]] ($jpeg[0..1] + $exif + $jpeg[2..($jpeg.Length - 1)])
        # As it is, and so small that the codec decodes it in an eighth of its size.
        foreach ($width in 500, 4) {
            $rows = Read-HalfBlock (Show-WhataiImage $file -Protocol Blocks -AsString -Width $width -Height 500)
            $columns = [Math]::Min($width, $(if ($Orientation -ge 5) { 16 } else { 32 }))
            $rows[0] | Should -HaveCount $columns
            $rows | Should -HaveCount $(if ($Orientation -ge 5) { $columns * 2 } else { $columns / 2 })
            $seen = foreach ($colour in $rows[0][0], $rows[0][-1], $rows[-1][0], $rows[-1][-1]) {
                switch -Regex ($colour) { '^f.[01].[01].$' { 'R' } '^[01].[9a].[01].$' { 'G' } '^[01].[01].f.$' { 'B' } '^f.f.7.$' { 'Y' } default { "?$_" } }
            }
            -join $seen | Should -Be $Quarters
        }
    }

    It 'keeps to the columns and lines that there are, and to the shape' {
        $lines = Show-WhataiImage $png -Protocol Blocks -AsString -Width 40 -Height 100
        $lines | Should -HaveCount 20
        (Read-HalfBlock $lines)[0].Count | Should -Be 40
        Show-WhataiImage $png -Protocol Blocks -AsString -Width 40 -Height 5 | Should -HaveCount 5
        $lines | ForEach-Object { $_.EndsWith("`e[0m") | Should -BeTrue }
    }

    It 'sends a PNG to kitty as it is, in pieces' {
        $text = -join (Show-WhataiImage $png -Protocol Kitty -AsString -Width 20)
        $pieces = [regex]::Matches($text, "`e_G([^;]*);([^`e]*)`e\\")
        -join $pieces.Value | Should -Be $text
        $pieces[0].Groups[1].Value | Should -Be 'a=T,q=2,t=d,f=100,c=20,m=1'
        $pieces[-1].Groups[1].Value | Should -Be 'm=0'
        $pieces | ForEach-Object { $_.Groups[2].Length | Should -BeLessOrEqual 4096 }
        [Convert]::FromBase64String(-join ($pieces | ForEach-Object { $_.Groups[2].Value })) | Should -Be ([IO.File]::ReadAllBytes($png))
    }

    It 'sends kitty the pixels of what is no PNG' {
        $jpeg = [Convert]::FromBase64String((& "$PSScriptRoot/ImageFiles.ps1")[0].Data)
        $text = Show-WhataiImage $jpeg -Protocol Kitty -AsString
        $pieces = [regex]::Matches($text, "`e_G([^;]*);([^`e]*)`e\\")
        $pieces[0].Groups[1].Value | Should -Be 'a=T,q=2,t=d,f=32,s=37,v=29,c=4,m=1'
        [Convert]::FromBase64String(-join ($pieces | ForEach-Object { $_.Groups[2].Value })) | Should -HaveCount (37 * 29 * 4)
    }

    It 'gives iTerm2 the file, whatever it is' {
        $webp = [byte[]] (@(0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50) + @(0) * 20)
        $text = Show-WhataiImage $webp -Protocol ITerm -AsString -Width 30
        $text | Should -Be "`e]1337;File=inline=1;size=32;width=30;preserveAspectRatio=1:$([Convert]::ToBase64String($webp))`a"
        $avif = [byte[]] ((0, 0, 0, 28) + [Text.Encoding]::ASCII.GetBytes('ftypavif') + [byte[]]::new(20))
        Show-WhataiImage $avif -Protocol ITerm -AsString | Should -BeLike '*;size=32;*'
        $null = Show-WhataiImage $avif -Protocol Blocks -AsString -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ImageNotShown,*'
        "$($problem[0])" | Should -BeLike '*image/avif*ITerm*'
    }

    It 'writes sixels that come to the same picture' {
        $text = Show-WhataiImage $png -Protocol Sixel -AsString -Width 20
        $text | Should -Match "^`eP0;1;0q`"1;1;200;200#0;2;\d+;\d+;\d+"
        $text.EndsWith("`e\") | Should -BeTrue
        # Drawn by a small reader of its own: every pixel gets one colour.
        $body = $text -replace "^`eP[^q]*q`"[\d;]*" -replace "`e\\$"
        $drawn = @{}; $x = 0; $top = 0; $colour = -1
        foreach ($token in [regex]::Matches($body, '#(\d+)(;2;\d+;\d+;\d+)?|!(\d+)(.)|(.)')) {
            if ($token.Groups[1].Success) { $colour = [int] $token.Groups[1].Value; continue }
            $count = if ($token.Groups[3].Success) { [int] $token.Groups[3].Value } else { 1 }
            $sign = if ($token.Groups[3].Success) { $token.Groups[4].Value } else { $token.Groups[5].Value }
            if ($sign -ceq '$') { $x = 0; continue }
            if ($sign -ceq '-') { $x = 0; $top += 6; continue }
            $bits = [int] [char] $sign - 63
            for ($n = 0; $n -lt $count; $n++, $x++) { foreach ($y in 0..5) { if ($bits -shr $y -band 1) { $drawn[($top + $y) * 1000 + $x] = $colour } } }
        }
        $drawn.Count | Should -Be 40000
        ($drawn.Values | Sort-Object -Unique).Count | Should -BeGreaterThan 5
    }

    It 'takes images, answers, files, paths, addresses and bytes, and hands images on' {
        $image = New-WhataiImage 'a dog' -Model dall-e-2 -Size 256x256
        $shown = $image, (Invoke-WhataiChat '/image 8x6 images'), (Get-Item $png), $png, "$($image.Url)" | Show-WhataiImage -Protocol Blocks -AsString -Width 10 -PassThru
        ($shown | Where-Object { $_ -is [Whatai.Client.Media.WhataiImage] }) | Should -HaveCount 5
        Invoke-WhataiChat 'text' | Show-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoImage,*'
        Show-WhataiImage 'no-such.png' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'says what is broken, and goes on' {
        $file = [IO.File]::ReadAllBytes($png)
        $cut = Join-Path $TestDrive 'cut.png'
        [IO.File]::WriteAllBytes($cut, $file[0..($file.Length / 2)])
        $bomb = [byte[]] $file.Clone()
        $bomb[16] = $bomb[20] = 0x7F
        $bombFile = Join-Path $TestDrive 'bomb.png'
        [IO.File]::WriteAllBytes($bombFile, $bomb)
        $lines = $cut, $bombFile, $png | Show-WhataiImage -Protocol Blocks -AsString -Width 10 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 2
        $problem.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'ImageNotShown,*' }
        $problem.TargetObject | Should -Be @($cut, $bombFile)
        $lines | Should -HaveCount 5
    }

    It 'guesses <Protocol> by <Name>' -ForEach @(
        @{ Name = 'TERM=xterm-kitty'; Protocol = 'Kitty'; Start = "`e_G" }
        @{ Name = 'KITTY_WINDOW_ID=1'; Protocol = 'Kitty'; Start = "`e_G" }
        @{ Name = 'TERM_PROGRAM=iTerm.app'; Protocol = 'ITerm'; Start = "`e]1337" }
        @{ Name = 'TERM_PROGRAM=WezTerm'; Protocol = 'ITerm'; Start = "`e]1337" }
        @{ Name = 'TERM=foot'; Protocol = 'Sixel'; Start = "`eP" }
        @{ Name = 'TERM=xterm-256color'; Protocol = 'Blocks'; Start = "`e[38;2;" }
        @{ Name = 'TMUX=x'; Protocol = 'Blocks'; Start = "`e[38;2;" }
    ) {
        $known = 'TERM', 'TERM_PROGRAM', 'KITTY_WINDOW_ID', 'LC_TERMINAL', 'KONSOLE_VERSION', 'TMUX', 'STY', 'NO_COLOR'
        $saved = @{}
        foreach ($variable in $known) { $saved[$variable] = [Environment]::GetEnvironmentVariable($variable); [Environment]::SetEnvironmentVariable($variable, $null) }
        try {
            [Environment]::SetEnvironmentVariable($Name.Split('=')[0], $Name.Split('=')[1])
            @(Show-WhataiImage $png -AsString -Width 10)[0].StartsWith($Start) | Should -BeTrue
        }
        finally { foreach ($variable in $known) { [Environment]::SetEnvironmentVariable($variable, $saved[$variable]) } }
    }

    It 'garbles nothing that is redirected' {
        foreach ($protocol in 'Auto', 'Kitty', 'Sixel') {
            $text = Invoke-FreshShell "Show-WhataiImage '$png' -Protocol $protocol" @{ TERM = 'xterm-kitty' }
            $text | Should -Be "[$png, 256x256]"
        }
    }

    It 'needs no connection for a file' {
        Invoke-FreshShell "(Show-WhataiImage '$png' -Protocol Blocks -AsString -Width 10).Count" | Should -Be '5'
    }
}
