BeforeDiscovery {
    # The jobs of both READMEs, as a user would copy them.
    $root = "$PSScriptRoot/../.."
    $jobs = foreach ($readme in 'README.md', 'README.zh-CN.md') {
        $text = Get-Content "$root/$readme" -Raw -Encoding utf8
        $block = [regex]::Match($text, '(?s)(Ten jobs|十件日常工作).+?```powershell\r?\n(.+?)```').Groups[2].Value
        @{ Readme = $readme; Lines = $block.Trim() -split '\r?\n' }
    }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $sound = (ConvertTo-WhataiSpeech 'Good day' "$TestDrive/day.wav").FullName
    $picture = (New-WhataiImage 'A red cat' -Model gpt-image-1 -OutFile "$TestDrive/cat.png").Path
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'The jobs of <Readme>' -ForEach $jobs {
    BeforeAll {
        $folder = New-Item "$TestDrive/$Readme.work" -ItemType Directory
        Push-Location $folder
        Set-Content notes.md 'the notes of Monday'
        Set-Content app.log '12:00 disk full'
        [pscustomobject]@{ Text = 'it crashes' }, [pscustomobject]@{ Text = 'add a button' } | Export-Csv in.csv
        Set-Content prompts.txt '/say one', '/say two'
        $null = New-Item docs, fr, talks -ItemType Directory
        Set-Content docs/a.md 'page a'
        Set-Content docs/b.md 'page b'
        Copy-Item $sound talks
        Copy-Item $picture cat.png
        # A program of the user's; what it prints is what counts.
        function git { '+ a changed line' }
        $found = @{}
        foreach ($line in $Lines) { $found[$line] = @(& ([scriptblock]::Create($line))) }
        # Of a job by a word of its line.
        function Get-Found([string] $Word) { $found[($Lines -like "*$Word*")[0]] }
    }
    AfterAll { Pop-Location }

    It 'are lines that can be read' {
        $Lines.Count | Should -Be 10
        $Lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 120 -Because $_ }
    }

    It 'take a file, a log and a diff as context' {
        (Get-Found notes.md).Text | Should -BeLike '*the notes of Monday*'
        (Get-Found app.log).Text | Should -BeLike '*12:00 disk full*'
        (Get-Found 'git diff').Text | Should -BeLike '*a changed line*'
    }

    It 'make fields of rows' {
        $rows = Import-Csv out.csv
        $rows.Text | Should -Be @('it crashes', 'add a button')
        $rows.kind | ForEach-Object { $_ | Should -BeIn 'bug', 'wish' }
    }

    It 'translate a folder' {
        (Get-ChildItem fr).Name | Should -Be @('a.md', 'b.md')
        Get-Content fr/b.md -Raw | Should -BeLike '*page b*'
    }

    It 'make a CSV of pictures' {
        $row = Import-Csv pics.csv
        $row.Input | Should -BeLike '*cat.png'
        $row.Text | Should -Not -BeNullOrEmpty
    }

    It 'transcribe a folder' {
        Get-Content subtitles/day.srt -Raw | Should -BeLike '*-->*'
    }

    It 'go on talking' {
        $first, $second = Get-Found Continue
        $second.Messages | Should -HaveCount 4
        $second.Messages[1].Content | Should -Be $first.Text
    }

    It 'make a report, and say what it cost' {
        Get-Content run.html -Raw | Should -BeLike '*<pre>one</pre>*<pre>two</pre>*'
        (Get-Found Measure-Object).Sum | Should -BeGreaterThan 0
    }
}
