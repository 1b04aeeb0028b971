BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -Model gpt-4o
    $png = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII=')
    $folder = Join-Path $TestDrive 'images'
    $null = New-Item $folder -ItemType Directory
    [IO.File]::WriteAllBytes((Join-Path $folder 'a.png'), $png)
    [IO.File]::WriteAllBytes((Join-Path $folder 'b.png'), $png)
    Set-Content (Join-Path $folder 'text.png') 'not an image'
    function Get-SentContent { , @(($emulator.Requests[-1].Body | ConvertFrom-Json).messages[-1].content) }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Images and videos in' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends what the seed sends for an image' {
        $null = Invoke-WhataiChat '这张图片有什么' -Image https://github.com/dianping/cat/raw/master/cat-home/src/main/webapp/images/logo/cat_logo03.png -MaxTokens 400 -ExtraBody @{ stream = $false }
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"gpt-4o","stream":false,"messages":[{"role":"user","content":[{"type":"text","text":"这张图片有什么"},{"type":"image_url","image_url":{"url":"https://github.com/dianping/cat/raw/master/cat-home/src/main/webapp/images/logo/cat_logo03.png"}}]}],"max_tokens":400}')
    }

    It 'sends what the seed sends for a video' {
        $null = Invoke-WhataiChat '这个视频讲了什么？' -Video https://cdn.klingai.com/raw_video_2.mp4 -Model gemini-2.5-pro -Stream -MaxTokens 4000 -ExtraBody @{ stream_options = $null }
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"gemini-2.5-pro","stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"这个视频讲了什么？"},{"type":"image_url","image_url":{"url":"https://cdn.klingai.com/raw_video_2.mp4"}}]}],"max_tokens":4000}')
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'a path'; Count = 1; Give = { Join-Path $folder 'a.png' } }
        @{ Kind = 'a wildcard'; Count = 2; Give = { Join-Path $folder '[ab].png' } }
        @{ Kind = 'files'; Count = 2; Give = { Get-ChildItem $folder -Filter '?.png' } }
        @{ Kind = 'bytes'; Count = 1; Give = { , $png } }
        @{ Kind = 'a data URI'; Count = 1; Give = { "data:image/png;base64,$([Convert]::ToBase64String($png))" } }
    ) {
        $null = Invoke-WhataiChat 'What is this?' -Image (& $Give) -ImageDetail low
        $parts = Get-SentContent
        $parts | Should -HaveCount ($Count + 1)
        $parts[0].text | Should -Be 'What is this?'
        $parts[-1].image_url.url | Should -Be "data:image/png;base64,$([Convert]::ToBase64String($png))"
        $parts[-1].image_url.detail | Should -Be 'low'
    }

    It 'is relative to the location' {
        Push-Location $folder
        try { (Invoke-WhataiChat 'x' -Image a.png).Text | Should -Match '4x3' } finally { Pop-Location }
    }

    It 'sends the image to each of several prompts' {
        $null = 'one', 'two' | Invoke-WhataiChat -Image (Join-Path $folder 'a.png')
        $emulator.Requests | ForEach-Object { $_.Body | Should -Match 'image_url' }
    }

    It 'refuses <What> before anything is sent, by name' -ForEach @(
        @{ What = 'a missing file'; Give = { 'missing.png' }; Says = 'missing.png' }
        @{ What = 'no match'; Give = { Join-Path $folder 'z*.png' }; Says = 'z*.png' }
        @{ What = 'a file that is no image'; Give = { Join-Path $folder 'text.png' }; Says = 'text.png' }
        @{ What = 'broken base64'; Give = { 'data:image/png;base64,%%%' }; Says = 'data:image/png' }
        @{ What = 'something else'; Give = { Get-Date }; Says = 'DateTime' }
        @{ What = '30 MB'; Says = '30 MB'; Give = {
                $big = [byte[]]::new(30MB); [Array]::Copy($png, $big, $png.Length)
                $path = Join-Path $folder 'big.png'; [IO.File]::WriteAllBytes($path, $big); $path
            }
        }
    ) {
        { Invoke-WhataiChat 'x' -Image (& $Give) } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage "*$Says*"
        $emulator.Requests | Should -HaveCount 0
    }
}

Describe 'Images out of chat' {
    It 'finds the image in <_>' -ForEach 'images', 'parts', 'markdown-data', 'markdown-url', 'url' {
        foreach ($answer in (Invoke-WhataiChat "/image 8x6 $_"), (Invoke-WhataiChat "/image 8x6 $_" -Stream)[-1].Completion) {
            @($answer.Images) | Should -HaveCount 1
            if ($_ -like '*url') { "$($answer.Images[0].Url)" | Should -BeLike "$($emulator.MediaBaseUrl)/files/*.png`?expires=*&signature=*" }
            else {
                $answer.Images[0].MediaType | Should -Be 'image/png'
                $answer.Images[0].Bytes[0..3] | Should -Be @(0x89, 0x50, 0x4E, 0x47)
            }
        }
    }

    It 'does not print the data of an image' {
        (Invoke-WhataiChat '/image 64x64 markdown-data' | Out-String).Length | Should -BeLessThan 200
    }

    It 'sends an answer''s image on' {
        $answer = Invoke-WhataiChat '/image 8x6 images'
        (Invoke-WhataiChat 'What is this?' -Image $answer.Images).Text | Should -Match '8x6'
    }
}

Describe 'Documents in' {
    BeforeAll {
        $pdf = Join-Path $folder '合同.pdf'
        [IO.File]::WriteAllBytes($pdf, [Text.Encoding]::ASCII.GetBytes("%PDF-1.4`n%%EOF"))
        Set-Content (Join-Path $folder 'notes.md') '# Notes' -NoNewline
    }
    BeforeEach { $emulator.ClearLog() }

    It 'sends a PDF by its content, with its name' {
        $null = Invoke-WhataiChat 'What does it say?' -File $pdf
        $parts = Get-SentContent
        $parts[1].type | Should -Be 'file'
        $parts[1].file.filename | Should -Be '合同.pdf'
        $parts[1].file.file_data | Should -Be "data:application/pdf;base64,$([Convert]::ToBase64String([IO.File]::ReadAllBytes($pdf)))"
    }

    It 'sends text as text with its name, beside an image' {
        $null = Invoke-WhataiChat 'Compare' -Image (Join-Path $folder 'a.png') -File (Join-Path $folder 'notes.md')
        $parts = Get-SentContent
        $parts.type | Should -Be 'text', 'image_url', 'text'
        $parts[2].text | Should -BeExactly "<file name=`"notes.md`">`n# Notes`n</file>"
    }

    It 'takes <Name> in <Encoding> for the text that it is, in <Command>' -ForEach @(
        foreach ($command in 'Invoke-WhataiChat', 'Invoke-WhataiResponse', 'Invoke-WhataiGemini', 'Invoke-WhataiMessage') {
            @{ Command = $command; Name = 'run.bat'; Encoding = 'utf-8'; Text = "@echo off`r`nREM 备份`r`n" }
            @{ Command = $command; Name = 'desktop.ini'; Encoding = 'utf-16'; Text = "[.ShellClassInfo]`r`nInfoTip=共享`r`n" }
            @{ Command = $command; Name = 'run.reg'; Encoding = 'utf-16BE'; Text = "Windows Registry Editor Version 5.00`r`n" }
            @{ Command = $command; Name = 'setup.cmd'; Encoding = 'GB18030'; Text = "echo 服务已停止，错误代码：拒绝访问`r`n" }
            @{ Command = $command; Name = 'Dockerfile'; Encoding = 'utf-8'; Text = "FROM scratch`n" }
            @{ Command = $command; Name = 'syslog.1'; Encoding = 'utf-8'; Text = "ID3 host kernel: `e[31mpanic`e[0m`n" }
            @{ Command = $command; Name = 'main.tf'; Encoding = 'utf-8'; Text = "BM = 1`n" }
        }
    ) {
        if ($PSEdition -eq 'Core') { [Text.Encoding]::RegisterProvider([Text.CodePagesEncodingProvider]::Instance) }
        $writes = [Text.Encoding]::GetEncoding($Encoding)
        [IO.File]::WriteAllBytes((Join-Path $folder $Name), [byte[]]($writes.GetPreamble() + $writes.GetBytes($Text)))
        $null = & $Command 'Explain' -File (Join-Path $folder $Name)
        $sent = $emulator.Requests[-1].Body | ConvertFrom-Json
        $parts = switch ($Command) { { $_ -in 'Invoke-WhataiChat', 'Invoke-WhataiMessage' } { $sent.messages[-1].content } Invoke-WhataiResponse { $sent.input[-1].content } default { $sent.contents[-1].parts } }
        $parts | Should -HaveCount 2
        $parts[1].text | Should -BeExactly "<file name=`"$Name`">`n$Text</file>"
    }

    It 'sends no text as <Kind>' -ForEach @(
        @{ Kind = 'an image'; Ask = { param($file) Invoke-WhataiChat 'x' -Image $file } }
        @{ Kind = 'an image of a response'; Ask = { param($file) Invoke-WhataiResponse 'x' -Image $file } }
        @{ Kind = 'an image of Gemini'; Ask = { param($file) Invoke-WhataiGemini 'x' -Image $file } }
        @{ Kind = 'an image of a message'; Ask = { param($file) Invoke-WhataiMessage 'x' -Image $file } }
        @{ Kind = 'a video'; Ask = { param($file) Invoke-WhataiChat 'x' -Video $file } }
        @{ Kind = 'an image to edit'; Ask = { param($file) Edit-WhataiImage 'x' -Image $file } }
        @{ Kind = 'a first frame'; Ask = { param($file) Start-WhataiVideo 'x' -FirstFrame $file } }
        @{ Kind = 'a sound'; Ask = { param($file) ConvertFrom-WhataiSpeech $file } }
    ) {
        foreach ($text in 'BM,name', 'ID3 tags', 'GIF89a notes') {
            Set-Content (Join-Path $folder 'plain.txt') $text
            Set-Content (Join-Path $folder 'wide.txt') $text -Encoding unicode
            { & $Ask (Join-Path $folder 'plain.txt') -ErrorAction Stop } | Should -Throw '*plain.txt*'
            { & $Ask (Join-Path $folder 'wide.txt') -ErrorAction Stop } | Should -Throw '*wide.txt*'
        }
        $emulator.Requests.Count | Should -Be 0
    }

    It 'reads a data URI of text, and bytes that are text' {
        $null = Invoke-WhataiChat 'x' -File 'data:text/plain;base64,SGVsbG8', ([byte[]](72, 105))
        (Get-SentContent)[1, 2].text | Should -Be "<file>`nHello`n</file>", "<file>`nHi`n</file>"
    }

    It 'refuses what is no document, by name, before anything is sent' {
        [IO.File]::WriteAllBytes((Join-Path $folder 'data.bin'), [byte[]](0..31))
        [IO.File]::WriteAllBytes((Join-Path $folder 'setup.txt'), [byte[]](0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0))
        { Invoke-WhataiChat 'x' -File (Join-Path $folder 'data.bin') } | Should -Throw '*data.bin*not a document*PDF*'
        { Invoke-WhataiGemini 'x' -File (Join-Path $folder 'setup.txt') } | Should -Throw '*setup.txt*not a document*text*'
        $emulator.Requests.Count | Should -Be 0
    }
}

Describe 'A file that is named by a server''s id' {
    BeforeAll { $ended = Start-WhataiVideo 'x' -Model doubao-seedance-1-5-pro-251215 -Duration 4 | Wait-WhataiVideo }

    It 'is <Name> for <What>' -ForEach @(
        @{ What = 'a usual id'; Id = 'task_01-Ab.c'; Name = 'task_01-Ab.c.mp4' }
        @{ What = 'a folder''s mark'; Id = '../up\down:x?*'; Name = '.._up_down_x__.mp4' }
        @{ What = 'control characters'; Id = "a`e[8mb`a`u{7f}c`u{9b}d"; Name = 'a_[8mb__c_d.mp4' }
        @{ What = 'a direction of writing'; Id = "a`u{202e}4pm.b"; Name = 'a_4pm.b.mp4' }
        @{ What = 'a device'; Id = 'CON'; Name = '_CON.mp4' }
        @{ What = 'a device with endings'; Id = 'con.tar.gz'; Name = '_con.tar.gz.mp4' }
        @{ What = 'a device with a small digit'; Id = "com`u{b9}"; Name = "_com`u{b9}.mp4" }
        @{ What = 'what only begins as a device'; Id = 'console'; Name = 'console.mp4' }
        @{ What = 'dots at the end'; Id = 'abc...'; Name = 'abc___.mp4' }
        @{ What = 'nothing but dots'; Id = '...'; Name = '___.mp4' }
        @{ What = 'a blank of another kind at the start'; Id = "`u{3000}abc"; Name = '_abc.mp4' }
    ) {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $file = [pscustomobject]@{ Id = $Id; Route = $ended.Route; Status = 'succeeded'; VideoUrl = $ended.VideoUrl } | Save-WhataiVideo $folder
        $file.Name | Should -BeExactly $Name
        Get-ChildItem $folder -Force | ForEach-Object Name | Should -BeExactly $Name
    }

    It 'is cut to what file systems take, and remains one of its own' {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $files = foreach ($id in ('a' * 300), ('a' * 300 + 'b'), ('猫' * 100), ('猫' * 100 + 'b')) {
            [pscustomobject]@{ Id = $id; Route = $ended.Route; Status = 'succeeded'; VideoUrl = $ended.VideoUrl } | Save-WhataiVideo $folder
        }
        $files.Name | Select-Object -Unique | Should -HaveCount 4
        $files | ForEach-Object { [Text.Encoding]::UTF8.GetByteCount($_.Name) | Should -BeLessOrEqual 210 }
    }
}
