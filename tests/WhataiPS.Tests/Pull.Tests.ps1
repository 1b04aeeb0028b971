# The pull rules: they come first because everything else stands on them.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Pull, not pump' {
    BeforeEach { $emulator.ClearLog() }

    It 'ends after three objects and closes the connection' {
        $emulator.TokenDelay = [timespan]::FromMilliseconds(5)
        try { $three = Invoke-WhataiChat '/repeat 100000 word' -Stream | Select-Object -First 3 }
        finally { $emulator.TokenDelay = [timespan]::Zero }
        $three | Should -HaveCount 3
        Wait-Until { $emulator.Requests[-1].Outcome -eq 'ClientClosed' } | Should -BeTrue
        $emulator.Requests[-1].ChunksSent | Should -BeLessThan 1000
    }

    It 'closes the connection as well when the server is faster than the reader' {
        $three = Invoke-WhataiChat '/repeat 1000000 word' -Stream | Select-Object -First 3
        $three.Text | Should -Be @('word', 'word', 'word')
        Wait-Until { $emulator.Requests[-1].Outcome -eq 'ClientClosed' } | Should -BeTrue
    }

    It 'returns at once when stopped during <Fault>' -ForEach @(
        @{ Fault = 'stall'; Form = '-Stream'; Pieces = 1 }
        @{ Fault = 'stall-headers'; Form = '-Stream'; Pieces = 0 }
        @{ Fault = 'stall-headers'; Form = ''; Pieces = 0 }
        @{ Fault = 'stall'; Form = '-Live'; Pieces = 0 }
    ) {
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); Invoke-WhataiChat 'hello there' $Form -Header @{ 'X-Emulator-Fault' = '$Fault' }"
        Wait-Until { $emulator.Requests.Count -eq 1 -and $run.Output.Count -ge $Pieces } | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 200
        $run.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $run.Shell.Streams.Error | Should -BeNullOrEmpty
        Wait-Until { $emulator.Requests[-1].Outcome -eq 'ClientClosed' } | Should -BeTrue
        $run.Shell.Dispose()
    }

    It 'returns at once when stopped with many under way' {
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); 1..100 | ForEach-Object { `"/say `$_`" } | Invoke-WhataiChat -ThrottleLimit 8 -Header @{ 'X-Emulator-Fault' = 'stall-headers' }"
        Wait-Until { $emulator.Requests.Count -eq 8 } | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 200
        $run.Shell.Streams.Error | Should -BeNullOrEmpty
        Wait-Until { @($emulator.Requests | Where-Object Outcome -EQ 'ClientClosed').Count -eq 8 } | Should -BeTrue
        $run.Shell.Dispose()
    }

    It 'returns at once when stopped while it waits to send again' {
        $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); Invoke-WhataiChat 'hello' -Header @{ 'X-Emulator-Fault' = '429-retry-after' } -MaximumRetryCount 50"
        Wait-Until { $emulator.Requests.Count -ge 1 -and $emulator.Requests[0].Outcome -eq 'Completed' } | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 200
        $run.Shell.Streams.Error | Should -BeNullOrEmpty
        $run.Shell.Dispose()
    }

    It 'keeps what came before <Fault> and adds one error that says so' -ForEach @(
        @{ Fault = 'cut-mid-line'; Id = 'IncompleteAnswer'; Category = 'InvalidData' }
        @{ Fault = 'cut-clean'; Id = 'IncompleteAnswer'; Category = 'InvalidData' }
        @{ Fault = 'cut-mid-utf8'; Id = 'IncompleteAnswer'; Category = 'InvalidData' }
        @{ Fault = 'reset'; Id = 'IncompleteAnswer'; Category = 'InvalidData' }
        @{ Fault = 'done-without-finish'; Id = 'IncompleteAnswer'; Category = 'InvalidData' }
        @{ Fault = 'mid-stream-error'; Id = 'ServiceUnavailable'; Category = 'ResourceUnavailable' }
    ) {
        $pieces = Invoke-WhataiChat 'one two three four five six seven eight' -Stream -Header @{ 'X-Emulator-Fault' = $Fault } -ErrorVariable problem -ErrorAction SilentlyContinue
        @($pieces).Count | Should -BeGreaterThan 0
        @($pieces | Where-Object Completion) | Should -HaveCount 0
        # -ErrorVariable also hears of the same error on its way; one record is what the user sees.
        @($problem) | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem[0].CategoryInfo.Category | Should -Be $Category
        "$($problem[0])" | Should -Match 'incomplete'
        $problem[0].TargetObject | Should -Be 'one two three four five six seven eight'
    }

    It 'goes on with the next prompt after one that failed' {
        $emulator.AddFault('400')
        $answers = 'first', 'second' | Invoke-WhataiChat -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers.Text | Should -Be 'Echo: second'
        $problem[0].TargetObject | Should -Be 'first'
    }
}
