# What Gemini's own API has; what it shares with the others stands in ConversationApis.Tests.ps1.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -Model gemini-2.5-pro -MaximumRetryCount 0
    $bytes = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII=')
    $png = [Convert]::ToBase64String($bytes)
    function Get-Sent { $emulator.Requests[-1].Body | ConvertFrom-Json }
    function Get-Weekday([datetime] $Date) { "$($Date.DayOfWeek)" }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'The seeds' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends what they send: an image of two images' {
        $answer = Invoke-WhataiGemini 'hi' -Model gemini-2.5-flash-image -Image $bytes, $bytes -ResponseModality IMAGE -AspectRatio 3:4
        $emulator.Requests[-1].Path | Should -Be '/v1beta/models/gemini-2.5-flash-image:generateContent'
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical (
                '{"contents":[{"parts":[{"inlineData":{"data":"PNG","mimeType":"image/png"}},{"inlineData":{"data":"PNG","mimeType":"image/png"}},{"text":"hi"}],"role":"user"}],' +
                '"generationConfig":{"imageConfig":{"aspectRatio":"3:4"},"responseModalities":["IMAGE"]}}').Replace('PNG', $png))
        $answer.Images | Should -HaveCount 1
        $answer.Images[0].MediaType | Should -Be 'image/png'
    }

    It 'sends what they send: thinking' {
        $answer = Invoke-WhataiGemini 'Explain how AI works in a few words' -ThinkingBudget 128 -IncludeThoughts
        $emulator.Requests[-1].Path | Should -Be '/v1beta/models/gemini-2.5-pro:generateContent'
        # The role, which the seed leaves out, is user.
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical (
                '{"contents":[{"role":"user","parts":[{"text":"Explain how AI works in a few words"}]}],' +
                '"generationConfig":{"thinkingConfig":{"thinkingBudget":128,"includeThoughts":true}}}'))
        $answer.Reasoning | Should -Not -BeNullOrEmpty
        $answer.Usage.ReasoningTokens | Should -BeGreaterThan 0
        $answer.Text | Should -Be 'Echo: Explain how AI works in a few words'
    }
}

Describe 'Gemini requests' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends each parameter in its place' {
        $null = Invoke-WhataiGemini 'x' -Model gemini-3-pro-preview -SystemMessage 'Be brief.' -Temperature 0.5 -TopP 0.9 -TopK 40 -MaxTokens 100 -Count 1 -Stop a, b -PresencePenalty 0.5 -FrequencyPenalty -0.5 -Seed 7 -ThinkingLevel low -ResponseModality TEXT -GoogleSearch
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical (
                '{"contents":[{"role":"user","parts":[{"text":"x"}]}],"systemInstruction":{"parts":[{"text":"Be brief."}]},"tools":[{"googleSearch":{}}],' +
                '"generationConfig":{"temperature":0.5,"topP":0.9,"topK":40,"maxOutputTokens":100,"candidateCount":1,"stopSequences":["a","b"],"presencePenalty":0.5,' +
                '"frequencyPenalty":-0.5,"seed":7,"thinkingConfig":{"thinkingLevel":"low"},"responseModalities":["TEXT"]}}'))
    }

    It 'sends the shape and size of images' {
        $null = Invoke-WhataiGemini 'x' -Model gemini-2.5-flash-image -ResponseModality text, image -AspectRatio 16:9 -ImageSize 2K
        ConvertTo-Canonical ((Get-Sent).generationConfig | ConvertTo-Json -Depth 5) |
            Should -Be (ConvertTo-Canonical '{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspectRatio":"16:9","imageSize":"2K"}}')
    }

    It 'sends a schema in Gemini''s own words' {
        $null = Invoke-WhataiGemini 'x' -Schema ([ordered]@{ verdict = 'yes|no'; due = 'date?'; steps = @('string') })
        $config = (Get-Sent).generationConfig
        $config.responseMimeType | Should -Be 'application/json'
        $config.responseSchema.properties.verdict.enum | Should -Be @('yes', 'no')
        $config.responseSchema.properties.due.nullable | Should -BeTrue
        $emulator.Requests[-1].Body | Should -Not -Match 'additionalProperties'
    }

    It 'streams by the streaming route, as events' {
        $null = Invoke-WhataiGemini 'x' -Stream
        $emulator.Requests[-1].Path | Should -Be '/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse'
    }

    It 'escapes a model''s name' {
        Invoke-WhataiGemini 'x' -Model '../../v1/models' -ErrorAction SilentlyContinue
        $emulator.Requests[-1].Path | Should -BeLike '/v1beta/models/*'
    }

    It 'fetches an image by its address, without the key, and sends its bytes' {
        $hosted = (Invoke-WhataiChat '/image 4x3 url' -Model gpt-4o).Images[0].Url
        $answer = Invoke-WhataiGemini 'What is this?' -Image $hosted
        $answer.Text | Should -Match '4x3'
        (Get-Sent).contents[0].parts[0].inlineData.mimeType | Should -Be 'image/png'
        $emulator.Requests | Where-Object Path -Like '/files/*' | ForEach-Object { $_.Headers.Keys | Should -Not -Contain 'Authorization' }
    }

    It 'says that an image can''t be fetched, before anything is sent' {
        { Invoke-WhataiGemini 'x' -Image "$($emulator.MediaBaseUrl)/files/none.png" } | Should -Throw -ErrorId 'PermissionDenied,*'
        $emulator.Ledger.Count | Should -Be 0
    }

    It 'sends a video''s address as it is' {
        $null = Invoke-WhataiGemini 'x' -Video https://www.youtube.com/watch?v=9hE5-98ZeCg
        (Get-Sent).contents[0].parts.fileData.fileUri | Should -Be 'https://www.youtube.com/watch?v=9hE5-98ZeCg'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a ratio that is none'; With = @{ AspectRatio = 'wide' } }
        @{ What = 'a negative budget'; With = @{ ThinkingBudget = -2 } }
    ) {
        { Invoke-WhataiGemini 'x' @With } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'Gemini answers' {
    BeforeEach { $emulator.ClearLog() }

    It 'says that a prompt was blocked, and why; the next one goes on' {
        $answers = '/block PROHIBITED_CONTENT', '/say fine' | Invoke-WhataiGemini -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers.Text | Should -Be 'fine'
        $problem | Should -HaveCount 1
        $problem[0].TargetObject | Should -Be '/block PROHIBITED_CONTENT'
        "$($problem[0])" | Should -Match 'PROHIBITED_CONTENT'
        $problem[0].CategoryInfo.Category | Should -BeIn 'InvalidArgument', 'PermissionDenied'
    }

    It 'says so in a stream as well' {
        $pieces = Invoke-WhataiGemini '/block SAFETY' -Stream -ErrorVariable problem -ErrorAction SilentlyContinue
        $pieces | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Match 'SAFETY'
    }

    It 'is an answer that ended for <Native>: <Reason>' -ForEach @(
        @{ Native = 'SAFETY'; Reason = 'content_filter' }
        @{ Native = 'RECITATION'; Reason = 'content_filter' }
        @{ Native = 'OTHER'; Reason = 'other' }
    ) {
        $answer = Invoke-WhataiGemini "/finish $Native some text"
        $answer.FinishReason | Should -Be $Reason
        $answer.NativeFinishReason | Should -Be $Native
        $answer.Text | Should -Be 'some text'
    }

    It 'keeps thought signatures: a conversation with tools goes on with gemini 3, <Through>' -ForEach @(
        @{ Through = 'as it is'; Way = { $args[0] } }
        @{ Through = 'after CLIXML'; Way = { $args[0] | Export-Clixml "$TestDrive/g.xml"; Import-Clixml "$TestDrive/g.xml" } }
        @{ Through = 'after JSON'; Way = { $args[0] | ConvertTo-Json -Depth 8 | ConvertFrom-Json } }
    ) {
        $first = Invoke-WhataiGemini '/toolcall Get-Weekday {"Date":"2024-02-29"}' -Model gemini-3-pro-preview -Tool Get-Weekday -ToolPolicy Auto
        $first.Text | Should -Be 'Tool said: Thursday'
        $null = & $Way $first | Invoke-WhataiGemini 'And on?' -Model gemini-3-pro-preview
        $emulator.Requests[-1].Body | Should -Match 'thoughtSignature'
    }

    It 'makes images of the asked shape, to be saved' {
        $file = Invoke-WhataiGemini 'A lighthouse' -Model gemini-2.5-flash-image -ResponseModality IMAGE -AspectRatio 16:9 | Save-WhataiImage -Path "$TestDrive/made.png"
        $data = [IO.File]::ReadAllBytes($file)
        $width = [BitConverter]::ToInt32($data[19..16], 0); $height = [BitConverter]::ToInt32($data[23..20], 0)
        [math]::Abs($width / $height - 16 / 9) | Should -BeLessThan 0.1
    }

    It 'makes no image with -WhatIf' {
        Invoke-WhataiGemini 'A lighthouse' -Model gemini-2.5-flash-image -ResponseModality IMAGE -WhatIf | Should -BeNullOrEmpty
        $emulator.Requests.Count | Should -Be 0
    }

    It 'never repeats a request for an image' {
        Invoke-WhataiGemini 'A lighthouse' -Model gemini-2.5-flash-image -ResponseModality IMAGE -Header @{ 'X-Emulator-Fault' = '502' } -MaximumRetryCount 3 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem | Should -HaveCount 1
        $emulator.Requests | Should -HaveCount 1
    }

    It 'asks the connection''s model where it is one of Gemini''s, else the seed''s, for images one that makes them' {
        $null = Invoke-WhataiGemini 'x'
        $emulator.Requests[-1].Path | Should -BeLike '*/gemini-2.5-pro:*'
        $null = $emulator | Connect-Whatai -Name other -Model gpt-4o
        try {
            $null = Invoke-WhataiGemini 'x' -Connection other
            $emulator.Requests[-1].Path | Should -BeLike '*/gemini-2.5-pro:*'
            (Invoke-WhataiGemini 'x' -Connection other -ResponseModality Image).Images | Should -HaveCount 1
            $null = Invoke-WhataiGemini 'x' -Connection other -ResponseModality Text, Image
            $emulator.Requests.Path[-2, -1] | Should -Be (, '/v1beta/models/gemini-2.5-flash-image:generateContent' * 2)
        }
        finally { Disconnect-Whatai other }
    }

    It 'shows the pieces of a stream, images too' {
        Invoke-WhataiGemini 'A lighthouse' -Model gemini-2.5-flash-image -ResponseModality IMAGE -Stream | Out-String | Should -Match 'image/png, \d+ bytes'
    }

    It 'says that there is no image to save' {
        Invoke-WhataiGemini '/say none' | Save-WhataiImage "$TestDrive/none.png" -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoImage,*'
    }

    It 'goes on in chat with an answer of images alone' {
        $image = Invoke-WhataiGemini 'A lighthouse' -Model gemini-2.5-flash-image -ResponseModality IMAGE
        $null = $image | Invoke-WhataiChat 'And now?' -Model gpt-4o
        (Get-Sent).messages[1].content | Should -Be ''
    }

    It 'has no format of its own for errors: <Fault>' -ForEach @(
        @{ Fault = '401'; Id = 'AuthenticationFailed' }
        @{ Fault = '429'; Id = 'RateLimited' }
    ) {
        Invoke-WhataiGemini 'x' -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}

Describe 'Code that Gemini runs' {
    It 'is in the answer, and goes on in a conversation' {
        $answer = Invoke-WhataiGemini '/code print(1)' -CodeExecution
        $answer.CodeExecutions | Out-String | Should -Match '(?s)Status +Code +Output.*OUTCOME_OK +print\(1\)'
        $null = $answer | Invoke-WhataiGemini 'And on?'
        ($emulator.Requests[-1].Body | ConvertFrom-Json).contents[1].parts[0].executableCode.code | Should -Be 'print(1)'
    }
}
