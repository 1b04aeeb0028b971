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
        "$($connection.CurrentLine)" | Should -Be "$($emulator.BaseUrl)/"
        $emulator.Ledger | Should -HaveCount 2
    }

    It 'needs no Connect-Whatai where the environment is set' {
        $text = Invoke-FreshShell '(Invoke-WhataiChat "/say from the environment").Text; (Get-WhataiConnection).Name; (Get-WhataiConnection).Model; (Invoke-WhataiChat "/say by name" -Connection environment).Text' @{
            WHATAI_API_KEY = $emulator.ApiKey; WHATAI_BASE_URL = "$($emulator.BaseUrl)/v1"; WHATAI_MODEL = 'gpt-4o'
        }
        $text -split "`n" | Should -Be @('from the environment', 'environment', 'gpt-4o', 'by name')
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
