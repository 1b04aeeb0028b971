BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    function Read-Log([string] $Path) { Get-Content $Path | ConvertFrom-Json }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Connect-Whatai -LogPath' {
    It 'logs each call as a line that can be searched, and neither what was said nor the key' {
        $log = Join-Path $TestDrive calls.jsonl
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -LogPath $log
        $null = 'my secret', 'another secret' | Invoke-WhataiChat -Model gpt-4o -ThrottleLimit 2
        $null = New-WhataiImage 'a secret cat'
        $null = Invoke-WhataiChat 'x' -Header @{ 'X-Emulator-Fault' = '429' } -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $lines = Read-Log $log
        $lines.operation | Should -Be @('chat', 'chat', 'image_generation', 'chat')
        $lines.status | Should -Be @('ok', 'ok', 'ok', 'error')
        $lines[0].model, $lines[0].finish_reason, $lines[0].attempts | Should -Be @('gpt-4o', 'stop', 1)
        ($lines | Where-Object error -EQ RateLimited).http_status | Should -Be 429
        ($lines | Measure-Object completion_tokens -Sum).Sum | Should -BeGreaterThan 0
        Get-Content $log -Raw | Should -Not -Match "secret|$($emulator.ApiKey)"
        if (-not $IsWindows) { (Get-Item $log).UnixMode | Should -Be '-rw-------' }
    }

    It 'is kept with a saved connection, and goes on in the same file' {
        $saved = $env:WHATAI_CONNECTION_FILE
        $env:WHATAI_CONNECTION_FILE = "$TestDrive/connections.json"
        try {
            $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name logged -LogPath "$TestDrive/kept.jsonl" -Save -WarningAction SilentlyContinue
            $null = Invoke-WhataiChat 'x' -Connection logged
            Disconnect-Whatai logged -WarningAction SilentlyContinue
            $null = Connect-Whatai -Name logged -ApiKey $emulator.ApiKey
            $null = Invoke-WhataiChat 'y' -Connection logged
            Read-Log "$TestDrive/kept.jsonl" | Should -HaveCount 2
        }
        finally { $env:WHATAI_CONNECTION_FILE = $saved }
    }

    It 'says at once that it can not be written, and later warns and goes on' {
        { Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -LogPath "$TestDrive/no/such/calls.jsonl" } | Should -Throw -ErrorId 'FileNotWritten,*'
        $folder = (New-Item "$TestDrive/gone" -ItemType Directory).FullName
        $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name gone -LogPath "$folder/calls.jsonl"
        Remove-Item $folder -Recurse
        ('a', 'b' | Invoke-WhataiChat -Connection gone -WarningVariable said -WarningAction SilentlyContinue).Text | Should -Be @('Echo: a', 'Echo: b')
        $said | Should -HaveCount 1
        "$said" | Should -BeLike '*calls.jsonl*'
    }
}
