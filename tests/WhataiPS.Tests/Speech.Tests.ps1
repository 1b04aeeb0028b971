BeforeDiscovery {
    $hasProbe = [bool] (Get-Command ffprobe -CommandType Application -ErrorAction Ignore)
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $text = 'Hello there. This is 一个测试。 Is it 3.14? Yes!'
    Push-Location $TestDrive
}
AfterAll {
    Pop-Location
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'ConvertTo-WhataiSpeech' {
    BeforeEach { $emulator.ClearLog() }

    It 'speaks into <_>, in the format of the ending, and can be heard again' -ForEach 'mp3', 'wav', 'flac', 'aac', 'ogg' {
        $file = ConvertTo-WhataiSpeech $text "one.$_"
        $file | Should -BeOfType IO.FileInfo
        $file.Name | Should -Be "one.$_"
        ($emulator.Requests[-1].Body | ConvertFrom-Json).response_format | Should -Be ($_ -replace 'ogg', 'opus')
        (ConvertFrom-WhataiSpeech $file).Text | Should -Be $text
    }

    It 'makes <_> that ffprobe reads and ffmpeg decodes' -ForEach 'mp3', 'wav', 'flac', 'aac', 'ogg' -Skip:(-not $hasProbe) {
        $file = ConvertTo-WhataiSpeech ($text * 20) "probe.$_" -MaxLength $(if ($_ -eq 'flac') { 4096 } else { 300 })
        $codec = & ffprobe -v error -show_entries stream=codec_name -of csv=p=0 $file.FullName
        $codec | Should -Be @{ mp3 = 'mp3'; wav = 'pcm_s16le'; flac = 'flac'; aac = 'aac'; ogg = 'opus' }[$_]
        if ($_ -in 'mp3', 'wav') {
            # 20 ms for each character.
            [double] (& ffprobe -v error -show_entries format=duration -of csv=p=0 $file.FullName) | Should -BeGreaterThan ($text.Length * 20 * 0.0195)
        }
        if ($_ -ne 'ogg') { & ffmpeg -v error -i $file.FullName -f null - 2>&1 | Should -BeNullOrEmpty }
    }

    It 'sends every parameter under its name' {
        $null = ConvertTo-WhataiSpeech 'a' 'all.pcm' -Voice nova -Speed 1.5 -Instructions 'slowly' -Model gpt-4o-mini-tts -ExtraBody @{ x = 1 }
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"gpt-4o-mini-tts","input":"a","voice":"nova","response_format":"pcm","speed":1.5,"instructions":"slowly","x":1}')
    }

    It 'makes a file of each text, and one of all with -Join' {
        $files = 'first', 'second' | ConvertTo-WhataiSpeech -OutFile each.wav
        $files.Name | Should -Be @('each.wav', 'each-2.wav')
        (ConvertFrom-WhataiSpeech each-2.wav).Text | Should -Be 'second'
        'first' | ConvertTo-WhataiSpeech -OutDirectory folder -WhatIf
        'folder' | Should -Not -Exist
        $files = 'first', 'second' | ConvertTo-WhataiSpeech -OutDirectory folder
        $files.Extension | Should -Be @('.mp3', '.mp3')
        $emulator.ClearLog()
        $file = 'first.', 'second.' | ConvertTo-WhataiSpeech -OutFile joined.wav -Join
        @($file) | Should -HaveCount 1
        (ConvertFrom-WhataiSpeech $file).Text -replace '\s' | Should -Be 'first.second.'
        @($emulator.Ledger | Where-Object Path -Like '*speech') | Should -HaveCount 1
    }

    It 'speaks 20,000 characters whole and in order' {
        $long = (1..750 | ForEach-Object { "Sentence number $_ is here." }) -join ' '
        $long.Length | Should -BeGreaterThan 20000
        $file = $long | ConvertTo-WhataiSpeech -OutFile long.mp3
        $emulator.Ledger | Should -HaveCount ([Math]::Ceiling($long.Length / 4096))
        (ConvertFrom-WhataiSpeech $file).Text -replace '\s' | Should -Be ($long -replace '\s')
    }

    It 'makes <Fault> an error, and no file' -ForEach @(
        @{ Fault = 'error-200'; Id = 'ServiceUnavailable' }
        @{ Fault = 'html-200'; Id = 'InvalidResponse' }
        @{ Fault = 'cut-mid-line'; Id = 'IncompleteAnswer' }
        @{ Fault = '429-quota'; Id = 'QuotaExceeded' }
    ) {
        ConvertTo-WhataiSpeech 'x' bad.mp3 -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem[0].TargetObject | Should -Be 'x'
        Test-Path bad.mp3 | Should -BeFalse
        Get-ChildItem *.partial | Should -BeNullOrEmpty
    }

    It 'says what it can before it costs, and goes on with the next' {
        Set-Content there.mp3 'mine'
        '', (Get-Process -Id $PID), 'a' | ConvertTo-WhataiSpeech -OutFile there.mp3 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        ($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be @('EmptyText', 'NotAText', 'FileExists')
        ('a' * 5000) | ConvertTo-WhataiSpeech -OutFile x.flac -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Match 'wav'
        { ConvertTo-WhataiSpeech 'a' nowhere/x.mp3 } | Should -Throw -ErrorId 'FileNotWritten,*'
        { ConvertTo-WhataiSpeech 'a' x.mp3 -OutDirectory . } | Should -Throw -ErrorId 'InvalidArgument,*'
        ConvertTo-WhataiSpeech 'a' what.mp3 -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests | Should -BeNullOrEmpty
        (ConvertTo-WhataiSpeech 'a' there.mp3 -Force).Length | Should -BeGreaterThan 90
    }
}

Describe 'ConvertFrom-WhataiSpeech' {
    BeforeAll { $sound = ConvertTo-WhataiSpeech $text sound.wav }
    BeforeEach { $emulator.ClearLog() }

    It 'sends the language <Given> as <Code>' -ForEach @(
        @{ Given = 'English'; Code = 'en' }, @{ Given = 'english'; Code = 'en' }, @{ Given = 'EN'; Code = 'en' }, @{ Given = 'en-US'; Code = 'en' }, @{ Given = 'eng'; Code = 'en' }
        @{ Given = '英语'; Code = 'en' }, @{ Given = '英語'; Code = 'en' }, @{ Given = 'zh-CN'; Code = 'zh' }, @{ Given = 'zh_Hant_TW'; Code = 'zh' }, @{ Given = '中文'; Code = 'zh' }
        @{ Given = 'Chinese (Simplified)'; Code = 'zh' }, @{ Given = 'Mandarin'; Code = 'zh' }, @{ Given = 'Deutsch'; Code = 'de' }, @{ Given = 'espanol'; Code = 'es' }, @{ Given = 'Français'; Code = 'fr' }
        @{ Given = '日本語'; Code = 'ja' }, @{ Given = '한국어'; Code = 'ko' }, @{ Given = 'Русский'; Code = 'ru' }, @{ Given = 'हिन्दी'; Code = 'hi' }, @{ Given = 'Haitian Creole'; Code = 'ht' }
        @{ Given = 'Cantonese'; Code = 'yue' }, @{ Given = [cultureinfo] 'pt-BR'; Code = 'pt' }, @{ Given = 'Klingon'; Code = 'Klingon' }
    ) {
        if (-not (Test-Path lang.wav)) { $null = ConvertTo-WhataiSpeech 'a' lang.wav }
        $null = ConvertFrom-WhataiSpeech lang.wav -Language $Given
        $emulator.Requests[-1].Body | Should -MatchExactly "name=`"?language`"?\r?\n(?:[^\r\n]+\r?\n)*\r?\n$Code\r?\n"
    }

    It 'takes files from the pipeline and by wildcard, and gives their texts' {
        $null = ConvertTo-WhataiSpeech 'Other.' sound2.wav -Force
        $texts = Get-ChildItem sound*.wav | ConvertFrom-WhataiSpeech -Language zh -Prompt 'p' -Temperature 0.2
        $texts.Text | Should -Be @($text, 'Other.')
        $texts[0].Input | Should -Be $sound.FullName
        $texts[0].Usage.TotalTokens | Should -BeGreaterThan 0
        "$($texts[1])" | Should -Be 'Other.'
        (ConvertFrom-WhataiSpeech sound*.wav).Text | Should -HaveCount 2
        $emulator.Requests[1].Body | Should -Match '(?s)name="language"\s+zh.*name="prompt"\s+p.*name="temperature"\s+0\.2'
    }

    It 'gives times' {
        $result = ConvertFrom-WhataiSpeech $sound -Timestamp segment, word
        $result.Segments.Text | ForEach-Object Trim | Should -Be @('Hello there.', 'This is 一个测试。', 'Is it 3.14?', 'Yes!')
        $result.Segments[1].Start | Should -Be $result.Segments[0].End
        $result.Segments[-1].End | Should -Be $result.Length
        $result.Words[0].Word | Should -Be 'Hello'
        (ConvertFrom-WhataiSpeech $sound -Timestamp word).Segments | Should -BeNullOrEmpty
        (ConvertFrom-WhataiSpeech $sound).Words | Should -BeNullOrEmpty
    }

    It 'gives subtitles as text and in files' {
        $srt = ConvertFrom-WhataiSpeech $sound -As Srt
        $srt | Should -Match "^1\n00:00:00,000 --> 00:00:00,2\d\d\nHello there\.\n\n2\n"
        ConvertFrom-WhataiSpeech $sound -As Vtt | Should -Match '^WEBVTT'
        (ConvertFrom-WhataiSpeech $sound -As Srt -OutDirectory .).Name | Should -Be 'sound.srt'
        Get-Content sound.srt -Raw | Should -Be $srt
        (ConvertFrom-WhataiSpeech $sound -As Vtt -OutFile named.vtt).Name | Should -Be 'named.vtt'
        $emulator.ClearLog()
        ConvertFrom-WhataiSpeech $sound -As Srt -OutDirectory . -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $emulator.Requests | Should -BeNullOrEmpty
        (ConvertFrom-WhataiSpeech $sound -As Srt -OutDirectory . -Force).Name | Should -Be 'sound.srt'
    }

    It 'tells speakers apart, by name where a voice is known, whole, streamed and in subtitles' {
        $result = ConvertFrom-WhataiSpeech $sound -Diarize
        $result.Model | Should -Be 'gpt-4o-transcribe-diarize'
        $result.Text | Should -Be $text
        $result.Segments.Speaker | Should -Be 'A', 'B', 'A', 'B'
        ($result | Out-String).Trim() | Should -BeLike "A: Hello there.*B: This is*"
        $named = ConvertFrom-WhataiSpeech $sound -KnownSpeaker ([ordered] @{ Anna = $sound; Bo = 'sound.wav' })
        $named.Segments.Speaker | Should -Be 'Anna', 'Bo', 'Anna', 'Bo'
        ($named.Segments | Format-Table | Out-String) | Should -Match 'Anna: Hello there\.'
        ConvertFrom-WhataiSpeech $sound -Diarize -As Srt | Should -Match "^1\n00:00:00,000 --> 00:00:00,2\d\d\nA: Hello there\.\n\n2\n"
        ConvertFrom-WhataiSpeech $sound -Diarize -As Vtt | Should -Match '<v B>This is'
        $pieces = ConvertFrom-WhataiSpeech $sound -Diarize -Stream
        -join $pieces.Text | Should -Be $text
        $pieces.Segment.Speaker | Should -Be 'A', 'B', 'A', 'B'
        $pieces[-1].Transcription.Segments | Should -HaveCount 4
        $null = ConvertFrom-WhataiSpeech $sound -Diarize -ExtraBody @{ response_format = 'json' } -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*speakers*sound.wav*'
    }

    It 'translates into English, with times and as subtitles' {
        (ConvertFrom-WhataiSpeech $sound -Translate).Text | Should -BeLike 'In English:*'
        $emulator.Requests[-1].Path | Should -Be '/v1/audio/translations'
        (ConvertFrom-WhataiSpeech $sound -Translate -Timestamp segment).Segments.Count | Should -BeGreaterThan 3
        ConvertFrom-WhataiSpeech $sound -Translate -As Srt | Should -Match 'In English:'
    }

    It 'refuses what the API has no place for, before anything is sent: <Call>' -ForEach @(
        @{ Call = { ConvertFrom-WhataiSpeech $sound -Translate -Language zh } }
        @{ Call = { ConvertFrom-WhataiSpeech $sound -Translate -Diarize } }
        @{ Call = { ConvertFrom-WhataiSpeech $sound -Translate -Timestamp segment, Word } }
        @{ Call = { ConvertFrom-WhataiSpeech $sound -Diarize -Timestamp segment } }
        @{ Call = { ConvertFrom-WhataiSpeech $sound -KnownSpeaker @{ Anna = 'nowhere.wav' } } }
        @{ Call = { ConvertFrom-WhataiSpeech $sound -KnownSpeaker @{ Anna = $PSCommandPath } } }
    ) {
        { & $Call } | Should -Throw -ErrorId 'InvalidArgument,*'
        $emulator.Requests | Should -BeNullOrEmpty
    }

    It 'makes subtitles that ffprobe''s demuxers accept' -Skip:(-not $hasProbe) {
        foreach ($format in 'Srt', 'Vtt') {
            $file = ConvertFrom-WhataiSpeech $sound -As $format -OutFile "probe.$format" -Force
            & ffprobe -v error -show_entries stream=codec_name -of csv=p=0 $file.FullName | Should -Be @{ Srt = 'subrip'; Vtt = 'webvtt' }[$format]
        }
    }

    It 'streams, and closes when enough came' {
        $pieces = ConvertFrom-WhataiSpeech $sound -Stream -Model gpt-4o-transcribe
        -join $pieces.Text | Should -Be $text
        $pieces[-1].Transcription.Text | Should -Be $text
        ConvertFrom-WhataiSpeech $sound -Stream -Model gpt-4o-transcribe | Select-Object -First 3 | Should -HaveCount 3
        $null = ConvertFrom-WhataiSpeech $sound -Stream -Model gpt-4o-transcribe -Header @{ 'X-Emulator-Fault' = 'mid-stream-error' } -OutVariable came -ErrorVariable problem -ErrorAction SilentlyContinue
        $came | Should -HaveCount 3
        @($problem) | Should -HaveCount 1
    }

    It 'refuses what is no sound, too long or not there, and goes on' {
        Set-Content empty.mp3 ''
        [IO.File]::WriteAllBytes("$TestDrive/cut.wav", [IO.File]::ReadAllBytes($sound.FullName)[0..5000])
        $big = [IO.File]::Create("$TestDrive/big.mp3"); $big.SetLength(26MB); $big.Dispose()
        $texts = 'empty.mp3', 'big.mp3', 'nowhere.mp3', 'cut.wav', 'sound.wav' | ConvertFrom-WhataiSpeech -ErrorVariable problem -ErrorAction SilentlyContinue
        $texts.Text | Should -Be $text
        ($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be @('NotASound', 'SoundTooLong', 'NoSuchFile', 'InvalidRequest')
        "$($problem[1])" | Should -Match 'ffmpeg'
        $emulator.Requests | Should -HaveCount 2
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'hears nothing in silence' {
        $wave = [IO.File]::ReadAllBytes($sound.FullName)
        [Array]::Clear($wave, 44, $wave.Length - 44)
        [IO.File]::WriteAllBytes("$TestDrive/silent.wav", $wave)
        $result = ConvertFrom-WhataiSpeech silent.wav -Timestamp segment
        $result.Text | Should -Be ''
        $result.Segments | Should -BeNullOrEmpty
        ConvertFrom-WhataiSpeech silent.wav -As Srt | Should -BeNullOrEmpty
    }
}

Describe 'The endpoints of seed document 002' {
    It 'work through cmdlets with the base URL as <_>' -ForEach '', '/v1', '/v1/chat/completions', '/v1/embeddings', '/v1/images/generations', '/v1/audio/transcriptions', '/v1/audio/speech' {
        $null = Connect-Whatai "$($emulator.BaseUrl)$_" $emulator.ApiKey -Name form
        try {
            $emulator.ClearLog()
            (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
            (Get-WhataiEmbedding 'x').Dimensions | Should -Be 1536
            New-WhataiImage 'x' -OutFile seed.png -Force -Confirm:$false | Should -Not -BeNullOrEmpty
            $file = ConvertTo-WhataiSpeech 'x' seed.mp3 -Force
            (ConvertFrom-WhataiSpeech $file).Text | Should -Be 'x'
            $emulator.Ledger.Path | Should -Be @('/v1/chat/completions', '/v1/embeddings', '/v1/images/generations', '/v1/audio/speech', '/v1/audio/transcriptions')
        }
        finally {
            Disconnect-Whatai form
            $null = $emulator | Connect-Whatai
        }
    }
}
