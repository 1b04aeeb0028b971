BeforeAll {
    function Read-Answer([string] $Journal) { Get-Content $Journal | ConvertFrom-Json | Where-Object response }
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Prompts side by side' {
    BeforeEach { $emulator.ClearLog() }

    It 'gives answers in the order of the prompts, each with its input' {
        $prompts = 1..200 | ForEach-Object { "/say $_" }
        $answers = $prompts | Invoke-WhataiChat -ThrottleLimit 16
        $answers.Text | Should -Be @(1..200 | ForEach-Object { "$_" })
        $answers.Input | Should -Be $prompts
        $emulator.Ledger | Should -HaveCount 200
    }

    It 'takes about as long as its slowest round' {
        $emulator.Latency = [timespan]::FromMilliseconds(50)
        try { $time = Measure-Command { 1..64 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -ThrottleLimit 16 } }
        finally { $emulator.Latency = [timespan]::Zero }
        # 64 calls one after the other take 3.2 s, 16 side by side 0.2 s.
        $time.TotalSeconds | Should -BeLessThan 1.6
    }

    It 'makes one item''s failure an error of its own, with its input' {
        $prompts = 'a', 'b', 'c', 'd'
        $answers = $prompts | ForEach-Object { if ($_ -eq 'b') { "/repeat x" } else { "/say $_" } } | Invoke-WhataiChat -ThrottleLimit 4 -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers.Text | Should -Be @('a', 'c', 'd')
        @($problem) | Should -HaveCount 1
        $problem[0].TargetObject | Should -Be '/repeat x'
    }

    It 'slows all workers by one 429' {
        $emulator.AddFault('429-retry-after')
        # So slow that the refusal is heard before the others are done.
        $emulator.Latency = [timespan]::FromMilliseconds(50)
        try { $answers = 1..40 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -ThrottleLimit 4 -MaximumRetryCount 3 }
        finally { $emulator.Latency = [timespan]::Zero }
        $answers | Should -HaveCount 40
        $times = @($emulator.Requests | Sort-Object Id | ForEach-Object Time)
        # Those under way with the refused one, then a second of silence, then the rest.
        $gap = 1..($times.Count - 1) | Where-Object { ($times[$_] - $times[$_ - 1]).TotalMilliseconds -gt 700 }
        @($gap) | Should -HaveCount 1
        $gap[0] | Should -BeLessOrEqual 8
    }

    It 'gives an answer out when it is done, also while the input is slow' {
        $seen = [Collections.Generic.List[string]]::new()
        1..3 | ForEach-Object { Start-Sleep -Milliseconds 300; $seen.Add("in $_"); "/say $_" } | Invoke-WhataiChat -ThrottleLimit 8 | ForEach-Object { $seen.Add("out $_") }
        # The first one is given out when the second one is piped in, not at the end.
        $seen.IndexOf('out 1') | Should -BeLessThan $seen.IndexOf('in 3')
    }

    It 'closes what is under way when the pipeline ends early' {
        $emulator.Latency = [timespan]::FromMilliseconds(30)
        try { $first = 1..1000 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -ThrottleLimit 8 | Select-Object -First 2 }
        finally { $emulator.Latency = [timespan]::Zero }
        $first.Text | Should -Be @('1', '2')
        $emulator.Requests.Count | Should -BeLessThan 40
    }
}

Describe '-Journal' {
    It 'takes no path that is not of the file system: <_>' -ForEach 'Env:\journal', 'Variable:\journal', 'NoSuchDrive:\journal' {
        $path = $_
        $emulator.ClearLog()
        foreach ($ask in { 'x' | Invoke-WhataiChat -Journal $path }, { 'x' | Get-WhataiEmbedding -Journal $path }) {
            $problem = try { & $ask } catch { $_ }
            $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$problem" | Should -BeLike "*$path*"
            $problem.TargetObject | Should -Be $path
        }
        $emulator.Requests | Should -HaveCount 0
        Join-Path ([Environment]::CurrentDirectory) 'journal' | Should -Not -Exist
    }

    BeforeEach {
        $emulator.ClearLog()
        $journal = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        $prompts = 1..30 | ForEach-Object { "/say 第 $_ 个" }
    }

    It 'leaves a file alone that is no journal' {
        $file = Join-Path $TestDrive 'prompts.txt'
        Set-Content $file 'one', 'two' -NoNewline
        { 'x' | Invoke-WhataiChat -Journal $file } | Should -Throw -ErrorId 'JournalNotOpened,*'
        Get-Content $file -Raw | Should -BeExactly 'onetwo'
    }

    It 'keeps every answer, and sends nothing twice' {
        $first = $prompts | Invoke-WhataiChat -ThrottleLimit 4 -Journal $journal
        $second = $prompts | Invoke-WhataiChat -ThrottleLimit 4 -Journal $journal
        $second.Text | Should -Be $first.Text
        $second.Input | Should -Be $first.Input
        $second[0].Usage | Should -Be $first[0].Usage
        $second[0].Messages.Content | Should -Be $first[0].Messages.Content
        $emulator.Ledger | Should -HaveCount 30
        Get-Content $journal | ConvertFrom-Json | Where-Object sent | Should -HaveCount 30
        Read-Answer $journal | Should -HaveCount 30
        @(Read-Answer $journal)[0].input | Should -Match '^/say 第'
    }

    It 'reads a journal that was saved with a byte order mark, and writes on behind it' {
        $null = 'a', 'b' | Invoke-WhataiChat -Journal $journal
        [IO.File]::WriteAllText($journal, [IO.File]::ReadAllText($journal), [Text.UTF8Encoding]::new($true))
        ('a', 'b', 'c' | Invoke-WhataiChat -Journal $journal -WarningVariable said).Text | Should -Be @('Echo: a', 'Echo: b', 'Echo: c')
        ('c', 'a' | Invoke-WhataiChat -Journal $journal).Text | Should -Be @('Echo: c', 'Echo: a')
        $said | Should -BeNullOrEmpty
        $emulator.Ledger | Should -HaveCount 3
        [IO.File]::ReadAllBytes($journal)[0..2] | Should -Be @(0xEF, 0xBB, 0xBF)
        # A mark alone is an empty journal.
        [IO.File]::WriteAllBytes($journal, [byte[]](0xEF, 0xBB, 0xBF))
        ('d' | Invoke-WhataiChat -Journal $journal).Text | Should -Be 'Echo: d'
    }

    It 'asks again what failed' {
        $emulator.AddFault('400')
        $null = 'x', 'y' | Invoke-WhataiChat -Journal $journal -ErrorAction SilentlyContinue
        ('x', 'y' | Invoke-WhataiChat -Journal $journal).Text | Should -Be @('Echo: x', 'Echo: y')
        $emulator.Ledger | Should -HaveCount 2
    }

    It 'tolerates a torn last line, and says so' {
        $null = $prompts | Invoke-WhataiChat -Journal $journal
        $bytes = [IO.File]::ReadAllBytes($journal)
        [IO.File]::WriteAllBytes($journal, $bytes[0..($bytes.Length - 20)])
        $answers = $prompts | Invoke-WhataiChat -Journal $journal -WarningVariable said -WarningAction SilentlyContinue
        $answers | Should -HaveCount 30
        $answers[-1].Text | Should -Be '第 30 个'
        # Half an answer is one that was billed.
        $said | Should -HaveCount 2
        "$said" | Should -BeLike '*1 line(s)*cut short*1 request(s) were sent*'
        $emulator.Ledger | Should -HaveCount 31
        # Once: what was torn is gone from the file.
        ($prompts | Invoke-WhataiChat -Journal $journal -WarningVariable again) | Should -HaveCount 30
        $again | Should -BeNullOrEmpty
        $emulator.Ledger | Should -HaveCount 31
        Read-Answer $journal | Should -HaveCount 30
    }

    It 'keeps a last line that lost its end, and nothing else' {
        $null = 'x', 'y' | Invoke-WhataiChat -Journal $journal
        [IO.File]::WriteAllText($journal, [IO.File]::ReadAllText($journal).TrimEnd())
        $null = 'x', 'y', 'z' | Invoke-WhataiChat -Journal $journal -WarningVariable said
        $said | Should -BeNullOrEmpty
        $emulator.Ledger | Should -HaveCount 3
        Read-Answer $journal | Should -HaveCount 3
    }

    It 'leaves another JSON file as it is' {
        $text = '{"key":"mine","value":[1,2,3]}'
        [IO.File]::WriteAllText($journal, $text)
        { 'x' | Invoke-WhataiChat -Journal $journal } | Should -Throw -ErrorId 'JournalNotOpened,*'
        [IO.File]::ReadAllText($journal) | Should -Be $text
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'takes a changed prompt, parameter or repetition as a different item' {
        $null = 'a' | Invoke-WhataiChat -Journal $journal
        $null = 'a' | Invoke-WhataiChat -Journal $journal -Temperature 0
        $null = 'a', 'a' | Invoke-WhataiChat -Journal $journal
        $emulator.Ledger | Should -HaveCount 3
    }

    It 'costs nothing in Get-WhataiUsage the second time' {
        $null = Get-WhataiUsage -Reset
        $null = $prompts | Invoke-WhataiChat -Journal $journal
        $null = $prompts | Invoke-WhataiChat -Journal $journal
        (Get-WhataiUsage gpt-4o-mini).Requests | Should -Be 30
    }

    It 'is held by one run at a time, also against another process' {
        # The first one holds it until it is stopped, however slow the machine is.
        $server = Start-WhataiEmulator -LatencyMs 600000
        $first = Start-Pipeline "`$null = Connect-Whatai $($server.BaseUrl) sk-emulator; 'a', 'b' | Invoke-WhataiChat -Journal '$journal'"
        Wait-Until { $server.Requests.Count -ge 1 } | Should -BeTrue
        Invoke-FreshShell "`$null = Connect-Whatai $($server.BaseUrl) sk-emulator; try { 'a', 'b' | Invoke-WhataiChat -Journal '$journal' } catch { `$_.FullyQualifiedErrorId }" | Should -BeLike 'JournalNotOpened,*'
        $first.Shell.Stop()
        $first.Shell.Dispose()
        $server.Requests | Should -HaveCount 1
        $server | Stop-WhataiEmulator
    }

    It 'asks again for an entry that can''t be used, and for an answer that did not fit' {
        $null = 'a' | Invoke-WhataiChat -Journal $journal
        $key = (Get-Content $journal | ConvertFrom-Json).key
        Set-Content $journal "{`"key`":`"$key`",`"response`":{}}"
        ('a', 'b' | Invoke-WhataiChat -Journal $journal).Text | Should -Be @('Echo: a', 'Echo: b')
        foreach ($n in 1..2) { $null = '/json {"age":"old"}' | Invoke-WhataiChat -Schema @{ age = 'int' } -Journal $journal -ErrorAction SilentlyContinue }
        $emulator.Ledger | Should -HaveCount 5
    }

    It 'finds its entries among many, in keys of any text or escape' {
        $null = 'a', 'a', 'b' | Invoke-WhataiChat -Journal $journal
        $lines = [IO.File]::ReadAllLines($journal)
        $others = foreach ($n in 1..5000) { "{`"key`":`"other $n`",`"response`":{}}" }
        $sent = '{"key":"sent","sent":"2026-01-01T00:00:00Z"}', '{"key":"known","sent":"2026-01-01T00:00:00Z"}', '{"key":"kno\u0077n","failed":"Network"}'
        [IO.File]::WriteAllLines($journal, [string[]] (@($lines | ForEach-Object { $_.Replace('=', '\u003d') }) + $others + $sent))
        'a', 'b', 'a', 'c', 'a' | Invoke-WhataiChat -Journal $journal -WhatIf | Should -HaveCount 3
        $answers = 'a', 'b', 'a', 'c', 'a' | Invoke-WhataiChat -Journal $journal -SummaryVariable summary -WarningVariable said
        $answers.Text | Should -Be @('a', 'b', 'a', 'c', 'a' | ForEach-Object { "Echo: $_" })
        $summary.FromJournal | Should -Be 3
        $said | Should -BeLike '*1 *'
        $emulator.Ledger | Should -HaveCount 5
    }

    It 'knows its entries behind a byte order mark, also within the file' {
        $null = 'a' | Invoke-WhataiChat -Journal $journal
        $null = 'b', 'c' | Invoke-WhataiChat -Journal "$journal.2"
        $mark = [byte[]] (0xEF, 0xBB, 0xBF)
        [IO.File]::WriteAllBytes($journal, $mark + [IO.File]::ReadAllBytes($journal) + $mark + [IO.File]::ReadAllBytes("$journal.2"))
        ('a', 'b', 'c', 'd' | Invoke-WhataiChat -Journal $journal -WarningVariable said).Text | Should -Be @('Echo: a', 'Echo: b', 'Echo: c', 'Echo: d')
        $said | Should -BeNullOrEmpty
        $emulator.Ledger | Should -HaveCount 4
        [IO.File]::WriteAllBytes($journal, $mark)
        $null = 'a' | Invoke-WhataiChat -Journal $journal
        $null = 'a' | Invoke-WhataiChat -Journal $journal
        $emulator.Ledger | Should -HaveCount 5
    }

    It 'is no <_>' -ForEach 'pipe', '/dev/null', '/dev/zero', '/dev/full' -Skip:$IsWindows {
        $path = $_
        if ($path -eq 'pipe') {
            $path = "$journal.fifo"
            mkfifo $path
        }

        { 'a' | Invoke-WhataiChat -Journal $path } | Should -Throw -ErrorId 'JournalNotOpened,*'
        { 'a' | Get-WhataiEmbedding -Journal $path } | Should -Throw -ErrorId 'JournalNotOpened,*'
        $null = 'a' | Invoke-WhataiChat -Journal $path -WhatIf
        $emulator.Requests | Should -HaveCount 0
    }

    It 'is made for its owner alone, and leaves the permissions of a file that is there' -Skip:$IsWindows {
        $null = 'a', 'b' | Invoke-WhataiChat -Journal "$TestDrive/mine.jsonl"
        (Get-Item "$TestDrive/mine.jsonl").UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
        $null = New-Item "$TestDrive/shared.jsonl"
        [IO.File]::SetUnixFileMode("$TestDrive/shared.jsonl", 'UserRead, UserWrite, GroupRead')
        $null = 'a' | Invoke-WhataiChat -Journal "$TestDrive/shared.jsonl"
        (Get-Item "$TestDrive/shared.jsonl").UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite, GroupRead')
        $null = 'a' | Get-WhataiEmbedding -Journal "$TestDrive/vectors.jsonl"
        (Get-Item "$TestDrive/vectors.jsonl").UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
    }

    It 'takes an empty file' {
        $null = New-Item $journal
        $null = 'a' | Invoke-WhataiChat -Journal $journal
        Read-Answer $journal | Should -HaveCount 1
    }

    It 'keeps nothing of an answer that could not be written whole, and all that comes after it' -Skip:$IsWindows {
        $shell = Get-PowerShellHost
        $script = "$journal.ps1"
        Set-Content $script "Import-Module '$ModulePath'; `$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator
            'a', ('/say ' + 'x' * 20000), 'b' | Invoke-WhataiChat -Journal '$journal' -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object { `$_.Text.Length }
            `$problem.FullyQualifiedErrorId"
        # No file may become longer than 16 KB.
        $command = (@($shell.Path) + $shell.Arguments + '-NoProfile', '-NonInteractive', '-File', $script | ForEach-Object { "'$_'" }) -join ' '
        $said = bash -c "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 16; exec $command"
        $said | Should -Be @('7', '20000', '7', 'JournalNotWritten,WhataiPS.Commands.InvokeWhataiChatCommand')
        Read-Answer $journal | ForEach-Object input | Should -Be @('a', 'b')
        $emulator.ClearLog()
        $null = 'a', 'b' | Invoke-WhataiChat -Journal $journal -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*1 request(s) were sent*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'counts an answer that does not fit as failed and paid, and knows at the next run what became of it' {
        $journal = Join-Path $TestDrive 'unfit.jsonl'
        '/json {"no":1}', 'fits' | Invoke-WhataiChat -Schema @{ verdict = 'string' } -Journal $journal -SummaryVariable sum -ErrorAction SilentlyContinue | Should -HaveCount 1
        "$sum" | Should -Be '1 answered, 1 failed, 0 from the journal'
        $sum.TotalTokens | Should -Be ($emulator.Ledger | Select-Object -Last 2 | Measure-Object { $_.PromptTokens + $_.CompletionTokens } -Sum).Sum
        '/json {"no":1}', 'fits' | Invoke-WhataiChat -Schema @{ verdict = 'string' } -Journal $journal -SummaryVariable again -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue | Should -HaveCount 1
        $warned | Should -BeNullOrEmpty
        "$again" | Should -Be '1 answered, 1 failed, 1 from the journal'
    }

    It 'counts prompts that call tools' {
        function Get-Thing { 'thing' }
        $null = '/toolcall Get-Thing', '/say b' | Invoke-WhataiChat -Tool Get-Thing -ToolPolicy Auto -SummaryVariable sum
        "$sum" | Should -Be '2 answered, 0 failed, 0 from the journal'
        $sum.TotalTokens | Should -BeGreaterThan 0
    }

    It 'keeps with -Durable as it does without, and -Durable needs it' {
        foreach ($n in 1..2) {
            ('a', 'b' | Invoke-WhataiChat -Journal $journal -Durable).Text | Should -Be @('Echo: a', 'Echo: b')
            'a', 'b' | Get-WhataiEmbedding -Journal "$journal.2" -Durable | Should -HaveCount 2
        }
        $emulator.Requests | Should -HaveCount 3
        { 'a' | Invoke-WhataiChat -OnUnknown Skip } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-Journal*'
        { 'a' | Invoke-WhataiChat -Durable } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-Journal*'
        { 'a' | Get-WhataiEmbedding -Durable } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-Journal*'
    }

    It 'refuses a file that another holds' {
        $held = [IO.File]::Open($journal, 'OpenOrCreate', 'ReadWrite', 'None')
        try { { 'a' | Invoke-WhataiChat -Journal $journal } | Should -Throw -ErrorId 'JournalNotOpened,*' }
        finally { $held.Dispose() }
        { 'a' | Invoke-WhataiChat -Journal (Join-Path $TestDrive missing/journal.jsonl) } | Should -Throw -ErrorId 'JournalNotOpened,*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'can be read by others while it is written, and locks out a second run' {
        $null = Connect-Whatai $emulator.BaseUrl sk-emulator
        $emulator.Latency = [timespan]::FromMilliseconds(40)
        try {
            $read = $prompts | Invoke-WhataiChat -Journal $journal | ForEach-Object { @(Read-Answer $journal).Count }
            $read[-1] | Should -Be 30
            $taken = $prompts | Invoke-WhataiChat -Journal "$journal.2" | Select-Object -First 1 | ForEach-Object { try { 'x' | Invoke-WhataiChat -Journal "$journal.2" } catch { $_.FullyQualifiedErrorId } }
            $taken | Should -BeLike 'JournalNotOpened,*'
        }
        finally { $emulator.Latency = [timespan]::Zero }
        "$journal.lock", "$journal.2.lock" | Should -Not -Exist
    }

    It 'names what was sent and got no answer, and asks it again, or leaves it out' {
        $emulator.AddFault('reset')
        $null = 'a', 'b' | Invoke-WhataiChat -Journal $journal -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $skipped = 'a', 'b' | Invoke-WhataiChat -Journal $journal -OnUnknown Skip -WarningVariable said -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*1 request(s) were sent*billed*-OnUnknown*'
        $skipped.Text | Should -Be 'Echo: b'
        $problem.FullyQualifiedErrorId | Should -BeLike 'OutcomeUnknown,*'
        $problem.TargetObject | Should -Be 'a'
        $emulator.Ledger | Should -HaveCount 2
        # Nobody can be asked here.
        $asked = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; 'a' | Invoke-WhataiChat -Journal '$journal' -OnUnknown Ask 3>`$null 2>&1 | ForEach-Object FullyQualifiedErrorId"
        $asked.Trim() | Should -BeLike 'OutcomeUnknown,*'
        ('a', 'b' | Invoke-WhataiChat -Journal $journal -WarningAction SilentlyContinue).Text | Should -Be 'Echo: a', 'Echo: b'
        $said = $null
        $null = 'a', 'b' | Invoke-WhataiChat -Journal $journal -WarningVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'knows that a refusal was not billed' {
        $emulator.AddFault('400')
        $null = 'a', 'b' | Invoke-WhataiChat -Journal $journal -ErrorAction SilentlyContinue
        ('a', 'b' | Invoke-WhataiChat -Journal $journal -WarningVariable said).Text | Should -Be 'Echo: a', 'Echo: b'
        $said | Should -BeNullOrEmpty
    }

    It 'says what became of a run' {
        $emulator.AddFault('400')
        $null = 'a', 'b', 'c' | Invoke-WhataiChat -Journal $journal -SummaryVariable first -ErrorAction SilentlyContinue
        $null = 'a', 'b', 'c' | Invoke-WhataiChat -Journal $journal -SummaryVariable second -InformationVariable said 6> $null
        $first | Should -BeOfType WhataiPS.Bulk.WhataiRunSummary
        $first.Answered, $first.Failed, $first.FromJournal | Should -Be 2, 1, 0
        $second.Answered, $second.Failed, $second.FromJournal | Should -Be 3, 0, 2
        "$said" | Should -Be "2 answer(s) came from the journal '$journal' and cost nothing again."
    }

    It 'keeps what is under way on SIGTERM, begins nothing more, and asks nothing twice' -Skip:$IsWindows {
        $server = Start-WhataiEmulator -LatencyMs 400
        $command = "`$null = Connect-Whatai $($server.BaseUrl) sk-emulator; 1..60 | ForEach-Object { `"/say `$_`" } | Invoke-WhataiChat -ThrottleLimit 8 -Journal '$journal' -WarningVariable said | ForEach-Object Text; `"said: `$said`""
        $victim = Start-PowerShellHost "Import-Module '$ModulePath'; $command"
        Wait-Until { $server.LedgerTotals.Dispatches -ge 8 } 20 | Should -BeTrue
        /bin/kill -TERM $victim.Id
        Wait-Until { $victim.HasExited } 20 | Should -BeTrue
        $server.LedgerTotals.Dispatches | Should -BeLessThan 60
        $answers = Invoke-FreshShell $command
        $answers.TrimEnd() -split "`n" | Should -Be @((1..60 | ForEach-Object { "$_" }) + 'said:')
        $server.LedgerTotals.Dispatches | Should -Be 60
        $server | Stop-WhataiEmulator
    }

    It 'keeps what is under way when the pipeline is stopped' {
        $emulator.Latency = [timespan]::FromMilliseconds(400)
        try {
            $shell = [powershell]::Create()
            $null = $shell.AddScript({ param($module, $url, $journal) Import-Module $module; $null = Connect-Whatai $url sk-emulator -Name stopped; 1..40 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection stopped -ThrottleLimit 8 -Journal $journal }).
                AddArgument($ModulePath).AddArgument($emulator.BaseUrl).AddArgument($journal)
            $running = $shell.BeginInvoke()
            Wait-Until { $emulator.LedgerTotals.Dispatches -ge 8 } 20 | Should -BeTrue
            $shell.Stop()
            $running.IsCompleted | Should -BeTrue
            $shell.Dispose()
        }
        finally { $emulator.Latency = [timespan]::Zero }
        $paid = $emulator.LedgerTotals.Dispatches
        $paid | Should -BeLessThan 40
        Read-Answer $journal | Should -HaveCount $paid
        $null = 1..40 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -ThrottleLimit 8 -Journal $journal -WarningVariable said
        $said | Should -BeNullOrEmpty
        $emulator.LedgerTotals.Dispatches | Should -Be 40
    }

    It 'goes on after kill -9, and pays at most for what was under way' {
        $server = Start-WhataiEmulator -LatencyMs 20
        $command = "`$null = Connect-Whatai $($server.BaseUrl) sk-emulator; 1..400 | ForEach-Object { `"/say `$_`" } | Invoke-WhataiChat -ThrottleLimit 16 -Journal '$journal' | ForEach-Object Text"
        $victim = Start-PowerShellHost "Import-Module '$ModulePath'; $command"
        try { Wait-Until { $server.LedgerTotals.Dispatches -ge 150 } 20 | Should -BeTrue } finally { Stop-FreshShell $victim }
        $before = $server.LedgerTotals.Dispatches
        $before | Should -BeLessThan 400
        # Each that was billed and not kept is named.
        $lines = Get-Content $journal | ConvertFrom-Json
        $sent = @($lines | Where-Object sent).key | Sort-Object -Unique
        $unknown = @($sent | Where-Object { $_ -notin @($lines | Where-Object response).key }).Count
        $before | Should -BeLessOrEqual (@($lines | Where-Object response).Count + $unknown)
        $unknown | Should -BeLessOrEqual 16
        $answers = Invoke-FreshShell $command
        @($answers -split "`n" | Where-Object { $_ -notmatch 'WARNING' }) | Should -Be @(1..400 | ForEach-Object { "$_" })
        $server.LedgerTotals.Dispatches | Should -BeGreaterOrEqual 400
        $server.LedgerTotals.Dispatches | Should -BeLessOrEqual 416
        $server | Stop-WhataiEmulator
    }
}

Describe 'A connection in other runspaces and processes' {
    BeforeAll { $connection = Get-WhataiConnection | Where-Object IsDefault }
    BeforeEach {
        $emulator.ClearLog()
        $null = Get-WhataiUsage -Reset
    }

    It 'is shared by <Way>, and what they spend is counted' -ForEach @(
        @{ Way = 'ForEach-Object -Parallel'; Run = { 1..12 | ForEach-Object -Parallel { Import-Module $using:ModulePath; Invoke-WhataiChat "/say $_" -Connection $using:connection } -ThrottleLimit 6 } }
        @{ Way = 'Start-ThreadJob'; Run = { 1..12 | ForEach-Object { $i = $_; Start-ThreadJob { Import-Module $using:ModulePath; Invoke-WhataiChat "/say $using:i" -Connection $using:connection } -ThrottleLimit 6 } | Receive-Job -Wait -AutoRemoveJob } }
    ) {
        (& $Run).Text | Sort-Object { [int] $_ } | Should -Be (1..12 | ForEach-Object { "$_" })
        $emulator.Ledger | Should -HaveCount 12
        (Get-WhataiUsage gpt-4o-mini).Requests | Should -Be 12
    }

    It 'is counted to the last call where many runspaces ask at once' {
        $null = 1..4 | ForEach-Object -Parallel { Import-Module $using:ModulePath; 1..50 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection $using:connection -ThrottleLimit 8 } -ThrottleLimit 4
        (Get-WhataiUsage gpt-4o-mini).Requests | Should -Be 200
        (Get-WhataiUsage gpt-4o-mini).CompletionTokens | Should -Be ($emulator.Ledger | Measure-Object CompletionTokens -Sum).Sum
    }

    It 'says how to do it in a job, whose process has no key' {
        # As Start-Job hands it over.
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($connection))
        { Invoke-WhataiChat hi -Connection $copy } | Should -Throw '*Start-Job*Connect-Whatai*'
        { Test-WhataiEndpoint -Connection $copy } | Should -Throw '*Start-Job*Connect-Whatai*'
        $text = Invoke-FreshShell @"
`$connection = Connect-Whatai $($emulator.BaseUrl) sk-emulator
`$env:WHATAI_API_KEY = 'sk-emulator'
try { Start-Job { Import-Module '$ModulePath'; Invoke-WhataiChat hi -Connection `$using:connection } | Receive-Job -Wait -ErrorAction Stop } catch { "refused: `$_" }
(Start-Job { Import-Module '$ModulePath'; `$null = Connect-Whatai (`$using:connection).BaseUrl; Invoke-WhataiChat '/say from a job' } | Receive-Job -Wait).Text
"@
        $text | Should -Match 'refused: .*Connect inside the job'
        $text | Should -Match 'from a job'
    }
}

Describe 'Get-WhataiUsage' {
    It 'counts by model, with retries and failures, and starts again' {
        $null = Get-WhataiUsage -Reset
        $emulator.AddFault('429')
        $a = Invoke-WhataiChat 'a' -Model gpt-4o
        $b = (Invoke-WhataiChat 'b' -Model gpt-4o -Stream)[-1].Completion
        $null = Invoke-WhataiChat 'c' -Model gpt-4.1 -Header @{ 'X-Emulator-Fault' = '400' } -ErrorAction SilentlyContinue
        $usage = Get-WhataiUsage
        $usage.Model | Should -Be @('gpt-4.1', 'gpt-4o')
        $usage[1].Requests | Should -Be 2
        $usage[1].Retries | Should -Be 1
        $usage[1].TotalTokens | Should -Be ($a.Usage.TotalTokens + $b.Usage.TotalTokens)
        $usage[0].Failures | Should -Be 1
        (Get-WhataiUsage gpt-4o -Reset).Requests | Should -Be 2
        (Get-WhataiUsage).Model | Should -Be 'gpt-4.1'
        $null = Get-WhataiUsage -Reset
        Get-WhataiUsage | Should -BeNullOrEmpty
    }
}
