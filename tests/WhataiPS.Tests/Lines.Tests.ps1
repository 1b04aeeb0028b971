BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -Line 3
    $one, $two, $three = $emulator.Lines
}
AfterAll { Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

Describe 'Several lines' {
    BeforeEach {
        1..3 | ForEach-Object { $emulator.SetLine($_, 'healthy') }
        $emulator.ClearLog()
        $null = Connect-Whatai $emulator.Lines $emulator.ApiKey -ConnectTimeoutSec 2
    }

    It 'serves by the third where one refuses and one stalls: once within the connect time-out, then at once' {
        $emulator.SetLine(1, 'refuse')
        $emulator.SetLine(2, 'stall')
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Get-WhataiModel gpt-4o | Should -Not -BeNullOrEmpty
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 1.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 4
        $watch.Restart()
        Get-WhataiModel gpt-4o | Should -Not -BeNullOrEmpty
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1.5
        "$((Get-WhataiConnection).CurrentEndpoint)" | Should -Be "$three/"
        $emulator.Ledger.Line | Should -Be 3
    }

    It 'sets a line aside that answers <_> to what costs nothing, and says so' -ForEach 'html-200', '502', '502-html', '504', 'captive-portal', 'reset-before' {
        $emulator.SetLine(1, $_)
        $said = Get-WhataiModel gpt-4o -Verbose 4>&1
        "$said" | Should -Match ([regex]::Escape("The endpoint $one/ is set aside for 60 s. Trying the endpoint $two/."))
        $null = Invoke-WhataiChat 'x'
        $emulator.Ledger.Line | Should -Be 2
    }

    It 'leaves what may have been billed on its line: <_>' -ForEach 'reset-before', '504', 'mid-stream-error', '502', 'html-200', 'empty-200' {
        $emulator.SetLine(1, $_)
        Invoke-WhataiChat 'x' -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Invoke-WhataiChat 'x' -Stream -ErrorAction SilentlyContinue | Should -Not -Contain 'Echo: x'
        $emulator.Requests | Where-Object Line -NE 1 | Should -BeNullOrEmpty
    }

    It 'bills nothing on two lines' {
        $emulator.SetLine(1, 'reset-before')
        $null = 1..5 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -ErrorAction SilentlyContinue
        $null = Get-WhataiModel
        $null = 1..5 | ForEach-Object { "/say $_" } | Invoke-WhataiChat
        $emulator.SetLine(2, 'refuse')
        $null = 6..9 | ForEach-Object { "/say $_" } | Invoke-WhataiChat
        foreach ($request in $emulator.Ledger | Group-Object Fingerprint) {
            # Asked again by the user, on purpose; never by the module.
            ($request.Group | Group-Object Line | ForEach-Object Count | Measure-Object -Maximum).Maximum | Should -Be 1
        }
        ($emulator.Ledger | Where-Object Line -EQ 1).Count | Should -Be 5
        $emulator.LedgerTotals.Dispatches | Should -Be 14
    }

    It 'does not take an error of the request for one of the line' {
        $null = Get-WhataiModel -Header @{ 'X-Emulator-Fault' = '401' } -ErrorAction SilentlyContinue
        $null = Get-WhataiModel
        $emulator.Requests.Line | Should -Be @(1, 1)
    }
}

Describe 'Test-WhataiEndpoint' {
    BeforeEach { 1..3 | ForEach-Object { $emulator.SetLine($_, 'healthy') }; $emulator.ClearLog() }

    It 'gives the best first, and says why not' {
        $emulator.SetLine(1, 'refuse')
        $emulator.SetLine(2, 'html-200')
        $result = Test-WhataiEndpoint $emulator.Lines -ApiKey $emulator.ApiKey
        "$($result[0].BaseUrl)" | Should -Be "$three/"
        $result.Works | Should -Be @($true, $false, $false)
        $result[0].Tries | Should -Be 3
        $result[0].Answered | Should -Be 3
        $result[0].Problem | Should -BeNullOrEmpty
        $result[0].ConnectMs | Should -BeGreaterThan 0
        $result[0].TlsMs | Should -BeNullOrEmpty
        $result[0].FirstByteMs | Should -BeGreaterThan 0
        $result[0].TotalMs | Should -BeGreaterThan $result[0].FirstByteMs
        ($result | Where-Object BaseUrl -EQ "$one/").Tries | Should -Be 1
        ($result | Where-Object BaseUrl -EQ "$one/").Problem | Should -Match 'connect'
        ($result | Where-Object BaseUrl -EQ "$two/").Problem | Should -Match 'web page'
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'waits for a line that stalls no longer than it is told' {
        $emulator.SetLine(1, 'stall')
        $time = Measure-Command { $result = Test-WhataiEndpoint $one, $two -TimeoutSec 1 }
        $time.TotalSeconds | Should -BeLessThan 4
        $result.Works | Should -Be @($true, $false)
    }

    It 'sends no key to lines that it was not given for' {
        $null = Connect-Whatai $one $emulator.ApiKey -Header @{ 'X-Secret' = 's' }
        $null = Test-WhataiEndpoint $one, $two -Count 1
        ($emulator.Requests | Where-Object Line -EQ 1).HasAuthorization | Should -BeTrue
        ($emulator.Requests | Where-Object Line -EQ 2).HasAuthorization | Should -BeFalse
        ($emulator.Requests | Where-Object Line -EQ 1).Headers['X-Secret'] | Should -Be 's'
        ($emulator.Requests | Where-Object Line -EQ 2).Headers.ContainsKey('X-Secret') | Should -BeFalse
    }

    It 'says that the key is refused' {
        $result = Test-WhataiEndpoint $one -ApiKey sk-wrong -Count 1
        $result.Works | Should -BeFalse
        $result.Problem | Should -Match 'key'
    }

    It 'pipes into Connect-Whatai: the best one serves, the rest stands by' {
        $emulator.SetLine(1, 'refuse')
        $connection = Test-WhataiEndpoint $emulator.Lines -Count 1 | Connect-Whatai -ApiKey $emulator.ApiKey
        @($connection) | Should -HaveCount 1
        $connection.BaseUrl | Should -HaveCount 3
        "$($connection.BaseUrl[2])" | Should -Be "$one/"
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
        # Again, with the connection's own lines and key.
        $connection = Test-WhataiEndpoint -Count 1 | Connect-Whatai
        $connection.HasApiKey | Should -BeTrue
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
    }

    It 'needs lines, and says which is none' {
        Disconnect-Whatai -All
        { Test-WhataiEndpoint } | Should -Throw -ErrorId 'NotConnected,*'
        (Test-WhataiEndpoint 'ftp://x', $one -Count 1 -ErrorVariable problem -ErrorAction SilentlyContinue).Works | Should -BeTrue
        $problem[0].TargetObject | Should -Be 'ftp://x'
    }
}

Describe 'Saved connections' {
    BeforeAll {
        $env:WHATAI_CONNECTION_FILE = "$TestDrive/sub/connections.json"
        $emulator.SetLine(1, 'healthy')
    }
    AfterAll { $env:WHATAI_CONNECTION_FILE = $null }
    AfterEach { Disconnect-Whatai -All }

    It 'keeps all but the key, and comes back by its name' {
        $null = Connect-Whatai $one, $two $emulator.ApiKey -Name Work -Model gpt-4o -TimeoutSec 100 -MaximumRetryCount 5 -RequestsPerMinute 60 -TokensPerMinute 90000 -RetryTimeout -Save -WarningAction SilentlyContinue
        Get-Content $env:WHATAI_CONNECTION_FILE -Raw | Should -Not -Match $emulator.ApiKey
        Disconnect-Whatai -All
        $connection = Connect-Whatai -Name work -ApiKey $emulator.ApiKey
        "$($connection.BaseUrl)" | Should -Be "$one/ $two/"
        $connection.Model | Should -Be 'gpt-4o'
        $connection.TimeoutSec | Should -Be 100
        $connection.ConnectTimeoutSec | Should -Be 15
        $connection.MaximumRetryCount | Should -Be 5
        $connection.RequestsPerMinute, $connection.TokensPerMinute | Should -Be @(60, 90000)
        (Connect-Whatai -Name work -ApiKey k -RequestsPerMinute 0).RequestsPerMinute | Should -Be 0
        (Connect-Whatai -Name work -ApiKey k -Model o3 -TimeoutSec 7).TimeoutSec | Should -Be 7
        (Get-WhataiConnection -Saved).Name | Should -Be 'Work'
        (TabExpansion2 'Connect-Whatai -Name w').CompletionMatches.CompletionText | Should -Be 'Work'
    }

    It 'keeps a proxy without the password in its address, and says so: <_>' -ForEach 'http://me:hidden@proxy.example:3128', 'me:hidden@proxy.example:3128', 'http://proxy.example:3128/?password=hidden', 'http://me:hidden@proxy.example:3128/hidden#hidden' {
        $null = Connect-Whatai $one k -Name office -Proxy $_ -Save -WarningVariable said -WarningAction SilentlyContinue
        Get-Content $env:WHATAI_CONNECTION_FILE -Raw | Should -Match 'http://proxy.example:3128/'
        Get-Content $env:WHATAI_CONNECTION_FILE -Raw | Should -Not -Match 'hidden'
        @($said -like "*proxy of 'office' are not saved*").Count | Should -Be ([int] ($_ -match '@'))
        Disconnect-Whatai office -Forget
    }

    It 'shows and keeps no password that somebody wrote into the file' {
        $null = New-Item $env:WHATAI_CONNECTION_FILE -Force -Value '{"office":{"baseUrl":["http://127.0.0.1:9"],"proxy":"http://me:hidden@proxy.example:3128"}}'
        Get-WhataiConnection -Saved office | Format-List * | Out-String | Should -Not -Match 'hidden'
        $null = Connect-Whatai -Name office -ApiKey k -Save -WarningAction SilentlyContinue
        Get-Content $env:WHATAI_CONNECTION_FILE -Raw | Should -Match 'http://proxy.example:3128/'
        Get-Content $env:WHATAI_CONNECTION_FILE -Raw | Should -Not -Match 'hidden'
        Disconnect-Whatai office -Forget
    }

    It 'takes no proxy that is none, and does not show it: <_>' -ForEach 'ftp://me:hidden@proxy.example', 'socks9://me:hidden@proxy.example:1', 'mailto://me:hidden@x' {
        Connect-Whatai $one k -Name office -Proxy $_ -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $problem[0] | Format-List * -Force | Out-String | Should -Not -Match 'me:hidden'
    }

    It 'is readable by its owner alone' -Skip:$IsWindows {
        $file = $env:WHATAI_CONNECTION_FILE
        Remove-Item (Split-Path $file) -Recurse -Force
        $null = Connect-Whatai $one k -Name mine -Save -WarningAction SilentlyContinue
        (Get-Item $file).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
        (Get-Item (Split-Path $file)).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite, UserExecute')
        [IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite, GroupRead, OtherRead')
        $null = Connect-Whatai $one k -Name mine -Save -WarningAction SilentlyContinue
        (Get-Item $file).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
    }

    It 'knows the secret by its name' {
        function Get-Secret { param($Name, $Vault) if ($Name -eq 'whatai' -and $Vault -eq 'v') { ConvertTo-SecureString $emulator.ApiKey -AsPlainText -Force } else { throw "no $Name" } }
        $null = Connect-Whatai $one -Name vaulted -SecretName whatai -Vault v -Save
        Disconnect-Whatai -All
        $null = Connect-Whatai -Name vaulted
        (Invoke-WhataiChat 'x').Text | Should -Be 'Echo: x'
    }

    It 'forgets' {
        $null = Connect-Whatai $one k -Name gone -Save -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike "The key of 'gone' is not saved: *SecretManagement*"
        Disconnect-Whatai gone -Forget -WhatIf
        (Get-WhataiConnection -Saved gone).Name | Should -Be 'gone'
        Disconnect-Whatai gone -Forget
        { Connect-Whatai -Name gone } | Should -Throw -ErrorId 'NoSuchSavedConnection,*'
        Disconnect-Whatai gone -Forget -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoSuchSavedConnection,*'
    }

    It 'writes nothing with -WhatIf, and says when the file is broken' {
        $file = $env:WHATAI_CONNECTION_FILE
        $null = Connect-Whatai $one k -Name dry -Save -WhatIf
        (Get-WhataiConnection -Saved).Name | Should -Not -Contain 'dry'
        Set-Content $file 'not json'
        { Connect-Whatai -Name work -ApiKey k } | Should -Throw -ErrorId 'ConnectionsNotSaved,*'
        $null = Connect-Whatai $one k -Save -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionsNotSaved,*'
        Get-Content $file -Raw | Should -Match 'not json'
    }

    It 'says what is missing where there is no SecretManagement' {
        Invoke-FreshShell "function Import-Nothing {}; `$PSModuleAutoLoadingPreference = 'None'; try { Connect-Whatai $one -SecretName x } catch { `$_.FullyQualifiedErrorId }" |
            Should -BeLike 'SecretModuleMissing,*'
    }
}
