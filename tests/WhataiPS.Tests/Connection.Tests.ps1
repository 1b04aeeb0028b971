BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
}
AfterAll { $emulator | Stop-WhataiEmulator }

Describe 'Connections' {
    AfterEach { if (Get-WhataiConnection -ErrorAction SilentlyContinue) { Disconnect-Whatai -All } }

    It 'takes <_> as the same base URL' -ForEach '', '/', '/v1', '/v1/', '/v1/chat/completions' {
        $connection = Connect-Whatai "$($emulator.BaseUrl)$_" $emulator.ApiKey
        "$($connection.BaseUrl)" | Should -Be "$($emulator.BaseUrl)/"
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
    }

    It 'refuses what is no base URL, and shows no secret of it' {
        Connect-Whatai 'ftp://host' 'sk-x' -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Connect-Whatai 'not a url' 'sk-x' -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Connect-Whatai 'https://me:sk-hidden@host' -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Not -Match 'sk-hidden'
        Connect-Whatai $emulator.BaseUrl "sk-with`nbreak" -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Match 'line break'
        "$($problem[0])" | Should -Not -Match 'sk-with'
    }

    It 'keeps several by name; the newest is the default' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name one -Model gpt-4o
        $null = Connect-Whatai $emulator.BaseUrl 'sk-wrong' -Name two -Model gpt-4.1
        (Get-WhataiConnection).Name | Should -Be @('two', 'one')
        (Get-WhataiConnection o*).Name | Should -Be 'one'
        Get-WhataiConnection three -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoSuchConnection,*'
        (Invoke-WhataiChat 'x' -Connection one).Model | Should -Be 'gpt-4o'
        (Invoke-WhataiChat 'x' -Connection (Get-WhataiConnection one)).Model | Should -Be 'gpt-4o'
        { Invoke-WhataiChat 'x' -Connection three } | Should -Throw -ErrorId 'NoSuchConnection,*'
        { Invoke-WhataiChat 'x' -Connection 5 } | Should -Throw '*Get-WhataiConnection*'
        Disconnect-Whatai
        (Get-WhataiConnection).Name | Should -Be 'one'
    }

    It 'completes the names' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name 'my line'
        (TabExpansion2 'Invoke-WhataiChat x -Connection my').CompletionMatches.CompletionText | Should -Be "'my line'"
    }

    It 'goes to the next line where the first can''t be reached' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $dead = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
        $listener.Stop()
        $connection = Connect-Whatai $dead, $emulator.BaseUrl $emulator.ApiKey
        $emulator.ClearLog()
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
        (Invoke-WhataiChat 'x' -Stream)[-1].Completion.Text | Should -Be 'Echo: x'
        "$($connection.CurrentEndpoint)" | Should -Be "$($emulator.BaseUrl)/"
        $emulator.Ledger | Should -HaveCount 2
    }

    It 'needs no Connect-Whatai where the environment is set' {
        $text = Invoke-FreshShell '(Invoke-WhataiChat "/say from the environment").Text; (Get-WhataiConnection).Name; (Get-WhataiConnection).Model; (Invoke-WhataiChat "/say by name" -Connection environment).Text' @{
            WHATAI_API_KEY = $emulator.ApiKey; WHATAI_BASE_URL = "$($emulator.BaseUrl)/v1"; WHATAI_MODEL = 'gpt-4o'
        }
        $text -split "`n" | Should -Be @('from the environment', 'environment', 'gpt-4o', 'by name')
    }

    It 'takes OPENAI_API_KEY and OPENAI_BASE_URL where its own variables are not set' {
        $script = '(Get-WhataiConnection).BaseUrl[0].AbsoluteUri; (Invoke-WhataiChat "/say hello" -MaximumRetryCount 0).Text'
        $openai = @{ OPENAI_API_KEY = $emulator.ApiKey; OPENAI_BASE_URL = "$($emulator.BaseUrl)/v1" }
        Invoke-FreshShell $script $openai | Should -Be "$($emulator.BaseUrl)/`nhello"
        Invoke-FreshShell $script ($openai + @{ WHATAI_BASE_URL = 'http://127.0.0.1:1'; WHATAI_API_KEY = 'k' }) | Should -BeLike 'http://127.0.0.1:1/*'
        Invoke-FreshShell $script @{ OPENAI_API_KEY = 'wrong'; WHATAI_API_KEY = $emulator.ApiKey; OPENAI_BASE_URL = $emulator.BaseUrl } | Should -BeLike '*hello'
    }

    It 'takes the key alone out of <_>, and says so' -ForEach '"KEY"', "'KEY'", '“KEY”', 'OPENAI_API_KEY=KEY', 'export WHATAI_API_KEY="KEY"', "`$env:WHATAI_API_KEY = 'KEY'", 'Bearer KEY', 'Authorization: Bearer KEY', '"api_key": "KEY",' {
        $pasted = $_ -creplace '(?<![A-Z_])KEY', $emulator.ApiKey
        $null = Connect-Whatai $emulator.BaseUrl $pasted -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike 'The key was given with quotes*'
        "$said" | Should -Not -Match $emulator.ApiKey
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
        (Test-WhataiEndpoint $emulator.BaseUrl -ApiKey $pasted -Count 1 -WarningAction SilentlyContinue).Works | Should -BeTrue
    }

    It 'takes a key as it is, with or without white space around it' -ForEach 'sk-emulator', " sk-emulator`n" {
        $null = Connect-Whatai $emulator.BaseUrl $_ -WarningVariable said
        $said | Should -BeNullOrEmpty
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
    }

    It 'takes quotes off what the environment has, and says so once' {
        $text = Invoke-FreshShell '(Invoke-WhataiChat "/say one").Text; (Invoke-WhataiChat "/say two").Text' @{
            WHATAI_API_KEY = "`"$($emulator.ApiKey)`""; WHATAI_BASE_URL = "'$($emulator.BaseUrl)'"
        }
        @($text -split "`n" -match '^(one|two)$') | Should -Be @('one', 'two')
        @($text -split "`n" -match 'The key was given with quotes') | Should -HaveCount 1
    }

    It 'says which connection is the default now' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name one
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name two
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name three
        Disconnect-Whatai one -WarningVariable said
        $said | Should -BeNullOrEmpty
        Disconnect-Whatai -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Be "The default connection is now 'two' ($($emulator.BaseUrl)/)."
        Disconnect-Whatai two -WarningVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'disconnects several, by names and patterns, and says the default once' {
        foreach ($name in 'one', 'two', 'three', 'four') { $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name $name }
        Disconnect-Whatai t*, four -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Be "The default connection is now 'one' ($($emulator.BaseUrl)/)."
        @(Get-WhataiConnection *).Name | Should -Be 'one'
        Disconnect-Whatai nobody, none*, one -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1
        $problem[0].TargetObject | Should -Be 'nobody'
        Get-WhataiConnection * | Should -BeNullOrEmpty
    }

    It 'forgets saved ones by a pattern' {
        $saved = $env:WHATAI_CONNECTION_FILE
        $env:WHATAI_CONNECTION_FILE = "$TestDrive/some.json"
        try {
            foreach ($name in 'lab-a', 'lab-b', 'shop') { $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name $name -Save }
            Disconnect-Whatai lab-* -Forget -WarningAction SilentlyContinue
            (Get-Content $env:WHATAI_CONNECTION_FILE -Raw | ConvertFrom-Json).psobject.Properties.Name | Should -Be 'shop'
            @(Get-WhataiConnection *).Name | Should -Be 'shop'
        }
        finally { $env:WHATAI_CONNECTION_FILE = $saved; Disconnect-Whatai -All }
    }

    It 'keeps the path and the query of a base URL: <_>' -ForEach '/api/v3', '/v1beta/openai', '/openai/deployments/x?api-version=2024-10-21' {
        $connection = Connect-Whatai "$($emulator.BaseUrl)$_" $emulator.ApiKey
        "$($connection.BaseUrl)" | Should -Be "$($emulator.BaseUrl)$_"
        $null = Invoke-WhataiApi v1/models -ErrorAction SilentlyContinue
        "$($emulator.Requests[-1].Path)" | Should -BeLike "$(($_ -split '\?')[0])/models*"
    }

    It 'names the address that was not found' {
        $null = Connect-Whatai "$($emulator.BaseUrl)/v1/nothing/v4" $emulator.ApiKey
        Invoke-WhataiChat 'x' -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        "$($problem[0])" | Should -Match ([regex]::Escape("$($emulator.BaseUrl)/v1/nothing/v4/chat/completions"))
    }

    It 'says that no key was sent, not that it is wrong' {
        $null = Connect-Whatai $emulator.BaseUrl
        Invoke-WhataiChat 'x' -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ApiKeyMissing,*'
        $problem[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'WHATAI_API_KEY'
    }

    It 'says which variable is wrong' {
        Invoke-FreshShell 'try { Invoke-WhataiChat x } catch { "$_" }' @{ WHATAI_API_KEY = 'k'; WHATAI_BASE_URL = 'ftp://x' } | Should -Match 'WHATAI_BASE_URL'
    }

    It 'reads a secret by name' {
        function Get-Secret { param($Name, $Vault) if ($Name -eq 'whatai') { ConvertTo-SecureString $emulator.ApiKey -AsPlainText -Force } else { throw "no $Name" } }
        $null = Connect-Whatai $emulator.BaseUrl -SecretName whatai
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
        { Connect-Whatai $emulator.BaseUrl -SecretName other } | Should -Throw -ErrorId 'SecretNotFound,*'
    }

    It 'warns of plain http, of no key and of unchecked certificates' {
        $null = Connect-Whatai 'http://gateway.example' -SkipCertificateCheck -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -HaveCount 3
    }

    It 'is not seen from another runspace' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey
        $run = Start-Pipeline 'Get-WhataiConnection -ErrorAction SilentlyContinue'
        $run.Shell.EndInvoke($run.Handle)
        $run.Output | Should -BeNullOrEmpty
        $run.Shell.Dispose()
    }

    It 'sends the connection''s headers, and the call''s over them' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Header @{ 'X-Team' = 'a'; 'X-Run' = 'b' }
        $null = Invoke-WhataiChat 'x' -Header @{ 'X-Run' = 'c' }
        $emulator.Requests[-1].Headers['X-Team'] | Should -Be 'a'
        $emulator.Requests[-1].Headers['X-Run'] | Should -Be 'c'
        $emulator.Requests[-1].Headers['User-Agent'] | Should -BeLike 'WhataiPS/*'
    }
}
