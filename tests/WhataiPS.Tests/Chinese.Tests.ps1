BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    $text = Join-Path $TestDrive 'plain.txt'
    'no image' | Set-Content $text
    $picture = Join-Path $TestDrive 'picture.png'
    [IO.File]::WriteAllBytes($picture, [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))
    $cut = Join-Path $TestDrive 'cut.png'
    [IO.File]::WriteAllBytes($cut, [IO.File]::ReadAllBytes($picture)[0..40])
    Add-Type 'namespace WhataiTests { public class Unclear { public object What { get; set; } } }'

    # What a Chinese session prints for the first thing that goes wrong.
    function Get-Problem([scriptblock] $Script) {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            $null = & $Script
        }
        catch { "$_" }
        finally { [cultureinfo]::CurrentUICulture = $before }
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'A Chinese session' {
    It 'reads in Chinese of <Names>' -ForEach @(
        # Media
        @{ Names = 'gone.png'; Script = { Invoke-WhataiChat x -Image $TestDrive/gone.png } }
        @{ Names = 'gone*.png'; Script = { Invoke-WhataiChat x -Image $TestDrive/gone*.png } }
        @{ Names = 'plain.txt'; Script = { Invoke-WhataiChat x -Image $text } }
        @{ Names = 'Int32'; Script = { Invoke-WhataiChat x -Image 5 } }
        @{ Names = 'data:nonsense'; Script = { Invoke-WhataiChat x -Video 'data:nonsense' } }
        @{ Names = 'data:image/png;base64,#'; Script = { Invoke-WhataiChat x -Image 'data:image/png;base64,#' } }
        @{ Names = 'gone.png'; Script = { Edit-WhataiImage x -Image $TestDrive/gone.png } }
        @{ Names = 'https://example.com/a.png'; Script = { Edit-WhataiImage x -Image 'https://example.com/a.png' } }
        @{ Names = 'plain.txt'; Script = { Edit-WhataiImage x -Image $text } }
        @{ Names = 'dall-e-2'; Script = { Edit-WhataiImage x -Image $picture, $picture -Model dall-e-2 } }
        @{ Names = 'plain.txt'; Script = { Edit-WhataiImage x -Image $picture -Mask $text -Model gpt-image-1 } }
        # Schemas
        @{ Names = 'age'; Script = { Invoke-WhataiChat x -Schema @{ age = 'wholenumber' } } }
        @{ Names = 'age'; Script = { Invoke-WhataiChat x -Schema @{ age = $null } } }
        @{ Names = 'colour'; Script = { Invoke-WhataiChat x -Schema @{ colour = 'red||green' } } }
        @{ Names = 'list'; Script = { Invoke-WhataiChat x -Schema @{ list = @() } } }
        @{ Names = 'list'; Script = { Invoke-WhataiChat x -Schema @{ list = @('string', 'int') } } }
        @{ Names = 'What'; Script = { Invoke-WhataiChat x -Schema ([WhataiTests.Unclear]) } }
        @{ Names = 'gone.json'; Script = { Invoke-WhataiChat x -Schema "$TestDrive/gone.json" } }
        @{ Names = 'MyClass'; Script = { Invoke-WhataiChat x -Schema '[MyClass]' } }
        @{ Names = '"string"'; Script = { Invoke-WhataiChat x -Schema '{"type":"string"}' } }
        @{ Names = 'properties'; Script = { Invoke-WhataiChat x -Schema '{"a":1}' } }
        @{ Names = '@{ items = ... }'; Script = { Invoke-WhataiChat x -Schema @('string') } }
        # Tools, and what goes with the request
        @{ Names = '-ThrottleLimit'; Script = { Invoke-WhataiChat x -Tool Get-Date -ThrottleLimit 2 } }
        @{ Names = 'Get-Time'; Script = { Invoke-WhataiChat x -Tool Get-Date -ToolChoice Get-Time } }
        @{ Names = '50256'; Script = { Invoke-WhataiChat x -LogitBias @{ 50256 = 101 } } }
        @{ Names = 'a b'; Script = { Invoke-WhataiChat x -Header @{ 'a b' = 'c' } } }
        @{ Names = 'X-Name'; Script = { Invoke-WhataiChat x -Header @{ 'X-Name' = "a`nb" } } }
        @{ Names = 'NaN'; Script = { Invoke-WhataiChat x -ExtraBody @{ a = [double]::NaN } } }
        @{ Names = 'Germany'; Script = { Invoke-WhataiResponse x -WebSearch -WebSearchLocation Germany } }
        @{ Names = '/v1/../x'; Script = { Invoke-WhataiApi '/v1/../x' } }
        @{ Names = 'example.org'; Script = { Invoke-WhataiApi 'https://example.org/v1/models' } }
        @{ Names = 'JSON'; System = $true; Script = { Invoke-WhataiApi /v1/x -Body '{' } }
        @{ Names = 'nowhere'; Script = { Invoke-WhataiApi /v1/models -OutFile $TestDrive/nowhere/a.json } }
        @{ Names = 'nowhere'; Script = { 'a' | ConvertTo-WhataiSpeech -OutFile $TestDrive/nowhere/a.mp3 } }
        @{ Names = '它不是 JSON'; System = $true; Script = { Invoke-WhataiChat '/json just text' -Schema @{ a = 'string' } } }
        @{ Names = 'bogus'; Script = { Start-WhataiEmulator -Fault bogus } }
        @{ Names = 'cut.png'; Script = { Show-WhataiImage $cut -Protocol Blocks -AsString } }
        # Videos
        @{ Names = '-Frames'; Script = { Start-WhataiVideo x -Duration 5 -Frames 57 } }
        @{ Names = '25 + 4n'; Script = { Start-WhataiVideo x -Frames 58 } }
        @{ Names = '-Duration 0'; Script = { Start-WhataiVideo x -Duration 0 } }
        @{ Names = 'ftp://a/b'; Script = { Start-WhataiVideo x -CallbackUrl ftp://a/b } }
        @{ Names = 'Start-WhataiVideo'; Script = { Start-WhataiVideo ' ' } }
        @{ Names = '--seed'; Script = { Start-WhataiVideo 'x --seed 5' -Seed 1 -TextFlag } }
        @{ Names = '-Seed'; Script = { Start-WhataiVideo x -Route OpenAI -Seed 1 } }
        @{ Names = 'not an id'; Script = { Get-WhataiVideo 'not an id' } }
        # Connections, and what the core refuses
        @{ Names = 'ftp://host'; Script = { Connect-Whatai ftp://host -ApiKey k } }
        @{ Names = '-ApiKey'; Script = { Connect-Whatai https://user:secret@host -ApiKey k } }
        @{ Names = 'API'; Script = { Connect-Whatai https://host.invalid -ApiKey 'sk one' } }
        @{ Names = '2'; Script = { , [float[]](1, 2) | Measure-WhataiSimilarity -Reference ([float[]](1, 2, 3)) } }
        @{ Names = 'flac'; Script = { 'a. ' * 5000 | ConvertTo-WhataiSpeech -OutFile $TestDrive/a.flac } }
    ) {
        $problem = Get-Problem $Script
        $problem | Should -Match '[\u4e00-\u9fff]{2}'
        $problem | Should -BeLike "*$([wildcardpattern]::Escape($Names))*"
        # No sentence was left in English, but for what the system says.
        if (-not $System) { $problem.Replace($Names, '') | Should -Not -Match '[a-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}' }
    }

    It 'reads in Chinese of <Names> behind what PowerShell says of the parameter' -ForEach @(
        @{ Names = 'Process'; Script = { New-WhataiImage (Get-Process -Id $PID) } }
        @{ Names = '-History'; Script = { Invoke-WhataiChat x -History 5 } }
        @{ Names = 'Get-WhataiConnection'; Script = { Invoke-WhataiChat x -Connection 5 } }
    ) {
        Get-Problem $Script | Should -Match "[\u4e00-\u9fff]{2}.*$Names|$Names.*[\u4e00-\u9fff]{2}"
    }

    It 'reads of the fault <Fault> in one language' -ForEach @(
        @{ Fault = 'cut-mid-line'; Says = '回答不完整：连接中途断开。' }
        @{ Fault = 'empty-200'; Says = '返回了空的应答' }
        @{ Fault = 'html-200'; Says = '返回的是网页' }
        @{ Fault = 'json-garbage'; Says = '不是预期的 JSON' }
        @{ Fault = '429-empty'; Says = '请求过于频繁 (HTTP 429)。' }
        @{ Fault = '502-html'; Says = '网关或其上游出错 (HTTP 502)' }
        @{ Fault = 'stall-headers'; Says = '没有收到应答：'; With = @{ TimeoutSec = 1 } }
    ) {
        $options = if ($With) { $With } else { @{} }
        $problem = Get-Problem { Invoke-WhataiChat x -Header @{ 'X-Emulator-Fault' = $Fault } @options }
        $problem | Should -BeLike "*$Says*"
        $problem -creplace 'request id|127\S+' | Should -Not -Match '[a-z]{2,} [a-z]{2,} [a-z]{2,}'
    }

    It 'keeps the server''s own words as they are' {
        Get-Problem { Invoke-WhataiChat x -Header @{ 'X-Emulator-Fault' = '400' } } | Should -Match '^网关拒绝了请求 \(HTTP 400\)：\w+ \w+'
    }

    It 'parts its own sentence from the server''s words' {
        Get-Problem { New-WhataiImage x -Header @{ 'X-Emulator-Fault' = '504' } } | Should -BeLike '等待超时 (HTTP 504)：*。它可能已经执行并计费*'
    }

    It 'says where nobody listens' {
        $null = Connect-Whatai http://127.0.0.1:9 k -Name nobody -MaximumRetryCount 0
        Get-Problem { Invoke-WhataiChat x -Connection nobody } | Should -BeLike '无法连接到 http://127.0.0.1:9：*'
        Disconnect-Whatai nobody
    }
}

Describe 'The core''s own sentences' {
    # The core has no resources: its English stands in its code and must be that of SR.resx, with the same places for values.
    It 'stand in the resources, all of them and word by word' {
        $source = Join-Path $PSScriptRoot '../../src'
        $texts = @{}
        foreach ($entry in ([xml](Get-Content "$source/WhataiPS/Resources/SR.resx" -Raw)).root.data) { $texts[$entry.name] = $entry.value }
        $code = Get-ChildItem "$source/Whatai.Client" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/]obj[\\/]' | Get-Content -Raw
        $found = [regex]::Matches($code -join "`n", '\("(?<name>[A-Z]\w+)", \$"(?<text>(\\"|[^"])*)"\)')
        $found.Count | Should -BeGreaterThan 60
        foreach ($sentence in $found) {
            $script:place = 0
            $english = [regex]::Replace($sentence.Groups['text'].Value.Replace('\"', '"'), '\{[^{}:]*(:[^{}]*)?\}', { param($hole) "{$(($script:place++))$($hole.Groups[1].Value)}" })
            $texts["Core$($sentence.Groups['name'].Value)"] | Should -BeExactly $english -Because $sentence.Groups['name'].Value
        }
        $names = $found.ForEach({ "Core$($_.Groups['name'].Value)" })
        $texts.Keys | Where-Object { $_ -clike 'Core*' -and $_ -notin $names } | Should -BeNullOrEmpty
    }
}
