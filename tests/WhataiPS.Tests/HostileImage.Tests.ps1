# Small files that ask a decoder for more time or memory than they deserve, and files that are broken in every way.

BeforeDiscovery {
    function ConvertTo-BigEndian([uint32] $Value, [int] $Count = 4) {
        $bytes = [BitConverter]::GetBytes($Value)[($Count - 1)..0]
        , [byte[]] $bytes
    }

    function Compress-Zero([long] $Count) {
        $target = [IO.MemoryStream]::new()
        $zlib = [IO.Compression.ZLibStream]::new($target, [IO.Compression.CompressionLevel]::Optimal, $true)
        $block = [byte[]]::new(1MB)
        for (; $Count -gt 0; $Count -= $block.Length) { $zlib.Write($block, 0, [Math]::Min($Count, $block.Length)) }
        $zlib.Dispose()
        , $target.ToArray()
    }

    $crcTable = foreach ($n in 0..255) {
        [uint32] $c = $n
        foreach ($bit in 1..8) { $c = if ($c -band 1) { 0xEDB88320l -bxor ($c -shr 1) } else { $c -shr 1 } }
        $c
    }
    function New-PngChunk([string] $Type, [byte[]] $Data) {
        $body = [byte[]] ([Text.Encoding]::ASCII.GetBytes($Type) + $Data)
        [uint32] $crc = [uint32]::MaxValue
        foreach ($byte in $body) { $crc = $crcTable[($crc -bxor $byte) -band 0xFF] -bxor ($crc -shr 8) }
        (ConvertTo-BigEndian $Data.Length) + $body + (ConvertTo-BigEndian ($crc -bxor [uint32]::MaxValue))
    }
    function New-Png([uint32] $Width, [uint32] $Height, [byte] $Depth, [byte] $ColourType, [byte[]] $Data, [byte[]] $More = @()) {
        $header = (ConvertTo-BigEndian $Width) + (ConvertTo-BigEndian $Height) + ($Depth, $ColourType, 0, 0, 0)
        (0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10) + (New-PngChunk IHDR $header) + $More + (New-PngChunk IDAT $Data) + (New-PngChunk IEND @())
    }

    function New-JpegSegment([byte] $Marker, [byte[]] $Data) { (0xFF, $Marker) + (ConvertTo-BigEndian ($Data.Length + 2) 2) + $Data }
    # A grey picture, and Huffman tables with one code of one bit.
    function New-Jpeg([int] $Width, [int] $Height, [byte[]] $Data, [byte] $Frame = 0xC0, [byte] $AcSymbol = 0) {
        (0xFF, 0xD8) + (New-JpegSegment 0xDB (@(0) + @(1) * 64)) +
        (New-JpegSegment $Frame (@(8) + (ConvertTo-BigEndian $Height 2) + (ConvertTo-BigEndian $Width 2) + (1, 1, 0x11, 0))) +
        (New-JpegSegment 0xC4 ((0, 1) + @(0) * 15 + 0)) + (New-JpegSegment 0xC4 ((0x10, 1) + @(0) * 15 + $AcSymbol)) + $Data + (0xFF, 0xD9)
    }
    $scan = New-JpegSegment 0xDA (1, 1, 0, 0, 63, 0)
    # One pass over 32 * 32,767 blocks that says of each that it stays as it is.
    $bits = ('0' + '1' * 14) * 32
    $pass = (New-JpegSegment 0xDA (1, 1, 0, 1, 63, 0x10)) + @(foreach ($at in 0..59) {
            $byte = [Convert]::ToByte($bits.Substring($at * 8, 8), 2)
            $byte
            if ($byte -eq 0xFF) { 0 }
        })

    $ascii = [Text.Encoding]::ASCII
    $pixel = Compress-Zero 2
    $bombs = [ordered]@{
        'PNG that claims 65535x65535'        = New-Png 65535 65535 8 6 @()
        'PNG that claims 8192x8192'          = New-Png 8192 8192 8 6 (Compress-Zero 10)
        'PNG of 67,108,864 columns'          = New-Png 0x4000000 1 16 6 (Compress-Zero 100)
        'PNG of 8192x8192 in 8 KB'           = New-Png 8192 8192 1 0 (Compress-Zero (1025 * 8192))
        'PNG with 256 MB behind its rows'    = New-Png 1 1 8 0 (Compress-Zero 256MB)
        'PNG with a profile of 256 MB'       = New-Png 1 1 8 0 $pixel (New-PngChunk iCCP ($ascii.GetBytes("p`0`0") + (Compress-Zero 256MB)))
        'PNG with a text of 256 MB'          = New-Png 1 1 8 0 $pixel (New-PngChunk zTXt ($ascii.GetBytes("t`0`0") + (Compress-Zero 256MB)))
        'JPEG that claims 65535x65535'       = New-Jpeg 65535 65535 ($scan + 0)
        'JPEG with 65,536 missing restarts'  = New-Jpeg 8184 8184 ((New-JpegSegment 0xDD (0, 1)) + $scan + @(0) * 65536)
        'JPEG of 100 passes'                 = New-Jpeg 8184 8184 ($pass * 99) 0xC2 0xE0
        'JPEG of 1000 passes'               = New-Jpeg 8184 8184 ($pass * 1000) 0xC2 0xE0
        'JPEG of 5,000 scans of nothing'     = New-Jpeg 8184 8184 ((New-JpegSegment 0xDA (0, 0, 63, 0)) * 5000)
        'JPEG of 2,000 frames'               = New-Jpeg 8184 8184 ((New-JpegSegment 0xC0 (8, 0x1F, 0xF8, 0x1F, 0xF8, 1, 1, 0x44, 0)) * 2000)
        'JPEG with a code table of 4,080'    = New-Jpeg 8 8 ((New-JpegSegment 0xC4 (@(0) + @(255) * 16 + 1)) + $scan)
        'GIF that claims 65535x65535'        = $ascii.GetBytes('GIF89a') + (255, 255, 255, 255, 0x80, 0, 0) + @(0) * 6 + (0x2C, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 1, 0x44, 0, 0x3B)
        'GIF that claims 8000x8000'          = $ascii.GetBytes('GIF89a') + (0x40, 0x1F, 0x40, 0x1F, 0x80, 0, 0) + @(0) * 6 + (0x2C, 0, 0, 0, 0, 0x40, 0x1F, 0x40, 0x1F, 0, 2, 1, 0x44, 0, 0x3B)
        'WEBP that claims 16384x16384'       = $ascii.GetBytes("RIFF`u{1A}`0`0`0WEBPVP8X`u{0A}`0`0`0") + @(0) * 4 + (0xFF, 0x3F, 0, 0xFF, 0x3F, 0)
        'WEBP that claims 8000x8000'         = $ascii.GetBytes("RIFF`u{20}`0`0`0WEBPVP8L`u{14}`0`0`0") + (0x2F, 0x3F, 0x1F, 0xD0, 0x07) + @(0) * 15
        'BMP that claims 2147483647 columns' = $ascii.GetBytes('BM') + @(0) * 8 + (54, 0, 0, 0, 40, 0, 0, 0, 255, 255, 255, 127, 1, 0, 0, 0, 1, 0, 24, 0) + @(0) * 24
        'BMP that claims 8000x8000, packed'  = $ascii.GetBytes('BM') + @(0) * 8 + (54, 4, 0, 0, 40, 0, 0, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0) + @(0) * 1044 + (255, 1, 0, 0)
    }
    $bombs = foreach ($name in $bombs.Keys) { @{ Name = $name; File = [byte[]] $bombs[$name] } }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $files = & "$PSScriptRoot/ImageFiles.ps1"
    $good = [Convert]::FromBase64String(($files | Where-Object Kind -EQ PNG)[0].Data)
}

Describe 'Show-WhataiImage and hostile files' -ForEach @{ Bombs = $bombs } {
    # All in one shell of their own, whose memory is theirs alone. The codecs end each within seconds; the limit leaves room for a
    # machine that is busy.
    BeforeAll {
        $folder = New-Item (Join-Path $TestDrive 'bombs') -ItemType Directory
        foreach ($bomb in $Bombs) { [IO.File]::WriteAllBytes("$folder/$($bomb.Name)", $bomb.File) }
        $picture = Join-Path $TestDrive 'good.png'
        [IO.File]::WriteAllBytes($picture, $good)
        $said = Invoke-FreshShell @"
`$show = @{ Protocol = 'Blocks'; AsString = `$true; Width = 10; TimeoutSec = 60; ErrorAction = 'SilentlyContinue' }
`$next = @(Show-WhataiImage '$picture' @show)[-1]
`$results = @{}
foreach (`$file in Get-ChildItem '$folder') {
    `$lines = @(`$file, '$picture' | Show-WhataiImage @show -ErrorVariable problem)
    `$results[`$file.Name] = @{ Errors = @(`$problem | ForEach-Object FullyQualifiedErrorId); IsNextShown = `$lines[-1] -eq `$next }
}
@{ Results = `$results; PeakMB = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB } | ConvertTo-Json -Depth 4
"@
        $ended = $said | ConvertFrom-Json
    }

    It 'ends a <Name> by itself, and shows the next' -ForEach $bombs {
        $File.Length | Should -BeLessThan 400KB
        $result = $ended.Results.$Name
        @($result.Errors).Count | Should -BeLessOrEqual 1
        $result.Errors | ForEach-Object { $_ | Should -BeLike 'ImageNotShown,*' }
        $result.IsNextShown | Should -BeTrue
    }

    It 'needs no more memory for them than for a picture of 64 megapixels' {
        $ended.PeakMB | Should -BeGreaterThan 50
        $ended.PeakMB | Should -BeLessThan 900
    }

    It 'draws or reports each of <Count> mutated files' -ForEach @{ Count = if ($env:WHATAI_FUZZ_RUNS) { [int] $env:WHATAI_FUZZ_RUNS } else { 300 } } {
        $random = [Random]::new(20261127)
        $originals = $files | ForEach-Object { , [Convert]::FromBase64String($_.Data) }
        $seen = @{ Drawn = 0; Reported = 0 }
        foreach ($run in 1..$Count) {
            $mutant = [Collections.Generic.List[byte]] $originals[$random.Next($originals.Count)]
            foreach ($change in 0..$random.Next(6)) {
                $at = $random.Next(12, $mutant.Count)
                switch ($random.Next(5)) {
                    0 { $mutant[$at] = $random.Next(256) }
                    1 { $mutant[$at] = $mutant[$at] -bxor (1 -shl $random.Next(8)) }
                    2 { $mutant.Insert($at, (0, 255, 127, 128)[$random.Next(4)]) }
                    3 { $mutant.RemoveRange($at, [Math]::Min($random.Next(1, 16), $mutant.Count - $at)) }
                    4 { $mutant.InsertRange($at, $mutant.GetRange($at, [Math]::Min($random.Next(1, 64), $mutant.Count - $at))) }
                }
            }
            $lines = Show-WhataiImage $mutant.ToArray() -Protocol Blocks -AsString -Width 20 -MaximumMegapixels 4 -ErrorVariable problem -ErrorAction SilentlyContinue
            $what = "run $run, $([Convert]::ToBase64String($mutant.ToArray()))"
            if ($lines) {
                $problem | Should -BeNullOrEmpty -Because $what
                $seen.Drawn++
            }
            else {
                @($problem).FullyQualifiedErrorId | Should -BeExactly 'ImageNotShown,WhataiPS.Commands.ShowWhataiImageCommand' -Because $what
                $seen.Reported++
            }
        }
        $seen.Drawn | Should -BeGreaterThan 0
        $seen.Reported | Should -BeGreaterThan 0
    }
}

Describe 'Show-WhataiImage while a picture is decoded' -ForEach @{ Slow = [byte[]] $bombs.Where({ $_.Name -eq 'JPEG of 1000 passes' })[0].File } {
    # The one that takes longest: several seconds.
    BeforeAll {
        $bomb = Join-Path $TestDrive 'slow.jpg'
        [IO.File]::WriteAllBytes($bomb, $Slow)
    }

    It 'lets go at once when it is stopped' {
        $run = Start-Pipeline "[IO.File]::ReadAllBytes('$bomb').Length; '$bomb' | Show-WhataiImage -Protocol Blocks -AsString"
        Wait-Until { $run.Output.Count -eq 1 } | Should -BeTrue
        Start-Sleep -Milliseconds 300
        $run.Handle.IsCompleted | Should -BeFalse
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 2
        $run.Output | Should -HaveCount 1
        $run.Shell.Dispose()
    }

    It 'keeps to -TimeoutSec, and goes on' {
        Show-WhataiImage $bomb -Protocol Sixel -AsString -TimeoutSec 0.01 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ImageDecodingTimedOut,*'
        "$($problem[0])" | Should -BeLike '*-TimeoutSec*'
        $problem[0].TargetObject | Should -Be $bomb
        Show-WhataiImage $good -Protocol Sixel -AsString | Should -HaveCount 1
    }

    It 'keeps to -MaximumMegapixels, whatever the terminal does with the file' {
        $emulator = Start-WhataiEmulator
        $null = $emulator | Connect-Whatai
        $image = New-WhataiImage 'x' -Model dall-e-2 -Size 1024x1024
        foreach ($protocol in 'Blocks', 'Sixel', 'Kitty', 'ITerm') {
            Show-WhataiImage $image -Protocol $protocol -AsString -MaximumMegapixels 1 | Should -Not -BeNullOrEmpty
        }
        $wide = New-WhataiImage 'x' -Model dall-e-3 -Size 1792x1024
        foreach ($protocol in 'Blocks', 'Sixel', 'Kitty', 'ITerm') {
            Show-WhataiImage $wide -Protocol $protocol -AsString -MaximumMegapixels 1 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            "$($problem[0])" | Should -BeLike '*1792x1024*-MaximumMegapixels*'
        }
        Disconnect-Whatai -All
        $emulator | Stop-WhataiEmulator
    }
}

Describe 'The image decoder' {
    BeforeAll {
        $picture = Join-Path $TestDrive 'good.png'
        [IO.File]::WriteAllBytes($picture, $good)
        $jpeg = Join-Path $TestDrive 'good.jpg'
        [IO.File]::WriteAllBytes($jpeg, [Convert]::FromBase64String($files[0].Data))
    }

    It 'is loaded when it is needed, and not by the import' {
        $said = Invoke-FreshShell @"
function Get-Loaded { @([AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { `$_.GetName().Name } | Where-Object { `$_ -in 'SkiaSharp', 'Whatai.Imaging' }) -join ' ' }
"after the import: `$(Get-Loaded)"
`$null = Show-WhataiImage '$picture' -Protocol ITerm -AsString
"the file as it is: `$(Get-Loaded)"
`$null = Show-WhataiImage '$picture' -Protocol Blocks -AsString
"after decoding: `$(Get-Loaded)"
"@
        $said -split "`n" | Should -Be @('after the import: ', 'the file as it is: ', 'after decoding: Whatai.Imaging SkiaSharp')
    }

    It 'meets no SkiaSharp of another module' {
        # Another version: the first of the four numbers stands behind the hash algorithm (0x8004), and is 2 here.
        $own = Resolve-Path "$(Split-Path $ModulePath)/bin/Core/dependencies/SkiaSharp.dll"
        $version = [Reflection.AssemblyName]::GetAssemblyName($own).Version
        $bytes = [IO.File]::ReadAllBytes($own)
        $row = [byte[]] ((4, 0x80, 0, 0) + [BitConverter]::GetBytes([uint16] $version.Major) + [BitConverter]::GetBytes([uint16] $version.Minor))
        $at = [Text.Encoding]::Latin1.GetString($bytes).IndexOf([Text.Encoding]::Latin1.GetString($row), [StringComparison]::Ordinal)
        $bytes[$at + 4] = 2
        $other = Join-Path $TestDrive 'SkiaSharp.dll'
        [IO.File]::WriteAllBytes($other, $bytes)
        $said = Invoke-FreshShell @"
Add-Type -Path '$other'
@(Show-WhataiImage '$picture' -Protocol Blocks -AsString -Width 10).Count
`$both = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'SkiaSharp' }
`$both | ForEach-Object { "`$(`$_.GetName().Version.Major) `$([Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name)" }
"@
        $said -split "`n" | Should -Be @('4', '2 Default', "$($version.Major) Whatai.Imaging")
    }

    It 'is missed with a remedy where the platform has no native part, and is found once it is there' {
        $module = Join-Path $TestDrive 'WhataiPS'
        Copy-Item (Split-Path $ModulePath) $module -Recurse
        Move-Item "$module/bin/runtimes" "$TestDrive/runtimes"
        $said = Invoke-FreshShell -NoImport @"
Import-Module '$module'
`$null = '$picture', '$jpeg' | Show-WhataiImage -Protocol Blocks -AsString -ErrorVariable problem -ErrorAction SilentlyContinue
`$problem.FullyQualifiedErrorId
`$problem[0].CategoryInfo.Category
"`$(`$problem[0])"
`$problem[0].ErrorDetails.RecommendedAction
(Show-WhataiImage '$picture' -Protocol Kitty -AsString).Length -gt 0
(Show-WhataiImage '$jpeg' -Protocol ITerm -AsString).Length -gt 0
Move-Item '$TestDrive/runtimes' '$module/bin/runtimes'
@(Show-WhataiImage '$picture' -Protocol Blocks -AsString -Width 10).Count
"@
        $lines = $said -split "`n"
        $lines[0, 1] | Should -Be (, 'ImageDecoderMissing,WhataiPS.Commands.ShowWhataiImageCommand' * 2)
        $lines[2] | Should -Be 'NotInstalled'
        $platform = (Get-ChildItem "$module/bin/runtimes" | ForEach-Object Name) -join '|'
        $lines[3] | Should -Match "good\.png.*($platform)"
        $lines[4] | Should -Match "SkiaSharp\.NativeAssets\.\S+ 4\.\d+\.\d+ .*runtimes.($platform).native"
        $lines[5..7] | Should -Be @('True', 'True', '4')
    }
}
