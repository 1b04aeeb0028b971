BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
}
AfterAll {
    $leaks = $emulator.KeyLeaks
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
    $leaks | Should -Be 0
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

    It 'gives the bytes of an image with -AsByteStream, wherever it is (<_>)' -ForEach 'images', 'markdown-url' {
        $image = (Invoke-WhataiChat "/image 8x6 $_").Images[0]
        $bytes = $image | Save-WhataiImage -AsByteStream
        , $bytes | Should -BeOfType [byte[]]
        $bytes[1..3] | Should -Be @(0x50, 0x4E, 0x47)
        $file = $image | Save-WhataiImage (Join-Path $folder 'same')
        [IO.File]::ReadAllBytes($file.FullName) | Should -Be $bytes
    }

    It 'has the permissions of any new file, or of the one that it replaces' -Skip:$IsWindows {
        $null = New-Item "$folder/any.txt"
        $image = Invoke-WhataiChat '/image 8x6 images'
        $file = ($image | Save-WhataiImage "$folder/mode.png").FullName
        (Get-Item $file).UnixFileMode | Should -Be (Get-Item "$folder/any.txt").UnixFileMode
        [IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite')
        $null = $image | Save-WhataiImage $file -Force
        (Get-Item $file).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
    }

    It 'needs no connection for the bytes of a file, and says which file is gone' {
        $file = (Invoke-WhataiChat '/image 8x6 images' | Save-WhataiImage (Join-Path $folder 'x.png')).FullName
        $image = [Whatai.Client.Media.WhataiImage] @{ Path = $file }
        Invoke-FreshShell "([Whatai.Client.Media.WhataiImage] @{ Path = '$file' } | Save-WhataiImage -AsByteStream).Length" | Should -Be (Get-Item $file).Length
        Remove-Item $file
        $bytes = $image | Save-WhataiImage -AsByteStream -ErrorVariable failed -ErrorAction SilentlyContinue
        $bytes | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'FileNotRead,WhataiPS.Commands.SaveWhataiImageCommand'
        "$($failed[0])" | Should -BeLike "*$file*"
    }

    It 'names the files in a folder, and numbers those of one name' {
        $answer = Invoke-WhataiChat '/image 8x6 images'
        ($answer | Save-WhataiImage $folder).Name | Should -Match '^image-\d{8}-\d{6}-1\.png$'
        ($answer.Images[0], $answer.Images[0] | Save-WhataiImage (Join-Path $folder 'x.png')).Name | Should -Be @('x.png', 'x-2.png')
    }

    It 'does not send the key to where the image is' {
        $emulator.ClearLog()
        $null = Invoke-WhataiChat '/image 8x6 markdown-url' | Save-WhataiImage $folder
        $fetch = $emulator.Requests | Where-Object IsMediaHost
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
        $emulator.AddMediaFault('403')
        Invoke-WhataiChat '/image 8x6 markdown-url' | Save-WhataiImage $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
        "$($problem[0])" | Should -BeLike '*expired*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*vanish*'
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'takes addresses and data URIs as they are, and goes on behind one that fails' {
        $answer = Invoke-WhataiChat '/image 8x6 markdown-url'
        $address = $answer.Images[0].Url
        $emulator.AddMediaFault('404')
        $files = "$address", $address, 'data:image/png;base64,iVBORw0KGgoAAAAA' | Save-WhataiImage (Join-Path $folder 'x') -ErrorVariable problem -ErrorAction SilentlyContinue
        $files.Name | Should -Be @('x-2.png', 'x-3.png')
        $problem | Should -HaveCount 1
        "$($problem[0].TargetObject)" | Should -Be "$address"
        'ftp://host/cat.png' | Save-WhataiImage $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoImage,*'
    }

    It 'says of a web page that it is no image' {
        $ErrorActionPreference = 'Continue'
        $address = $emulator.AddFile([Text.Encoding]::UTF8.GetBytes('<html><title>Hi</title></html>'), 'text/html', '.html', 0)
        foreach ($get in { $address | Save-WhataiImage (Join-Path $folder 'page.png') }, { $address | Save-WhataiImage -AsByteStream }, { Show-WhataiImage $address }) {
            $problem = & $get 2>&1
            $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            "$problem" | Should -BeLike '*web page*instead of an image*'
            "$problem" | Should -Not -BeLike '*JSON*'
        }
    }

    It 'resumes a save that dropped, to the same bytes' {
        $address = $emulator.AddFile([byte[]] (0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A), 'image/png', '.png', 3MB)
        $whole = ($address | Save-WhataiImage (Join-Path $folder 'whole.png') | Get-FileHash).Hash
        $emulator.ClearLog()
        $emulator.AddMediaFault('cut', 2)
        ($address | Save-WhataiImage (Join-Path $folder 'dropped.png') | Get-FileHash).Hash | Should -Be $whole
        $emulator.Requests | Should -HaveCount 3
        $emulator.Requests[2].Headers['Range'] | Should -BeLike 'bytes=2*-'
        (Get-ChildItem $folder).Name | Should -Be @('dropped.png', 'whole.png')
    }

    It 'leaves nothing under the name when it is killed, and goes on with what is there' {
        $address = $emulator.AddFile([byte[]] (0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A), 'image/png', '.png', 5MB)
        $whole = ($address | Save-WhataiImage (Join-Path $folder 'whole.png') | Get-FileHash).Hash
        $emulator.AddMediaFault('stall')
        $victim = Start-PowerShellHost "Import-Module '$ModulePath'; Connect-Whatai $($emulator.BaseUrl) | Out-Null; '$address' | Save-WhataiImage '$folder/killed.png'"
        try { Wait-Until { Get-ChildItem $folder -Filter *.partial | Where-Object Length -EQ (5MB / 2) } 30 | Should -BeTrue }
        finally { Stop-FreshShell $victim }
        Test-Path (Join-Path $folder 'killed.png') | Should -BeFalse
        $emulator.ClearLog()
        ($address | Save-WhataiImage (Join-Path $folder 'killed.png') | Get-FileHash).Hash | Should -Be $whole
        $emulator.Requests.Headers['Range'] | Should -Be "bytes=$(5MB / 2 - 1)-"
        (Get-ChildItem $folder).Name | Should -Be @('killed.png', 'whole.png')
    }

    It 'stops within 200 ms, and shows how far it is until then' {
        $address = $emulator.AddFile([byte[]] (0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A), 'image/png', '.png', 20MB)
        $emulator.AddMediaFault('slow')
        $pipeline = Start-Pipeline "Connect-Whatai $($emulator.BaseUrl) | Out-Null; '$address' | Save-WhataiImage '$folder/x.png'"
        Wait-Until { $pipeline.Shell.Streams.Progress | Where-Object { $_.PercentComplete -gt 0 } } 20 | Should -BeTrue
        $pipeline.Shell.Streams.Progress[-1].StatusDescription | Should -BeLike '* of 20.0 MB received'
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $pipeline.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 1000
        Test-Path (Join-Path $folder 'x.png') | Should -BeFalse
        $pipeline.Shell.Dispose()
    }

    It 'saves 200 MB in 30 MB of memory' {
        # In a shell of its own, the emulator with it, which computes what it sends.
        $script = @"
`$e = Start-WhataiEmulator; `$null = `$e | Connect-Whatai
function Save(`$n) { `$e.AddFile([byte[]] (0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A), 'image/png', '.png', `$n) | Save-WhataiImage '$folder/big.png' -Force }
`$null = Save 1MB
`$process = [Diagnostics.Process]::GetCurrentProcess()
`$before = `$process.PeakWorkingSet64
`$file = Save 200MB
`$process.Refresh()
'{0} {1}' -f `$file.Length, (`$process.PeakWorkingSet64 - `$before)
"@
        $length, $growth = (Invoke-FreshShell $script) -split ' '
        [long] $length | Should -Be 200MB
        [long] $growth | Should -BeLessThan 30MB
    }
}
