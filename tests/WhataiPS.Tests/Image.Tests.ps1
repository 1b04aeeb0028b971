BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Save-WhataiImage' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item $folder -ItemType Directory
    }

    It 'writes an image from <_>' -ForEach 'images', 'markdown-url' {
        $file = Invoke-WhataiChat "/image 8x6 $_" | Save-WhataiImage (Join-Path $folder 'cat')
        $file.Name | Should -Be 'cat.png'
        [IO.File]::ReadAllBytes($file.FullName)[0..3] | Should -Be @(0x89, 0x50, 0x4E, 0x47)
    }

    It 'names the files in a folder, and numbers those of one name' {
        $answer = Invoke-WhataiChat '/image 8x6 images'
        ($answer | Save-WhataiImage $folder).Name | Should -Match '^image-\d{8}-\d{6}-1\.png$'
        ($answer.Images[0], $answer.Images[0] | Save-WhataiImage (Join-Path $folder 'x.png')).Name | Should -Be @('x.png', 'x-2.png')
    }

    It 'does not send the key to where the image is' {
        $emulator.ClearLog()
        $null = Invoke-WhataiChat '/image 8x6 markdown-url' | Save-WhataiImage $folder
        $fetch = $emulator.Requests | Where-Object Path -Like '/files/*'
        $fetch | Should -HaveCount 1
        $fetch.HasAuthorization | Should -BeFalse
    }

    It 'writes over nothing without -Force, writes nothing with -WhatIf, leaves nothing half-written' {
        $answer = Invoke-WhataiChat '/image 8x6 images'
        $target = Join-Path $folder 'x.png'
        $answer | Save-WhataiImage $target -WhatIf
        Test-Path $target | Should -BeFalse
        Set-Content $target 'mine'
        $answer | Save-WhataiImage $target -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content $target | Should -Be 'mine'
        ($answer | Save-WhataiImage $target -Force).Length | Should -BeGreaterThan 20
        { $answer | Save-WhataiImage (Join-Path $folder 'no/such/folder.png') } | Should -Throw -ErrorId 'FileNotWritten,*'
        (Get-ChildItem $folder -Recurse).Name | Should -Be 'x.png'
    }

    It 'saves the image of an answer that came back from a file' {
        Invoke-WhataiChat '/image 8x6 images' | Export-Clixml (Join-Path $folder 'answer.xml')
        $back = Import-Clixml (Join-Path $folder 'answer.xml')
        ($back | Save-WhataiImage (Join-Path $folder 'back.png')).Length | Should -BeGreaterThan 20
        (Invoke-WhataiChat 'What is this?' -Image $back.Images).Text | Should -Match '8x6'
    }

    It 'says what has no image, and what is none' {
        Invoke-WhataiChat 'text' | Save-WhataiImage $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoImage,*'
        'text' | Save-WhataiImage $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoImage,*'
        $gone = (Invoke-WhataiChat '/image 8x6 markdown-url').Images[0] -replace '\.png$', 'x.png'
        Invoke-WhataiChat "/say $gone" | Save-WhataiImage $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }
}
