BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    function Get-Failure([string] $Fault, [hashtable] $With = @{}) {
        $null = Invoke-WhataiChat 'the prompt' -Header @{ 'X-Emulator-Fault' = $Fault } @With -ErrorVariable problem -ErrorAction SilentlyContinue
        @($problem)
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'One error, well made' {
    It '<Fault> is <Id>, <Category>' -ForEach @(
        @{ Fault = '400'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = '401'; Id = 'AuthenticationFailed'; Category = 'AuthenticationError' }
        @{ Fault = '403'; Id = 'PermissionDenied'; Category = 'PermissionDenied' }
        @{ Fault = '403-quota'; Id = 'QuotaExceeded'; Category = 'QuotaExceeded' }
        @{ Fault = '404'; Id = 'NotFound'; Category = 'ObjectNotFound' }
        @{ Fault = '408'; Id = 'TimedOut'; Category = 'OperationTimeout' }
        @{ Fault = '422'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = '429'; Id = 'RateLimited'; Category = 'LimitsExceeded' }
        @{ Fault = '429-empty'; Id = 'RateLimited'; Category = 'LimitsExceeded' }
        @{ Fault = '429-quota'; Id = 'QuotaExceeded'; Category = 'QuotaExceeded' }
        @{ Fault = '500'; Id = 'ServiceUnavailable'; Category = 'ResourceUnavailable' }
        @{ Fault = '500-sensitive'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = '502-html'; Id = 'ServiceUnavailable'; Category = 'ResourceUnavailable' }
        @{ Fault = '503-model'; Id = 'NotFound'; Category = 'ObjectNotFound' }
        @{ Fault = '524'; Id = 'TimedOut'; Category = 'OperationTimeout' }
        @{ Fault = 'html-200'; Id = 'InvalidResponse'; Category = 'InvalidData' }
        @{ Fault = 'json-garbage'; Id = 'InvalidResponse'; Category = 'InvalidData' }
        @{ Fault = 'empty-200'; Id = 'InvalidResponse'; Category = 'InvalidData' }
        @{ Fault = 'error-as-event-stream'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = 'shape-gemini'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = 'shape-task'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = 'shape-claude'; Id = 'InvalidRequest'; Category = 'InvalidArgument' }
        @{ Fault = 'reset-before'; Id = 'ConnectionFailed'; Category = 'ConnectionError' }
    ) {
        $problem = Get-Failure $Fault
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeExactly "$Id,WhataiPS.Commands.InvokeWhataiChatCommand"
        $problem[0].CategoryInfo.Category | Should -Be $Category
        $problem[0].TargetObject | Should -Be 'the prompt'
        "$($problem[0])" | Should -Not -BeNullOrEmpty
    }

    It 'carries the status, the code, the request id and the server''s words' {
        $problem = (Get-Failure '403-quota')[0]
        $problem.Exception.StatusCode | Should -Be 403
        $problem.Exception.Code | Should -Be 'insufficient_user_quota'
        $problem.Exception.RequestId | Should -Not -BeNullOrEmpty
        $problem.ErrorDetails.Message | Should -Match ([regex]::Escape($problem.Exception.ServerMessage))
        $problem.ErrorDetails.Message | Should -Match $problem.Exception.RequestId
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        @([regex]::Matches($problem.ErrorDetails.Message, 'request id')).Count | Should -Be 1
    }

    It 'says how long the server wants to wait, and does not sleep it out' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $problem = (Get-Failure '429-long' @{ MaximumRetryCount = 5 })[0]
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $problem.Exception.RetryAfter | Should -Be ([timespan]::FromSeconds(600))
        "$problem" | Should -Match '600'
    }

    It 'sends again after a rate limit, and says so with -Verbose' {
        $emulator.ClearLog()
        $emulator.AddFault('429', 2)
        $said = Invoke-WhataiChat 'again' -MaximumRetryCount 2 -Verbose 4>&1
        "$($said[-1])" | Should -Be 'Echo: again'
        $said[0..($said.Count - 2)] -join "`n" | Should -Match 'retry 1 of 2'
        $emulator.Requests | Should -HaveCount 3
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'asks nothing with -Debug alone, where nobody could answer' {
        $text = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); (Invoke-WhataiChat '/say fine' -Debug 5>&1 | Where-Object { `$_ -isnot [Management.Automation.DebugRecord] }).Text"
        $text | Should -Be 'fine'
    }

    It 'says in -Verbose when nothing was piped' {
        @() | Invoke-WhataiChat 'about nothing' -Verbose 4>&1 | Should -Match 'no request was sent'
    }

    It 'never sends a chat twice after <_>' -ForEach '504', '524', 'reset-before', 'stall-headers' {
        $emulator.ClearLog()
        $with = if ($_ -eq 'stall-headers') { @{ TimeoutSec = 0.3 } } else { @{} }
        Get-Failure $_ (@{ MaximumRetryCount = 5 } + $with) | Should -HaveCount 1
        $emulator.Requests | Should -HaveCount 1
    }

    It 'speaks of the bill where there may be one, and only there, after <_>' -ForEach '504', 'reset-before' {
        "$(Get-Failure $_)" | Should -Match 'billed'
        $null = Get-WhataiModel -Header @{ 'X-Emulator-Fault' = $_ } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1
        "$problem" | Should -Not -Match 'billed'
    }

    It 'gives up at -TimeoutSec' {
        (Get-Failure 'stall-headers' @{ TimeoutSec = 0.2 })[0].FullyQualifiedErrorId | Should -BeLike 'TimedOut,*'
        (Get-Failure 'stall' @{ TimeoutSec = 0.2; Stream = $true })[0] | Should -Match 'incomplete'
    }

    It 'says in one line what to do where there is no connection: <_>' -ForEach 'Invoke-WhataiChat hi', 'Get-WhataiModel', 'Get-WhataiConnection', 'Disconnect-Whatai' {
        $text = Invoke-FreshShell "try { $_ -ErrorAction Stop } catch { `"`$_`" }"
        $text | Should -Match 'Connect-Whatai -BaseUrl'
        $text.Trim() -split "`n" | Should -HaveCount 1
    }

    It 'says it in Chinese to who reads Chinese' {
        $text = Invoke-FreshShell "[cultureinfo]::CurrentUICulture = 'zh-CN'; try { Invoke-WhataiChat hi -ErrorAction Stop } catch { `"`$_`" }"
        $text | Should -Match '尚未连接'
    }

    It 'is a connection error where nobody listens' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $null = Connect-Whatai "http://127.0.0.1:$port" 'sk-x' -Name nobody -MaximumRetryCount 0
        $null = Invoke-WhataiChat 'x' -Connection nobody -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        Disconnect-Whatai nobody
    }
}
