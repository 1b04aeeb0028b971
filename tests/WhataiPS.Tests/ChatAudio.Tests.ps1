BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    Push-Location $TestDrive
    $null = ConvertTo-WhataiSpeech 'What time is it?' question.wav
    $null = ConvertTo-WhataiSpeech 'Now?' now.mp3
    function Get-Body { $emulator.Requests[-1].Body | ConvertFrom-Json }
}
AfterAll { Pop-Location; Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

Describe 'Sounds for a chat model' {
    It 'are sent as input_audio, and go on in a conversation and in its copies' {
        $answer = Invoke-WhataiChat 'Listen:' -Audio question.wav, now.mp3
        $answer.Text | Should -Be "Echo: Listen:`nWhat time is it?`nNow?"
        $body = Get-Body
        $body.model | Should -Be 'gpt-audio'
        $body.PSObject.Properties.Name | Should -Not -Contain 'modalities'
        $body.messages[0].content.type | Should -Be 'text', 'input_audio', 'input_audio'
        $body.messages[0].content.input_audio.format | Should -Be 'wav', 'mp3'
        [Convert]::FromBase64String($body.messages[0].content[1].input_audio.data) | Should -Be ([IO.File]::ReadAllBytes("$TestDrive/question.wav"))
        $null = $answer | Invoke-WhataiChat 'And then?'
        (Get-Body).messages[0].content[1].input_audio.format | Should -Be 'wav'
        $answer | Export-Clixml answer.xml
        $null = Import-Clixml answer.xml | Invoke-WhataiChat 'And then?'
        (Get-Body).messages[0].content[2].input_audio.format | Should -Be 'mp3'
    }

    It 'come from a history as the wire has it, and from each piped file by a script block' {
        $data = [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/now.mp3"))
        (Invoke-WhataiChat -History @{ role = 'user'; content = @(@{ type = 'input_audio'; input_audio = @{ data = $data; format = 'mp3' } }) }).Text | Should -Be 'Echo: Now?'
        (Get-Item question.wav, now.mp3 | Invoke-WhataiChat 'Hear:' -Audio { $_ }).Text | Should -Be "Echo: Hear:`nWhat time is it?", "Echo: Hear:`nNow?"
    }

    It 'go to Gemini as its own parts' {
        $null = Invoke-WhataiGemini 'Listen' -Audio now.mp3
        ((Get-Body).contents[0].parts | Where-Object inlineData).inlineData.mimeType | Should -Be 'audio/mpeg'
    }

    It 'are refused before anything is sent where they are none: <Given>' -ForEach @(@{ Given = 'https://example.com/a.wav' }, @{ Given = 'nowhere.wav' }, @{ Given = $PSCommandPath }) {
        $emulator.ClearLog()
        { Invoke-WhataiChat 'x' -Audio $Given -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
        $emulator.Requests | Should -BeNullOrEmpty
    }
}

Describe 'A spoken answer' {
    It 'has its sound, and its text is what is said' {
        $answer = Invoke-WhataiChat '/say Good day' -Voice nova
        $body = Get-Body
        $body.modalities | Should -Be 'text', 'audio'
        "$($body.audio.voice) $($body.audio.format) $($body.model)" | Should -Be 'nova wav gpt-audio'
        $answer.Text | Should -Be 'Good day'
        $answer.Audio.MediaType | Should -Be 'audio/wav'
        $answer.Audio.Transcript | Should -Be 'Good day'
        $answer.Audio.Id | Should -BeLike 'audio_*'
        ($answer | Out-String).Trim() | Should -Be 'Good day'
        $null = $answer | Invoke-WhataiChat 'And?'
        (Get-Body).messages[1].content | Should -Be 'Good day'
        (Get-Body).messages[1].audio.id | Should -Be $answer.Audio.Id
    }

    It 'is saved as <Name>, <Way>' -ForEach @(
        @{ Name = 'whole.wav'; Way = 'whole'; Ask = @{}; Format = 'wav' }
        @{ Name = 'whole.mp3'; Way = 'whole'; Ask = @{}; Format = 'mp3' }
        @{ Name = 'bare'; Way = 'whole, without an ending'; Ask = @{ AudioFormat = 'flac' }; Format = 'flac'; Saved = 'bare.flac' }
        @{ Name = 'streamed.wav'; Way = 'streamed'; Ask = @{ Stream = $true }; Format = 'pcm16' }
        @{ Name = 'live.wav'; Way = 'live'; Ask = @{ Live = $true }; Format = 'pcm16' }
    ) {
        $text = 'A rather long answer, so that its sound comes in several pieces.'
        $answer = Invoke-WhataiChat "/say $text" -OutFile $Name @Ask 6> $null
        $answer = if ($Ask.Stream) { $answer[-1].Completion } else { $answer }
        (Get-Body).audio.format | Should -Be $Format
        $path = Join-Path $TestDrive $(if ($Saved) { $Saved } else { $Name })
        $answer.Audio.Path | Should -Be $path
        (ConvertFrom-WhataiSpeech $path).Text | Should -Be $text
    }

    It 'comes in pieces that are the whole' {
        $pieces = Invoke-WhataiChat '/say A rather long answer, so that its sound comes in several pieces.' -Stream -Voice alloy
        $whole = $pieces[-1].Completion
        -join $pieces.Text | Should -Be $whole.Text
        $sound = [Collections.Generic.List[byte]]::new()
        $pieces | Where-Object { $_.Audio } | ForEach-Object { $sound.AddRange($_.Audio) }
        $sound.ToArray() | Should -Be $whole.Audio.Bytes
        [Convert]::FromBase64String(($whole.RawJson | ConvertFrom-Json).choices[0].message.audio.data) | Should -Be $whole.Audio.Bytes
    }

    It 'is numbered where there are several, and writes over nothing' {
        '/say a', '/say b' | Invoke-WhataiChat -OutFile many.mp3 | ForEach-Object { Split-Path $_.Audio.Path -Leaf } | Should -Be 'many.mp3', 'many-2.mp3'
        (Invoke-WhataiChat '/say c' -Count 2 -OutFile count.mp3).Choices.Message.Audio.Path | Should -HaveCount 2
        $emulator.ClearLog()
        { Invoke-WhataiChat '/say a' -OutFile many.mp3 } | Should -Throw -ErrorId 'FileExists,*'
        $emulator.Requests | Should -BeNullOrEmpty
        (Invoke-WhataiChat '/say a' -OutFile many.mp3 -Force).Audio.Path | Should -Exist
    }

    It 'keeps its sound where it can not be saved, and is warned of where there is none' {
        $null = New-Item taken-2.mp3 -ItemType File
        $answers = '/say a', '/say b' | Invoke-WhataiChat -OutFile taken.mp3 -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers | Should -HaveCount 2
        $answers[1].Audio.Bytes.Length | Should -BeGreaterThan 0
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $null = Invoke-WhataiChat '/refuse No' -Voice alloy -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*without sound*'
    }

    It 'comes out of a journal with its sound' {
        $first = '/say kept' | Invoke-WhataiChat -Voice alloy -Journal sound.jsonl
        $count = $emulator.Ledger.Count
        $again = '/say kept' | Invoke-WhataiChat -Voice alloy -Journal sound.jsonl
        $emulator.Ledger.Count | Should -Be $count
        $again.Audio.Bytes | Should -Be $first.Audio.Bytes
    }
}

Describe 'A spoken answer of Gemini' {
    It 'has its samples, and is saved as a file that plays' {
        $answer = Invoke-WhataiGemini '/say Good day' -OutFile gemini.wav
        $body = Get-Body
        $emulator.Requests[-1].Path | Should -BeLike '*gemini-2.5-flash-preview-tts*'
        $body.generationConfig.responseModalities | Should -Be 'AUDIO'
        $body.generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName | Should -Be 'Kore'
        $answer.Audio.Path | Should -Be (Join-Path $TestDrive gemini.wav)
        ConvertFrom-WhataiSpeech gemini.wav | ForEach-Object Text | Should -Be 'Good day'
    }

    It 'is the same in a stream, by the voice that is given, and samples alone where the file is to be so' {
        $answer = (Invoke-WhataiGemini '/say Good day' -Voice puck -OutFile gemini.pcm -Stream)[-1].Completion
        (Get-Body).generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName | Should -BeExactly 'Puck'
        [IO.File]::ReadAllBytes($answer.Audio.Path) | Should -Be $answer.Audio.Bytes
    }

    It 'is refused before it is sent where the file is there' {
        { Invoke-WhataiGemini 'x' -OutFile now.mp3 } | Should -Throw -ErrorId 'FileExists,*'
    }
}
