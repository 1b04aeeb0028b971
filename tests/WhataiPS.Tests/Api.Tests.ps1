BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    $chat = @{ model = 'gpt-4o'; messages = @(@{ role = 'user'; content = '/say 你好 2024-01-02T03:04:05Z' }) }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Invoke-WhataiApi' {
    BeforeEach { $emulator.ClearLog() }

    It 'reads a route as objects, or as text' {
        (Invoke-WhataiApi /v1/models).data.id | Should -Contain 'gpt-4o'
        Invoke-WhataiApi v1/models -Raw | Should -Match '^\{'
        $emulator.Requests.Method | Should -Be @('GET', 'GET')
        $emulator.Requests.Authorized | Should -Be @($true, $true)
    }

    It 'posts <Form>' -ForEach @(
        @{ Form = 'a hashtable'; Give = { $chat } }
        @{ Form = 'JSON text'; Give = { $chat | ConvertTo-Json -Depth 5 } }
        @{ Form = 'an object'; Give = { [pscustomobject] $chat } }
        @{ Form = 'a file'; Give = { $file = Join-Path $TestDrive 'body.json'; $chat | ConvertTo-Json -Depth 5 | Set-Content $file -Encoding utf8; Get-Item $file } }
    ) {
        $answer = Invoke-WhataiApi /v1/chat/completions -Body (& $Give)
        $answer.choices[0].message.content | Should -BeExactly '你好 2024-01-02T03:04:05Z'
    }

    It 'takes a file with a byte order mark' {
        $file = Join-Path $TestDrive 'marked.json'
        [IO.File]::WriteAllText($file, ($chat | ConvertTo-Json -Depth 5), [Text.UTF8Encoding]::new($true))
        (Invoke-WhataiApi /v1/chat/completions -Body (Get-Item $file)).choices[0].message.content | Should -Match '你好'
    }

    It 'posts each piped body, and goes on after one that is wrong' {
        $good = $chat | ConvertTo-Json -Depth 5
        $answers = $good, '{"model":', $good | Invoke-WhataiApi /v1/chat/completions -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers | Should -HaveCount 2
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($problem[0])" | Should -Match 'not JSON'
        $emulator.Requests | Should -HaveCount 2
    }

    It 'streams events as objects, and closes early' {
        $events = Invoke-WhataiApi /v1/chat/completions -Body ($chat + @{ stream = $true }) -Stream
        -join ($events.Data | ForEach-Object { ($_ | ConvertFrom-Json).choices[0].delta.content }) | Should -Match '你好'
        $events.Event | Should -Not -Contain $null
        $three = Invoke-WhataiApi /v1/chat/completions -Body @{ model = 'gpt-4o'; stream = $true; messages = @(@{ role = 'user'; content = '/repeat 1000000 word' }) } -Stream | Select-Object -First 3
        $three | Should -HaveCount 3
        Wait-Until { $emulator.Requests[-1].Outcome -eq 'ClientClosed' } | Should -BeTrue
    }

    It 'sends forms with files' {
        $file = Join-Path $TestDrive 'a.txt'
        Set-Content $file 'inside'
        $null = Invoke-WhataiApi /v1/files -Form ([ordered]@{ purpose = 'test'; file = (Get-Item $file); tag = 'x', 'y' }) -ErrorAction SilentlyContinue
        $body = $emulator.Requests[0].Body
        $emulator.Requests[0].Headers['Content-Type'] | Should -BeLike 'multipart/form-data; boundary=*'
        $body | Should -Match 'filename="?a.txt'
        $body | Should -Match 'inside'
        @([regex]::Matches($body, 'name="?tag')).Count | Should -Be 2
    }

    It 'writes bytes to a file' {
        $id = (Invoke-WhataiChat '/image 8x6 markdown-url').Images[0].Url.Segments[-1]
        $file = Invoke-WhataiApi "/v1/files/$id/content" -OutFile (Join-Path $TestDrive 'x.png')
        [IO.File]::ReadAllBytes($file.FullName)[1..3] | Should -Be @(0x50, 0x4E, 0x47)
    }

    It 'refuses <Path>' -ForEach @(
        @{ Path = 'https://other.example/v1/models' }
        @{ Path = '//other.example/v1' }
        @{ Path = '/v1/../api/user' }
        @{ Path = '/v1/%2e%2e/api' }
        @{ Path = '/' }
        @{ Path = '/ //127.0.0.1:1/v1/models' }
        @{ Path = "/`t//127.0.0.1:1/v1/models" }
        @{ Path = 'https:127.0.0.1:1/x' }
    ) {
        Invoke-WhataiApi $Path -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'sends the key to no other host, whatever the path looks like' {
        $other = Start-WhataiEmulator -ApiKey 'sk-other'
        foreach ($path in "/ //127.0.0.1:$($other.Port)/v1/models", "//127.0.0.1:$($other.Port)/v1/models", "http://127.0.0.1:$($other.Port)/v1/models", "\\127.0.0.1:$($other.Port)\v1") {
            Invoke-WhataiApi $path -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
        $other.Requests | Should -HaveCount 0
        $other | Stop-WhataiEmulator
    }

    It 'sends a query that holds an address' {
        (Invoke-WhataiApi '/v1/models?callback=https://a.b/c').object | Should -Be 'list'
    }

    It 'says that a stream broke: <_>' -ForEach 'cut-clean', 'cut-mid-line', 'done-without-finish', 'mid-stream-error', 'empty-200' {
        $null = Invoke-WhataiApi /v1/chat/completions -Body ($chat + @{ stream = $true }) -Stream -Header @{ 'X-Emulator-Fault' = $_ } -ErrorVariable problem -ErrorAction SilentlyContinue
        @($problem) | Should -HaveCount 1
    }

    It 'refuses -OutFile before anything is paid for, and numbers several' {
        { Invoke-WhataiApi /v1/chat/completions -Body $chat -OutFile (Join-Path $TestDrive 'no/such/x.json') } | Should -Throw -ErrorId 'FileNotWritten,*'
        { Invoke-WhataiApi /v1/chat/completions -Body $chat -Stream -OutFile x.json } | Should -Throw -ErrorId 'InvalidArgument,*'
        $emulator.Requests | Should -HaveCount 0
        ($chat, $chat | Invoke-WhataiApi /v1/chat/completions -OutFile (Join-Path $TestDrive 'two.json')).Name | Should -Be @('two.json', 'two-2.json')
    }

    It 'gives bytes of what is no text' {
        $id = (Invoke-WhataiChat '/image 8x6 markdown-url').Images[0].Url.Segments[-1]
        $bytes = Invoke-WhataiApi "/v1/files/$id/content"
        , $bytes | Should -BeOfType [byte[]]
        $bytes[1..3] | Should -Be @(0x50, 0x4E, 0x47)
    }

    It 'takes an address on a line of the connection' {
        (Invoke-WhataiApi "$($emulator.BaseUrl)/v1/models").object | Should -Be 'list'
    }

    It 'sends nothing but reads with -WhatIf, and never twice what may have run' {
        Invoke-WhataiApi /v1/chat/completions -Body $chat -WhatIf
        $emulator.Requests | Should -HaveCount 0
        $null = Invoke-WhataiApi /v1/chat/completions -Body $chat -MaximumRetryCount 3 -Header @{ 'X-Emulator-Fault' = '500' } -ErrorAction SilentlyContinue
        $emulator.Requests | Should -HaveCount 1
    }

    It 'makes an error of an error, and of a web page' {
        Invoke-WhataiApi /v1/nothing -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        Invoke-WhataiApi /no/such/page -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
        Invoke-WhataiApi /v1/models -Header @{ 'X-Emulator-Fault' = 'shape-dashboard' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1
    }

    It 'merges -ExtraBody as the other cmdlets do: deeply, and a null takes away' {
        $null = Invoke-WhataiApi /v1/chat/completions -Body ($chat + @{ top_p = 1; metadata = @{ a = '1' } }) -ExtraBody @{ temperature = 0.5; top_p = $null; metadata = @{ b = '2' } }
        $sent = $emulator.Requests[0].Body | ConvertFrom-Json
        $sent.temperature | Should -Be 0.5
        $sent.PSObject.Properties.Name | Should -Not -Contain 'top_p'
        $sent.metadata.a, $sent.metadata.b | Should -Be @('1', '2')
    }
}
