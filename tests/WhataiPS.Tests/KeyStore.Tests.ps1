BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $env:WHATAI_CONNECTION_FILE = "$TestDrive/connections.json"
    $path = $env:PATH

    # A program of the system's that keeps one key in a file, and notes what it was told.
    function Set-Program([string] $Name, [string] $Body) {
        $null = New-Item "$TestDrive/bin" -ItemType Directory -Force
        Set-Content "$TestDrive/bin/$Name" "#!/bin/sh`necho `"`$*`" >> '$TestDrive/arguments'`ncd '$TestDrive'`n$Body"
        [IO.File]::SetUnixFileMode("$TestDrive/bin/$Name", 'UserRead, UserWrite, UserExecute')
        $env:PATH = "$TestDrive/bin$([IO.Path]::PathSeparator)$path"
    }
    function New-Store([string] $Type, [object[]] $Argument = @()) {
        $class = (Get-Command Connect-Whatai).ImplementingType.Assembly.GetType("WhataiPS.Sessions.$Type")
        , [Activator]::CreateInstance($class, $Argument)
    }
}
AfterAll {
    $env:PATH = $path
    $env:WHATAI_KEY_STORE = 'none'
    Remove-Item env:WHATAI_CONNECTION_FILE
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Connect-Whatai -Save, where the system keeps keys' -Skip:(-not $IsLinux) {
    BeforeEach {
        $env:WHATAI_KEY_STORE = $null
        Remove-Item "$TestDrive/*" -Recurse -ErrorAction Ignore
        Set-Program secret-tool "case `$1 in store) cat > key;; lookup) cat key 2>/dev/null;; clear) rm key 2>/dev/null;; esac"
    }
    AfterEach { Disconnect-Whatai -All; $env:WHATAI_KEY_STORE = 'none'; $env:PATH = $path }

    It 'keeps the key there, and only there, and reads it again' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name 'my work' -Save -WarningVariable said
        $said | Should -BeNullOrEmpty
        [IO.File]::ReadAllText("$TestDrive/key") | Should -BeExactly $emulator.ApiKey
        foreach ($file in 'arguments', 'connections.json') { Get-Content "$TestDrive/$file" -Raw | Should -Not -Match $emulator.ApiKey }
        Disconnect-Whatai -All
        $null = Connect-Whatai -Name 'my work'
        (Invoke-WhataiChat '/say kept').Text | Should -Be 'kept'
        (Get-WhataiConnection -Saved).KeyStore | Should -Be 'libsecret'
        (Connect-Whatai -Name 'my work' -Model gpt-4o -Save).HasApiKey | Should -BeTrue
        (Get-WhataiConnection -Saved).KeyStore | Should -Be 'libsecret'
        Disconnect-Whatai 'my work' -Forget
        Test-Path "$TestDrive/key" | Should -BeFalse
    }

    It 'does not send it to another address' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name work -Save
        Disconnect-Whatai -All
        (Connect-Whatai http://127.0.0.1:9 -Name work).HasApiKey | Should -BeFalse
    }

    It 'says why not, and saves the rest: <What>' -ForEach @(
        @{ What = 'the keyring is locked'; Body = 'echo locked >&2; exit 1'; Says = 'locked' }
        @{ What = 'it fails without a word'; Body = 'exit 1'; Says = 'secret-tool' }
        @{ What = 'there is no program'; Body = $null; Says = 'secret-tool' }
        @{ What = 'it is turned off'; Body = ''; Says = 'WHATAI_KEY_STORE'; Off = 'none' }
    ) {
        Set-Program secret-tool $Body
        if ($null -eq $Body) { $env:PATH = "$TestDrive/nowhere" }
        $env:WHATAI_KEY_STORE = $Off
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name work -Save -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match "not saved: .*$Says.*SecretManagement"
        (Get-WhataiConnection -Saved work).KeyStore | Should -BeNullOrEmpty
    }

    It 'is an error where the key is gone: <What>' -ForEach @(
        @{ What = 'taken away'; Break = { Remove-Item "$TestDrive/key" } }
        @{ What = 'kept on another system'; Break = { (Get-Content "$TestDrive/connections.json") -replace 'libsecret', 'keychain' | Set-Content "$TestDrive/connections.json" } }
        @{ What = 'turned off'; Break = { $env:WHATAI_KEY_STORE = 'none' } }
    ) {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name work -Save
        Disconnect-Whatai -All
        & $Break
        $problem = { Connect-Whatai -Name work } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'StoredKeyUnavailable,*'
        "$problem" | Should -Match '-ApiKey'
        (Connect-Whatai -Name work -ApiKey $emulator.ApiKey).HasApiKey | Should -BeTrue
    }

    It 'keeps nothing with -WhatIf' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name work -Save -WhatIf
        Test-Path "$TestDrive/key", "$TestDrive/arguments" | Should -Be $false, $false
    }

    It 'gives the Keychain''s program its commands by its input' {
        Set-Program security "case `$1 in -i) cat > said;; find*) echo 'sk-1 `"2`"';; delete*) echo 'The specified item could not be found in the keychain.' >&2; exit 44;; esac"
        $store = New-Store KeychainKeyStore "$TestDrive/bin/security"
        $null = $store.SaveAsync('my work', (ConvertTo-SecureString 'a"b\c' -AsPlainText), [Threading.CancellationToken]::None).Result
        Get-Content "$TestDrive/said" | Should -BeExactly 'add-generic-password -U -s WhataiPS -a "my work" -w "a\"b\\c"'
        $store.ReadAsync('my work', $null, [Threading.CancellationToken]::None).Result | ConvertFrom-SecureString -AsPlainText | Should -BeExactly 'sk-1 "2"'
        $store.RemoveAsync('my work', [Threading.CancellationToken]::None).Result | Should -BeFalse
        Get-Content "$TestDrive/arguments" -Raw | Should -Not -Match 'a"b'
        { $null = $store.SaveAsync("a`nb", (ConvertTo-SecureString 'k' -AsPlainText), [Threading.CancellationToken]::None).GetAwaiter().GetResult() } | Should -Throw '*control*'
    }

    It 'has Windows protect the key, for the file of connections' {
        $store = New-Store DataProtectionKeyStore
        $kept = $store.SaveAsync('work', (ConvertTo-SecureString 'sk-1' -AsPlainText), [Threading.CancellationToken]::None).Result
        $store.ReadAsync('work', $kept, [Threading.CancellationToken]::None).Result | ConvertFrom-SecureString -AsPlainText | Should -BeExactly 'sk-1'
        { $store.ReadAsync('work', 'no such text', [Threading.CancellationToken]::None).Result } | Should -Throw
    }
}

Describe 'Connect-Whatai -Test' {
    BeforeEach { Disconnect-Whatai -All; $emulator.ClearLog() }

    It 'asks for the models, which is free, and connects' {
        (Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Test).HasApiKey | Should -BeTrue
        $emulator.Requests.Path | Should -Be '/v1/models'
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'makes and saves no connection where the key does not work, and keeps the one that was there' {
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey
        $made = Connect-Whatai $emulator.BaseUrl sk-wrong -Test -Save -ErrorVariable problem -ErrorAction SilentlyContinue
        $made | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        Test-Path $env:WHATAI_CONNECTION_FILE | Should -BeFalse
        (Invoke-WhataiChat '/say there').Text | Should -Be 'there'
    }

    It 'tells a gateway that is not there' {
        $null = Connect-Whatai http://127.0.0.1:9 k -Test -MaximumRetryCount 0 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        @(Get-WhataiConnection *) | Should -HaveCount 0
    }
}
