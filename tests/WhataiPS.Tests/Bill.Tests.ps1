BeforeAll {
    . $PSScriptRoot/Common.ps1
    Start-WhataiEmulator | Stop-WhataiEmulator
    $started = [Collections.Generic.List[object]]::new()
    function Start-Emulator([hashtable] $Options = @{}) {
        $all = @{ LogDelay = [timespan]::Zero; VideoQueueTime = [timespan]::Zero; VideoRunTime = [timespan]::Zero }
        foreach ($name in $Options.Keys) { $all[$name] = $Options[$name] }
        $emulator = [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] $all)
        $started.Add($emulator)
        $null = $emulator | Connect-Whatai
        $emulator
    }
}
AfterAll { Disconnect-Whatai -All; $started | ForEach-Object Dispose }

Describe 'Get-WhataiBill' {
    It 'gives the rows of the key''s log, whose sum is the ledger''s, newest first' {
        $emulator = Start-Emulator
        $answer = Invoke-WhataiChat 'hello'
        $null = New-WhataiImage 'x'
        $null = Start-WhataiVideo '/fail X' -Model veo3.1-fast -Confirm:$false
        $rows = Get-WhataiBill
        $rows.Type | Should -Be 'Refund', 'Consume', 'Consume', 'Consume'
        ($rows.Amount | Measure-Object -Sum).Sum | Should -Be ($emulator.LedgerTotals.Quota / 500000)
        $row = $rows | Where-Object RequestId -EQ $answer.RequestId
        $row.Model | Should -Be 'gpt-4o-mini'
        $row.Quota | Should -Be $emulator.Ledger[0].Quota
        $row.PromptTokens | Should -Be $answer.Usage.PromptTokens
        $row.Group | Should -Be 'default'
        $row.GroupRatio | Should -Be 1
        Get-WhataiBill -Since (Get-Date).AddHours(1) | Should -BeNullOrEmpty
        Get-WhataiBill (Get-Date).AddHours(-1) | Should -HaveCount 4
        "$($rows[0] | Out-String)" | Should -Match 'Refund .*veo'
    }

    It 'joins a run''s answers to their rows, and finds those of calls that were not answered' {
        $emulator = Start-Emulator
        $file = "$TestDrive/run.jsonl"
        $emulator.AddFault('reset')
        $answers = 1..60 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Journal $file -ThrottleLimit 8 -ErrorAction SilentlyContinue
        $answers | Should -HaveCount 59
        $null = Invoke-WhataiChat 'of another program' -MaximumRetryCount 0
        $items = Get-WhataiBill -Journal $file
        ($items | Group-Object State -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object) | Should -Be 'Billed 59', 'BilledWithoutAnswer 1'
        ($items.Entry.Quota | Measure-Object -Sum).Sum | Should -Be ($emulator.LedgerTotals.Quota - $emulator.Ledger[-1].Quota)
        ($items | Where-Object State -EQ Billed).Input | Should -Contain '/say 60'
        $items[0].Entry.RequestId | Should -Be $items[0].RequestId
        "$($items | Out-String)" | Should -Match 'BilledWithoutAnswer'
    }

    It 'finds each row of prompts, images, videos, vectors and speech, and no row twice' {
        $emulator = Start-Emulator
        $file = "$TestDrive/all.jsonl"
        $null = 1..200 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Journal $file -ThrottleLimit 64
        $null = 1..10 | ForEach-Object { "image $_" } | New-WhataiImage -Journal $file -OutDirectory "$TestDrive/images" -ThrottleLimit 10
        $tasks = 'a', '/fail b' | New-WhataiImage -Model dall-e-3 -Async -Journal $file
        $videos = 'c', '/fail d' | Start-WhataiVideo -Model veo3.1-fast -Journal $file -Confirm:$false
        $null = 1..30 | Get-WhataiEmbedding -BatchSize 10 -Journal $file
        $null = 'One sentence here. Another sentence there.' | ConvertTo-WhataiSpeech -OutDirectory "$TestDrive/speech" -MaxLength 24 -Journal $file
        # Files that are written elsewhere are no requests.
        $null = 1..10 | ForEach-Object { "image $_" } | New-WhataiImage -Journal $file -OutDirectory "$TestDrive/elsewhere"
        $items = Get-WhataiBill -Journal $file
        $items | Should -HaveCount @($emulator.Ledger).Count
        $items.Entry.RequestId | Sort-Object -Unique | Should -HaveCount $items.Count
        [decimal[]] $amounts = $items.Amount
        [Linq.Enumerable]::Sum($amounts) | Should -Be ($emulator.LedgerTotals.Quota / 500000d)
        # What failed was paid back, in a row that has the task alone.
        $refunded = $items | Where-Object State -EQ Refunded
        $refunded.Input | Should -Be '/fail b', '/fail d'
        $refunded.Amount | Should -Be 0, 0
        $refunded.RequestId | Should -Be $tasks[1].RequestId, $videos[1].RequestId
        ($items | Where-Object State -NE Refunded).State | Sort-Object -Unique | Should -Be 'Billed'
        ($items | Where-Object { $_.Input.Count -eq 10 }) | Should -HaveCount 3
    }

    It 'finds what was answered with what can''t be used, and tells it from what another model was asked' {
        $emulator = Start-Emulator
        $file = "$TestDrive/unusable.jsonl"
        $emulator.AddFault('reset')
        $null = Invoke-WhataiChat 'of another program' -Model gpt-4o -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $null = '/say not JSON' | Invoke-WhataiChat -Model gpt-4o-mini -Schema @{ type = 'object'; properties = @{ a = @{ type = 'integer' } }; required = @('a') } -Journal $file -ErrorAction SilentlyContinue
        $emulator.AddFault('reset')
        $null = 'lost' | Invoke-WhataiChat -Model gpt-4.1 -Journal $file -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $items = Get-WhataiBill -Journal $file
        $items.State | Sort-Object -Unique | Should -Be 'BilledWithoutAnswer'
        $items.Model | Should -Be 'gpt-4o-mini', 'gpt-4.1'
        $items.Entry.Model | Should -Be $items.Model
    }

    It 'finds the calls of a run that was killed' {
        $emulator = Start-Emulator @{ Latency = [timespan]::FromSeconds(30) }
        $file = "$TestDrive/killed.jsonl"
        $shell = Start-PowerShellHost "Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); 1..6 | ForEach-Object -Parallel { Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); switch (`$_) { 1 { 1..20 | Invoke-WhataiChat -Journal '$file.1' -ThrottleLimit 20 } 2 { 1..5 | New-WhataiImage -Journal '$file.2' -ThrottleLimit 5 } 3 { 1..5 | Start-WhataiVideo -Journal '$file.3' -ThrottleLimit 5 -Confirm:`$false } 4 { 1..9 | Get-WhataiEmbedding -Journal '$file.4' } } }"
        Wait-Until { $emulator.LedgerTotals.Dispatches -eq 31 } -Seconds 60 | Should -BeTrue
        Stop-FreshShell $shell
        $emulator.Latency = [timespan]::Zero
        1..4 | ForEach-Object { Get-Content "$file.$_" } | Set-Content $file
        $items = Get-WhataiBill -Journal $file
        $items | Should -HaveCount 31
        $items.State | Sort-Object -Unique | Should -Be 'BilledWithoutAnswer'
        $items.Entry.RequestId | Sort-Object -Unique | Should -HaveCount 31
        ($items.Entry.Quota | Measure-Object -Sum).Sum | Should -Be $emulator.LedgerTotals.Quota
    }

    It 'says of rows that are late that they were not found, after it has looked twice' {
        $emulator = Start-Emulator @{ LogDelay = [timespan]::FromMinutes(1) }
        $null = 'a' | Invoke-WhataiChat -Journal "$TestDrive/late.jsonl"
        (Get-WhataiBill -Journal "$TestDrive/late.jsonl").State | Should -Be 'NotFound'
        @($emulator.Requests.Path -like '/api/log/*') | Should -HaveCount 2
    }

    It 'obeys the site''s limit, and says when it may be asked again' {
        $emulator = Start-Emulator
        1..20 | ForEach-Object { $null = Get-WhataiBill }
        $null = Get-WhataiBill -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        $problem[0].Exception.RetryAfter.TotalMinutes | Should -BeGreaterThan 18
        "$($problem[0])" | Should -Match '\d+ seconds'
        @($emulator.Requests.Path -like '/api/log/*') | Should -HaveCount 20
    }

    It 'says that the key is wrong, and that a site has no log' {
        $emulator = Start-Emulator
        $null = Connect-Whatai $emulator.BaseUrl sk-wrong
        $null = Get-WhataiBill -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        $null = Start-Emulator
        $null = Get-WhataiBill -Header @{ 'X-Emulator-Fault' = 'html-200' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BillUnavailable,*'
        { Get-WhataiBill -Journal "$TestDrive/none.jsonl" } | Should -Throw -ErrorId 'JournalNotOpened,*'
    }
}
