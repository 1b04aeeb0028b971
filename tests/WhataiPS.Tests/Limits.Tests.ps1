BeforeAll {
    . $PSScriptRoot/Common.ps1
    $quiet = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
}
AfterAll {
    Disconnect-Whatai -All
    Get-WhataiEmulator | Stop-WhataiEmulator
}

Describe 'A run against the limit of a gateway' {
    BeforeEach {
        # What a process has learnt of a gateway's limit, it keeps: each test has its own.
        $emulator = Start-WhataiEmulator
        $null = $emulator | Connect-Whatai
    }
    AfterEach { $emulator | Stop-WhataiEmulator }

    It 'of <Name> waits, and spends no retries' -ForEach @(
        @{ Name = 'Invoke-WhataiChat'; Call = { 1..4 | Invoke-WhataiChat -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Invoke-WhataiChat -ThrottleLimit'; Call = { 1..4 | Invoke-WhataiChat -ThrottleLimit 4 -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Invoke-WhataiChat -Stream'; Call = { 1..4 | Invoke-WhataiChat -Stream -MaximumRetryCount 0 @quiet | Where-Object Completion } }
        @{ Name = 'Invoke-WhataiResponse'; Call = { 1..4 | Invoke-WhataiResponse -ThrottleLimit 4 -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Invoke-WhataiGemini'; Call = { 1..4 | Invoke-WhataiGemini -ThrottleLimit 4 -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Invoke-WhataiMessage'; Call = { 1..4 | Invoke-WhataiMessage -ThrottleLimit 4 -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Invoke-WhataiCompletion'; Call = { 1..4 | Invoke-WhataiCompletion -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Get-WhataiEmbedding'; Call = { 1..4 | Get-WhataiEmbedding -BatchSize 1 -MaximumRetryCount 0 @quiet } }
        @{ Name = 'New-WhataiImage'; Call = { 1..4 | New-WhataiImage -Model gpt-image-1 -MaximumRetryCount 0 @quiet } }
        @{ Name = 'ConvertTo-WhataiSpeech'; Call = { 1..4 | ConvertTo-WhataiSpeech -OutDirectory $TestDrive -MaximumRetryCount 0 @quiet } }
        @{ Name = 'Start-WhataiVideo'; Call = { 1..4 | Start-WhataiVideo -Confirm:$false -MaximumRetryCount 0 @quiet } }
    ) {
        $emulator.AddFault('429', 3)
        $answers = @(. $Call)
        $answers | Should -HaveCount 4
        $problem | Should -BeNullOrEmpty
        @($emulator.Requests | Where-Object Status -EQ 429) | Should -HaveCount 3
        $emulator.LedgerTotals.Dispatches | Should -Be 4
    }

    It 'is not what a call on its own is' {
        $emulator.AddFault('429', 2)
        Invoke-WhataiChat 'x' -MaximumRetryCount 1 @quiet | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        $emulator.Requests | Should -HaveCount 2
    }

    It 'of <Name> ends with one error where the quota is used up, which has what is left' -ForEach @(
        @{ Name = 'Invoke-WhataiChat'; Call = { 1..20 | Invoke-WhataiChat -ThrottleLimit 4 @quiet } }
        @{ Name = 'Invoke-WhataiChat one by one'; Call = { 1..20 | Invoke-WhataiChat @quiet } }
        @{ Name = 'Invoke-WhataiGemini'; Call = { 1..20 | Invoke-WhataiGemini -ThrottleLimit 4 @quiet } }
        @{ Name = 'Get-WhataiEmbedding'; Call = { 1..20 | Get-WhataiEmbedding -BatchSize 1 -ThrottleLimit 4 @quiet } }
        @{ Name = 'New-WhataiImage'; Call = { 1..20 | New-WhataiImage -Model gpt-image-1 -ThrottleLimit 4 @quiet } }
        @{ Name = 'Start-WhataiVideo'; Call = { 1..20 | Start-WhataiVideo -Confirm:$false @quiet } }
    ) {
        $emulator.AddFault('429-quota', -1)
        . $Call | Should -BeNullOrEmpty
        @($problem) | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'QuotaExceeded,*'
        "$($problem[0])" | Should -BeLike '*The run is over: 20 of the inputs were not answered*'
        $problem[0].TargetObject | Should -Be (1..20)
        $emulator.Requests.Count | Should -BeLessOrEqual 4
    }

    It 'goes on from its journal when there is quota again' {
        $journal = Join-Path $TestDrive 'run.jsonl'
        $first = 1..10 | ForEach-Object { if ($_ -eq 6) { $emulator.AddFault('429-quota', -1) }; "/say $_" } | Invoke-WhataiChat -Journal $journal -SummaryVariable summary @quiet
        $first.Text | Should -Be (1..5)
        "$($problem[0])" | Should -BeLike "*5 of the inputs were not answered. Run it again with the journal $journal*"
        $summary.Answered, $summary.Failed, $summary.Left | Should -Be @(5, 0, 5)
        $emulator.ClearFaults()
        (1..10 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Journal $journal).Text | Should -Be (1..10)
        $emulator.LedgerTotals.Dispatches | Should -Be 10
    }

    It 'waits no longer than -MaximumWaitSec, and says meanwhile how long it is' {
        $limited = Start-WhataiEmulator -RequestsPerMinute 3
        $null = $limited | Connect-Whatai -Name limited
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $said = 1..10 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection limited -ThrottleLimit 2 -MaximumWaitSec 3 -Verbose @quiet 4>&1
        $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 2.9
        @($said | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Text | Should -Be (1..3)
        "$($said | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -Match "Waiting for the gateway's limit, [0-9]+ s"
        @($problem) | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        "$($problem[0])" | Should -BeLike '*-MaximumWaitSec*7 of the inputs were not answered*'
        $problem[0].TargetObject | Should -Be (4..10 | ForEach-Object { "/say $_" })
        $limited | Stop-WhataiEmulator
    }

    It 'ends where the gateway asks for longer than a call may take' {
        $emulator.AddFault('429-long', -1)
        1..5 | Invoke-WhataiChat -TimeoutSec 100 @quiet | Should -BeNullOrEmpty
        @($problem) | Should -HaveCount 1
        $problem[0].Exception.RetryAfter | Should -Be ([timespan]::FromSeconds(600))
        $problem[0].TargetObject | Should -Be (1..5)
        $emulator.Requests | Should -HaveCount 1
    }
}

Describe 'Connect-Whatai -RequestsPerMinute' {
    BeforeEach {
        # Each has a key of its own, so that no test counts for another.
        $own = Start-WhataiEmulator -ApiKey "sk-$([guid]::NewGuid())"
    }
    AfterEach { $own | Stop-WhataiEmulator }

    It 'has all calls keep to it, of whatever connection and runspace' {
        $connection = $own | Connect-Whatai -Name paced -RequestsPerMinute 2
        $connection.RequestsPerMinute, $connection.TokensPerMinute | Should -Be @(2, 0)
        (1..3 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection paced -MaximumWaitSec 0.3 @quiet).Text | Should -Be @(1, 2)
        $problem[0].TargetObject | Should -Be '/say 3'
        $null = $own | Connect-Whatai -Name again -RequestsPerMinute 2
        Invoke-WhataiChat 'x' -Connection again -TimeoutSec 0.3 @quiet | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Module, $Emulator)
                    Import-Module $Module
                    $null = $Emulator | Connect-Whatai -Name third -RequestsPerMinute 2
                    Invoke-WhataiChat 'x' -Connection third -TimeoutSec 0.3
                }).AddArgument((Get-Module WhataiPS).Path).AddArgument($own)
            $shell.Invoke() | Should -BeNullOrEmpty
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        }
        finally { $shell.Dispose() }
        $own.Requests | Should -HaveCount 2
    }

    It 'counts tokens, too' {
        $null = $own | Connect-Whatai -Name paced -TokensPerMinute 20
        (1..5 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection paced -MaximumWaitSec 0.3 @quiet).Count | Should -BeIn @(1, 2, 3)
        @($problem) | Should -HaveCount 1
    }

    It 'is no negative number' {
        { Connect-Whatai http://127.0.0.1:1 -RequestsPerMinute -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'The emulator''s limits' {
    It 'are said in a gateway''s words: <Parameter>' -ForEach @(
        @{ Parameter = @{ RequestsPerMinute = 1 }; Says = '您已达到请求数限制：1分钟内最多请求1次' }
        @{ Parameter = @{ TotalRequestsPerMinute = 1 }; Says = '您已达到总请求数限制：1分钟内最多请求1次，包括失败次数' }
        @{ Parameter = @{ TokensPerMinute = 1 }; Says = 'Rate limit reached on tokens per min (TPM): Limit 1' }
    ) {
        $limited = Start-WhataiEmulator @Parameter
        $null = $limited | Connect-Whatai -Name limited
        (Invoke-WhataiChat '/say a' -Connection limited).Text | Should -Be 'a'
        Invoke-WhataiChat '/say b' -Connection limited -MaximumRetryCount 0 @quiet | Should -BeNullOrEmpty
        "$($problem[0])" | Should -BeLike "*$Says*"
        $limited | Stop-WhataiEmulator
    }

    It 'hold for what runs at once' {
        $limited = Start-WhataiEmulator -ConcurrentRequests 2 -LatencyMs 100
        $null = $limited | Connect-Whatai -Name limited
        (1..12 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection limited -ThrottleLimit 6 @quiet).Text | Should -Be (1..12)
        $problem | Should -BeNullOrEmpty
        $limited.PeakConcurrency | Should -Be 2
        @($limited.Requests | Where-Object Status -EQ 429).Count | Should -BeIn (1..8)
        $limited | Stop-WhataiEmulator
    }
}
