# Responses that the server makes in the background.
Describe 'Invoke-WhataiResponse -Background and Wait-WhataiResponse' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $emulator = Start-WhataiEmulator
        $null = $emulator | Connect-Whatai
        function Get-Line { @($emulator.Requests).ForEach{ "$($_.Method) $($_.Path -replace 'resp_.+', 'ID')" } }
    }
    BeforeEach { $emulator.ClearLog() }
    AfterAll { Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

    It 'waits for the answer, and pays once' {
        $answer = Invoke-WhataiResponse 'Hello' -Background
        $answer.Text | Should -Be 'Echo: Hello'
        $answer.Status | Should -Be 'completed'
        $answer.Messages | Should -HaveCount 2
        Get-Line | Should -Be @('POST /v1/responses', 'GET /v1/responses/ID', 'GET /v1/responses/ID')
        $emulator.Ledger | Should -HaveCount 1
        (Wait-WhataiResponse $answer.Id).Text | Should -Be 'Echo: Hello'
    }

    It 'streams as ever' {
        (Invoke-WhataiResponse 'Hello' -Background -Stream)[-1].Completion.Text | Should -Be 'Echo: Hello'
        ($emulator.Requests[0].Body | ConvertFrom-Json).background | Should -BeTrue
    }

    It 'goes on to wait in the next run of a journal that was stopped' {
        $journal = Join-Path $TestDrive background.jsonl
        $run = Start-Pipeline "
            Connect-Whatai $($emulator.BaseUrl) -ApiKey (ConvertTo-SecureString $($emulator.ApiKey) -AsPlainText -Force) | Out-Null
            '/stuck', 'Hello' | Invoke-WhataiResponse -Background -Journal '$journal' -ThrottleLimit 2"
        Wait-Until { @($emulator.Requests).Where{ $_.Method -eq 'GET' }.Count -ge 4 } 30 | Should -BeTrue
        $run.Shell.Stop()
        $run.Shell.Dispose()
        @(Get-Content $journal | ConvertFrom-Json).response.status | Should -Contain 'queued'

        $billed = $emulator.Ledger.Count
        $answer = '/stuck' | Invoke-WhataiResponse -Background -Journal $journal -TimeoutSec 1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $answer | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Match 'resp_'
        # Unless it is cancelled, or gone.
        $null = Invoke-WhataiApi "v1/responses/$([regex]::Match("$($problem[0])", 'resp_\w+').Value)/cancel" -Method Post
        ('/stuck' | Invoke-WhataiResponse -Background -Journal $journal).Status | Should -Be 'cancelled'
        ('Hello' | Invoke-WhataiResponse -Background -Journal $journal).Text | Should -Be 'Echo: Hello'
        $emulator.Ledger | Should -HaveCount $billed
    }

    It 'is an error that names the id when the time is over, which completion knows' {
        Invoke-WhataiResponse '/stuck' -Background -TimeoutSec 1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'TimedOut,*'
        $id = [regex]::Match("$($problem[0])", 'resp_\w+').Value
        $id | Should -Not -BeNullOrEmpty
        (TabExpansion2 'Wait-WhataiResponse ' -cursorColumn 20).CompletionMatches[0].CompletionText | Should -Be $id
        Wait-WhataiResponse $id -TimeoutSec 0.2 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ResponseUnfinished,*'
        $null = Invoke-WhataiApi "v1/responses/$id/cancel" -Method Post
        (Wait-WhataiResponse $id).Status | Should -Be 'cancelled'
    }

    It 'is one error when the response failed, and the others go on' {
        $emulator.AddFault('response-failed')
        $answers = 'a', 'b' | Invoke-WhataiResponse -Background -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers.Text | Should -Be 'Echo: b'
        $problem | Should -HaveCount 1
        'nothing' | Wait-WhataiResponse -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        [pscustomobject]@{ a = 1 } | Wait-WhataiResponse -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}
