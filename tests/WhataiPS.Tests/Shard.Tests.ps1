# Runs in parts: -Shard, journals that are folders, -JournalOnly and Get-WhataiJournal.
BeforeDiscovery {
    # How each cmdlet of runs is given four inputs of which two are equal, and what of a result is compared.
    $cmdlets = @(
        @{ Cmdlet = 'Invoke-WhataiChat'; Of = { $_.Input } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Of = { $_.Input } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Of = { $_.Input } }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Of = { $_.Input } }
        @{ Cmdlet = 'Invoke-WhataiCompletion'; Of = { $_.Input } }
        @{ Cmdlet = 'Get-WhataiEmbedding'; Of = { $_.Input } }
        @{ Cmdlet = 'New-WhataiImage'; Of = { $_.Prompt } }
        @{ Cmdlet = 'New-WhataiImage'; With = @{ Async = $true }; Of = { $_.TaskId } }
        @{ Cmdlet = 'Start-WhataiVideo'; Of = { $_.Input } }
        @{ Cmdlet = 'ConvertTo-WhataiSpeech'; With = @{ OutDirectory = 'speech' }; Of = { $_.Name } }
        @{ Cmdlet = 'ConvertFrom-WhataiSpeech'; Inputs = 'a.wav', 'b.wav', 'c.wav', 'a.wav'; Of = { $_.Input } }
        @{ Cmdlet = 'Test-WhataiContent'; Of = { $_.Input }; KeepsNothing = $true }
    )
    foreach ($one in $cmdlets) { $one.Inputs ??= 'one', 'two', 'three', 'one'; $one.With ??= @{} }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    # With equal ones, which are items of their own.
    $prompts = @(1..24 | ForEach-Object { "/say $_" }) + @(1..6 | ForEach-Object { "/say $_" })
    $texts = $prompts -replace '/say '
    Push-Location $TestDrive
    $wav = ConvertTo-WhataiSpeech 'Hello' a.wav
    foreach ($name in 'b', 'c') { [IO.File]::WriteAllBytes("$TestDrive/$name.wav", [IO.File]::ReadAllBytes($wav.FullName) + [byte[]] $name[0]) }

    function Set-TaskVariable([hashtable] $Values, [scriptblock] $Run) {
        foreach ($name in $Values.Keys) { [Environment]::SetEnvironmentVariable($name, "$($Values[$name])") }
        try { & $Run }
        finally { foreach ($name in $Values.Keys) { [Environment]::SetEnvironmentVariable($name, $null) } }
    }
    function Invoke-Shard([string] $Shard, [hashtable] $With = @{}) { $prompts | Invoke-WhataiChat -Journal $journal -Shard $Shard -ThrottleLimit 8 @With }
    function Invoke-EachShard([int] $Count) { 0..($Count - 1) | ForEach-Object { Invoke-Shard "$_/$Count" } }
}
AfterAll {
    Pop-Location
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe '-Shard' {
    BeforeEach {
        $emulator.ClearLog()
        $journal = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'asks each item in one shard, repeats together, whatever the count' {
        $null = $prompts | Invoke-WhataiChat -Journal (New-Item $journal -ItemType Directory).FullName -ThrottleLimit 8
        foreach ($count in 1..16) {
            foreach ($first in 0, 1) {
                $answers = foreach ($id in $first..($first + $count - 1)) {
                    $some = Set-TaskVariable @{ SLURM_ARRAY_TASK_ID = $id } { Invoke-Shard "*/$count" @{ JournalOnly = $true; ErrorAction = 'Stop' } }
                    # Those of one shard are in the order of the input, and equal ones stay together.
                    $some.Text -join ' ' | Should -Be (($texts | Where-Object { $_ -in $some.Text }) -join ' ')
                    $some
                }
                ($answers.Text | Sort-Object) -join ' ' | Should -Be (($texts | Sort-Object) -join ' ')
            }
        }
        $emulator.Ledger | Should -HaveCount 30
    }

    It 'goes on with another count, with none, and with a few shards of all' {
        $null = Invoke-Shard 0/4
        $null = Invoke-Shard 2/4
        $asked = $emulator.Ledger.Count
        $asked | Should -BeGreaterThan 0
        $asked | Should -BeLessThan 30
        # What sbatch --array=1,3 runs again.
        foreach ($id in 1, 3) {
            $null = Set-TaskVariable @{ SLURM_ARRAY_TASK_ID = $id; SLURM_ARRAY_TASK_COUNT = 2; SLURM_ARRAY_TASK_MIN = 1; SLURM_ARRAY_TASK_STEP = 1 } { Invoke-Shard '*/4' }
        }
        $emulator.Ledger | Should -HaveCount 30
        $again = @(Invoke-EachShard 3) + @($prompts | Invoke-WhataiChat -Journal $journal)
        $again | Should -HaveCount 60
        $emulator.Ledger | Should -HaveCount 30
        (Get-ChildItem $journal).Name | Should -Contain 'shard-1-of-4.jsonl'
        Get-ChildItem $journal -Filter *.lock | Should -BeNullOrEmpty
    }

    It 'needs no journal' {
        $answers = 0..2 | ForEach-Object { $prompts | Invoke-WhataiChat -Shard "$_/3" -ThrottleLimit 8 }
        ($answers.Text | Sort-Object) -join ' ' | Should -Be (($texts | Sort-Object) -join ' ')
        $emulator.Ledger | Should -HaveCount 30
    }

    It 'gives nothing of other shards, also with -WhatIf, and none of their errors' {
        $all = 0..3 | ForEach-Object { '/repeat x', '/say a', '/say b' | Invoke-WhataiChat -Shard "$_/4" -ErrorVariable +failed -ErrorAction SilentlyContinue }
        $all | Should -HaveCount 2
        $failed | Should -HaveCount 1
        $emulator.ClearLog()
        $said = 0..3 | ForEach-Object { Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) k; 'a', 'b', 'c' | Invoke-WhataiChat -Journal '$journal' -Shard $_/4 -WhatIf" }
        [regex]::Matches("$said", 'What if').Count | Should -Be 3
        $journal | Should -Not -Exist
        $emulator.Requests | Should -HaveCount 0
    }

    It 'is refused where it does not say which: <Shard> <Variables>' -ForEach @(
        @{ Shard = '*/8'; Variables = @{}; Says = '*SLURM_ARRAY_TASK_ID*SGE_TASK_ID*' }
        @{ Shard = '*/8'; Variables = @{ SLURM_ARRAY_TASK_ID = 1; JOB_COMPLETION_INDEX = 2 }; Says = '*SLURM_ARRAY_TASK_ID is 1*JOB_COMPLETION_INDEX is 2*' }
        @{ Shard = '*/8'; Variables = @{ SLURM_ARRAY_TASK_ID = 2; SLURM_ARRAY_TASK_STEP = 2 }; Says = '*SLURM_ARRAY_TASK_STEP is 2*' }
        @{ Shard = '3'; Variables = @{ SLURM_ARRAY_TASK_COUNT = 8 }; Says = "*'3'*3/8*" }
    ) {
        { Set-TaskVariable $Variables { 'a' | Invoke-WhataiChat -Shard $Shard } } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage $Says
        $emulator.Requests | Should -HaveCount 0
    }

    It 'divides the requests a minute, of which each shard needs one' {
        # Limits are of a key at a host, and not of this connection alone.
        $null = Connect-Whatai ("$($emulator.BaseUrl)" -replace '127.0.0.1', 'localhost') sk-emulator -Name slow -RequestsPerMinute 3
        $null = $emulator | Connect-Whatai
        { 'a' | Invoke-WhataiChat -Connection slow -Shard 1/4 } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*3*'
        $emulator.Requests | Should -HaveCount 0
        # 3 a minute by three: one goes, and the second would wait for a minute.
        1..30 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection slow -Shard 0/3 -MaximumWaitSec 0.5 -ErrorAction SilentlyContinue | Should -HaveCount 1
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'does not go with -Tool, whose calls come one after the other' {
        { 'a' | Invoke-WhataiChat -Tool Get-Date -Shard 1/2 } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-Shard*'
        { 'a' | New-WhataiImage -Stream -Shard 1/2 } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-Shard*'
    }

    It 'splits and collects <Cmdlet> <With>' -ForEach $cmdlets {
        $kept = if ($KeepsNothing) { @{} } else { @{ Journal = $journal } }
        $made = 0..1 | ForEach-Object { $Inputs | & $Cmdlet @With @kept -Shard "$_/2" }
        $made | Should -HaveCount 4
        $sent = $emulator.Requests.Count
        if (-not $KeepsNothing) {
            $collected = $Inputs | & $Cmdlet @With @kept -JournalOnly
            $collected | Should -HaveCount 4
            (@($collected | ForEach-Object $Of) | Sort-Object) -join ' ' | Should -Be ((@($made | ForEach-Object $Of) | Sort-Object) -join ' ')
            $null = 'another' | Where-Object { -not $_.EndsWith('.wav') -and $Inputs[0] -notlike '*.wav' } | & $Cmdlet @With @kept -JournalOnly -ErrorVariable missing -ErrorAction SilentlyContinue
            if ($Inputs[0] -notlike '*.wav') { $missing.FullyQualifiedErrorId | Should -BeLike 'NotInJournal,*' }
        }
        $emulator.Requests | Should -HaveCount $sent
    }
}

Describe 'A journal that is a folder' {
    BeforeEach {
        $emulator.ClearLog()
        $journal = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'never glues a torn tail to the next file' {
        $null = Invoke-EachShard 3
        $file = Get-Item (Join-Path $journal shard-1-of-3.jsonl)
        $lines = [IO.File]::ReadAllBytes($file.FullName)
        [IO.File]::WriteAllBytes($file.FullName, $lines[0..($lines.Count - 20)])
        $found = $prompts | Invoke-WhataiChat -Journal $journal -JournalOnly -ErrorVariable missing -ErrorAction SilentlyContinue
        $found | Should -HaveCount 29
        $missing | Should -HaveCount 1
        $null = Invoke-EachShard 2
        $emulator.Ledger | Should -HaveCount 31
        $file.Refresh()
        # The file of another count is never written to.
        $file.Length | Should -Be ($lines.Count - 19)
    }

    It 'is held by one run a shard, and by runs of one count: <Second> beside 1/4 is <Allowed>' -ForEach @(
        @{ Second = @{ Shard = '1/4' }; Allowed = $false }
        @{ Second = @{ Shard = '5/4' }; Allowed = $false }
        @{ Second = @{ Shard = '1/3' }; Allowed = $false }
        @{ Second = @{}; Allowed = $false }
        @{ Second = @{ Shard = '2/4' }; Allowed = $true }
        @{ Second = @{ Shard = '1/4'; JournalOnly = $true }; Allowed = $true }
    ) {
        # The first run has its journal open, and asks nothing yet.
        $state = [pscustomobject]@{ Result = $null }
        Set-Variable second $Second
        $null = & {
            'x'
            $state.Result = try { @($prompts | Invoke-WhataiChat -Journal $journal @second -ErrorAction SilentlyContinue).Count } catch { $_ }
        } | Invoke-WhataiChat -Journal $journal -Shard 1/4
        if ($Allowed) { $state.Result | Should -BeOfType int }
        else {
            $state.Result.FullyQualifiedErrorId | Should -BeLike 'JournalNotOpened,*'
            $emulator.Ledger.Count | Should -BeLessOrEqual 1
        }
    }

    It 'leaves other files alone, and says so; where a file is named, a folder is wanted' {
        $null = New-Item $journal -ItemType Directory
        Set-Content "$journal/prompts.jsonl" '{"prompt":"a"}'
        $null = 'a' | Invoke-WhataiChat -Journal $journal -Shard 0/1 -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*prompts.jsonl*'
        Get-Content "$journal/prompts.jsonl" | Should -Be '{"prompt":"a"}'
        $file = New-Item "$TestDrive/$([guid]::NewGuid()).jsonl"
        { 'a' | Invoke-WhataiChat -Journal $file -Shard 0/2 } | Should -Throw -ErrorId 'JournalNotOpened,*' -ExpectedMessage '*folder*'
    }

    It 'takes no answer away for what another run was refused' {
        $null = New-Item $journal -ItemType Directory
        $null = '/say 1' | Invoke-WhataiChat -Journal $journal
        $key = (Get-WhataiJournal $journal).Key
        # Copied in any order: this one looks newer.
        Set-Content "$journal/shard-0-of-2.jsonl" "{`"key`":`"$key`",`"sent`":`"2026-01-01T00:00:00Z`"}`n{`"key`":`"$key`",`"failed`":`"RateLimited`"}"
        '/say 1' | Invoke-WhataiChat -Journal $journal | Should -HaveCount 1
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'is joined to the bill as one' {
        $null = Invoke-EachShard 2
        $null = Wait-Until { @(Get-WhataiBill -Journal $journal | Where-Object State -EQ Billed).Count -eq 30 } -Seconds 30
        Get-WhataiBill -Journal $journal | Where-Object State -EQ Billed | Should -HaveCount 30
    }

    It 'has no key in it' {
        $null = Invoke-EachShard 2
        (Get-ChildItem $journal | Get-Content -Raw) -join '' | Should -Not -Match 'sk-emulator'
    }
}

Describe '-JournalOnly' {
    BeforeEach {
        $emulator.ClearLog()
        $journal = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'collects in the order of the input, as often as wanted, and sends nothing' {
        $null = Invoke-EachShard 4
        foreach ($time in 1, 2) {
            $answers = $prompts | Invoke-WhataiChat -Journal $journal -JournalOnly -SummaryVariable run
            $answers.Text | Should -Be $texts
            $answers.Input | Should -Be $prompts
            "$run" | Should -Be '30 answered, 0 failed, 30 from the journal'
        }
        $emulator.Ledger | Should -HaveCount 30
    }

    It 'makes an error of each that is not there, between the answers, and one of no journal' {
        $null = 'a', 'c' | Invoke-WhataiChat -Journal "$journal.jsonl"
        $all = 'a', 'b', 'c', 'd' | Invoke-WhataiChat -Journal "$journal.jsonl" -JournalOnly -ErrorAction Continue 2>&1
        @($all | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { "$($_.TargetObject)!" } else { $_.Input } }) | Should -Be 'a', 'b!', 'c', 'd!'
        $emulator.Ledger | Should -HaveCount 2
        { 'a' | Invoke-WhataiChat -Journal "$journal.missing" -JournalOnly } | Should -Throw -ErrorId 'JournalNotOpened,*'
        { 'a' | Invoke-WhataiChat -JournalOnly } | Should -Throw -ErrorId 'InvalidArgument,*'
        Get-ChildItem "$journal*" | Should -HaveCount 1
    }

    It 'needs no connection: the model is that of the journal' {
        $null = '/say 1', '/say 2' | Invoke-WhataiChat -Journal "$journal.jsonl" -Model gpt-4o
        $null = 'a' | Get-WhataiEmbedding -Journal "$journal.vectors.jsonl"
        $said = Invoke-FreshShell "
            ('/say 1', '/say 2' | Invoke-WhataiChat -Journal '$journal.jsonl' -JournalOnly).Text -join ','
            ('a' | Get-WhataiEmbedding -Journal '$journal.vectors.jsonl' -JournalOnly).Dimensions
            try { 'a' | Invoke-WhataiChat } catch { `$_.FullyQualifiedErrorId }"
        $said | Should -Be "1,2`n1536`nNotConnected,WhataiPS.Commands.InvokeWhataiChatCommand"
    }

    It 'names a model and parameters that are others than the journal''s, before anything is asked' {
        $null = '/say 1' | Invoke-WhataiChat -Journal "$journal.jsonl" -Model gpt-4o -Temperature 0.2
        foreach ($only in $true, $false) {
            $null = '/say 1', '/say 2' | Invoke-WhataiChat -Journal "$journal.jsonl" -Model gpt-4.1 -SystemMessage Brief. -JournalOnly:$only -WarningVariable said -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $said | Should -HaveCount 1
            "$said" | Should -BeLike '*model: gpt-4o, now gpt-4.1*system*Brief*temperature: 0.2, now -*'
        }
        $emulator.Ledger | Should -HaveCount 3
        # A repeat and a new input are no other parameters.
        $null = '/say 1', '/say 1', '/say 3' | Invoke-WhataiChat -Journal "$journal.jsonl" -Model gpt-4o -Temperature 0.2 -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeNullOrEmpty
    }
}

Describe 'Get-WhataiJournal' {
    BeforeAll {
        $emulator.ClearLog()
        $journal = Join-Path $TestDrive looked-at
        $null = '/say one', '/say two', '/repeat x' | Invoke-WhataiChat -Journal $journal -Shard 0/1 -Model gpt-4o -Temperature 0.5 -ErrorAction SilentlyContinue
        Add-Content "$journal/shard-0-of-1.jsonl" '{"key":"lost","sent":"2026-01-01T00:00:00Z"}'
        $null = '/say three' | Invoke-WhataiChat -Journal $journal -Shard 1/3 -ErrorAction SilentlyContinue
        $null = '/say three' | Invoke-WhataiChat -Journal $journal -Shard 2/3 -ErrorAction SilentlyContinue
        $null = '/say three' | Invoke-WhataiChat -Journal $journal -Shard 0/3 -ErrorAction SilentlyContinue
    }

    It 'gives items as objects, also a file''s' {
        $entries = Get-WhataiJournal $journal
        ($entries | Where-Object State -EQ Answered | Sort-Object Input).Answer | Should -Be 'one', 'three', 'two'
        $one = $entries | Where-Object Input -EQ '/say one'
        $one.Model | Should -Be gpt-4o
        $one.Parameters['temperature'] | Should -Be '0.5'
        $one.TotalTokens | Should -BeGreaterThan 0
        $one.Key | Should -Not -BeNullOrEmpty
        $one.Path | Should -BeLike '*shard-0-of-1.jsonl'
        ($entries | Where-Object State -EQ Failed) | Should -HaveCount 1
        ($entries | Where-Object State -EQ Unknown).Key | Should -Be lost
        Get-ChildItem $journal -Filter shard-0-of-1.jsonl | Get-WhataiJournal | Should -HaveCount 4
        $entries[0] | Out-String | Should -BeLike '*State*Model*Tokens*Input*Answer*'
    }

    It 'sums it up, and names shards without a file' {
        $summary = Get-WhataiJournal $journal -Summary
        "$summary" | Should -Be '3 answered, 1 failed, 1 unknown'
        $summary.Models | Should -Be gpt-4o, gpt-4o-mini
        # The two that had nothing to ask left no file.
        $summary.MissingShards | Should -HaveCount 2
        $summary | Out-String | Should -BeLike '*MissingShards*'
    }

    It 'reads answers of every API and media' {
        $many = Join-Path $TestDrive many.jsonl
        foreach ($cmdlet in 'Invoke-WhataiChat', 'Invoke-WhataiResponse', 'Invoke-WhataiGemini', 'Invoke-WhataiMessage', 'Invoke-WhataiCompletion') { $null = '/say it' | & $cmdlet -Journal $many }
        (Get-WhataiJournal $many).Answer | Should -Be @(, 'it' * 5)
        (Get-WhataiJournal $many).Model | Should -Not -Contain $null
        $media = Join-Path $TestDrive media.jsonl
        $image = New-WhataiImage 'A cat' -OutFile cat.png -Journal $media
        $null = Start-WhataiVideo 'A cat' -Journal $media
        $null = ConvertFrom-WhataiSpeech a.wav -Journal $media
        $null = 'a' | Get-WhataiEmbedding -Journal $media
        $entries = Get-WhataiJournal $media
        $entries | Should -HaveCount 4
        $entries[0].Answer | Should -Be $image.Path
        $entries[1].Answer | Should -Not -BeNullOrEmpty
        $entries[3].Answer | Should -BeNullOrEmpty
    }

    It 'refuses what is no journal, and goes on with the next' {
        Set-Content "$TestDrive/none.txt" 'Not a journal.'
        $entries = "$TestDrive/none.txt", "$TestDrive/nowhere", $journal | Get-WhataiJournal -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -BeLike 'JournalNotOpened,*'
        $problems | Should -HaveCount 2
        $entries | Should -HaveCount 5
        Get-Content "$TestDrive/none.txt" | Should -Be 'Not a journal.'
    }
}
