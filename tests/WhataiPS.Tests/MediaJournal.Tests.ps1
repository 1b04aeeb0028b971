# Journals and side-by-side of what is dear: images, speech, videos, completions and vectors. A run that is started again makes and
# pays what is missing, files included, and nothing else.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai

    # What the journal says was sent, and has no answer of.
    function Get-Unknown([string] $Journal) {
        $lines = Get-Content $Journal | ConvertFrom-Json
        $state = @{}
        foreach ($line in $lines) { $state[$line.key] = if ($line.sent) { 'sent' } else { 'known' } }
        @($state.Values | Where-Object { $_ -eq 'sent' }).Count
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'A journal of <Name>' -ForEach @(
    @{ Name = 'images in files'; Files = 3; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -OutDirectory $folder @args } }
    @{ Name = 'images with their data'; Files = 3; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -Model gpt-image-1 -OutDirectory $folder @args } }
    @{ Name = 'images in a numbered file'; Files = 3; Run = { 'a cat', 'a dog', 'a cat' | New-WhataiImage -OutFile "$folder/all.png" @args } }
    @{ Name = 'several images a prompt'; Files = 6; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -Model gpt-image-1 -Count 2 -OutDirectory $folder @args } }
    @{ Name = 'images of a conversation'; Files = 3; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -Model gemini-2.5-flash-image -OutDirectory $folder @args } }
    @{ Name = 'images that are not saved'; Files = 0; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -Model gpt-image-1 @args } }
    @{ Name = 'image tasks'; Files = 0; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -Async @args } }
    @{ Name = 'edited images'; Files = 3; Run = { $pictures | Edit-WhataiImage 'with glasses' -Model gpt-image-1 -OutDirectory $folder @args } }
    @{ Name = 'speech'; Files = 3; Run = { 'one', 'two', 'three' | ConvertTo-WhataiSpeech -OutDirectory $folder @args } }
    @{ Name = 'speech in a numbered file'; Files = 3; Run = { 'one', 'two', 'three' | ConvertTo-WhataiSpeech -OutFile "$folder/all.wav" @args } }
    @{ Name = 'transcriptions'; Files = 0; Run = { $sounds | ConvertFrom-WhataiSpeech -Timestamp segment @args } }
    @{ Name = 'subtitles'; Files = 0; Run = { $sounds | ConvertFrom-WhataiSpeech -As Srt @args } }
    @{ Name = 'videos'; Files = 0; Run = { 'a cat', 'a dog', 'a hill' | Start-WhataiVideo @args } }
    @{ Name = 'completions'; Files = 0; Run = { 'one', 'two', 'three' | Invoke-WhataiCompletion @args } }
    @{ Name = 'vectors'; Files = 0; Run = { 'one', 'two', 'three' | Get-WhataiEmbedding -BatchSize 1 @args } }
) {
    BeforeAll {
        $sources = (New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory).FullName
        $pictures = @('x', 'y', 'z' | New-WhataiImage -Model gpt-image-1 -OutDirectory $sources).Path | Get-Item
        $sounds = @('Hello there.', 'How are you?', 'Fine.' | ConvertTo-WhataiSpeech -OutFile "$sources/sound.wav")
    }
    BeforeEach {
        $emulator.ClearLog()
        $folder = (New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory).FullName
        $journal = "$folder.jsonl"
        # By the words of a video task, its state is another each time; of a file's folder, others write into its parents.
        function Get-Shown($Results) { $Results | Select-Object * -ExcludeProperty Duration, Attempts, PS*, Last*, Completion, Directory | ConvertTo-Json -Depth 6 }
    }

    It 'gives the same again and pays nothing, side by side' {
        $first = @(. $Run -Journal $journal -ThrottleLimit 3 -SummaryVariable summary)
        $summary.Answered, $summary.Failed, $summary.FromJournal | Should -Be 3, 0, 0
        $first.Count | Should -BeGreaterOrEqual 3
        $emulator.Ledger | Should -HaveCount 3
        $requests = $emulator.Requests.Count
        $usage = Get-WhataiUsage
        $second = @(. $Run -Journal $journal -ThrottleLimit 3 -SummaryVariable summary -WarningVariable said)
        Get-Shown $second | Should -Be (Get-Shown $first)
        $second[0].GetType() | Should -Be $first[0].GetType()
        $summary.Answered, $summary.Failed, $summary.FromJournal | Should -Be 3, 0, 3
        $said | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount $requests
        Get-WhataiUsage | ConvertTo-Json | Should -Be ($usage | ConvertTo-Json)
        @(Get-ChildItem $folder -File) | Should -HaveCount $Files
        $lines = Get-Content $journal | ConvertFrom-Json
        @($lines | Where-Object sent) | Should -HaveCount 3
        if ($Files) {
            # Each file with its length, as it lies there.
            $kept = @($lines | Where-Object { $_.response -and $_.files }).files
            $kept.path | Sort-Object | Should -Be ((Get-ChildItem $folder -File).FullName | Sort-Object)
            foreach ($file in $kept) { (Get-Item $file.path).Length | Should -Be $file.length }
        }
    }

    It 'asks again only for what failed' {
        $emulator.AddFault('400')
        $null = . $Run -Journal $journal -MaximumRetryCount 0 -SummaryVariable summary -ErrorVariable problem -ErrorAction SilentlyContinue
        $summary.Answered, $summary.Failed | Should -Be 2, 1
        $problem | Should -HaveCount 1
        @(. $Run -Journal $journal -WarningVariable said).Count | Should -BeGreaterOrEqual 3
        $said | Should -BeNullOrEmpty
        $emulator.Ledger | Should -HaveCount 3
        @(Get-ChildItem $folder -File) | Should -HaveCount $Files
    }

    It 'names what may have been billed, and leaves it out or asks again as -OnUnknown says' {
        $emulator.AddFault('reset')
        $null = . $Run -Journal $journal -MaximumRetryCount 0 -ErrorAction SilentlyContinue
        $dispatched = $emulator.LedgerTotals.Dispatches
        Get-Unknown $journal | Should -Be 1
        $null = . $Run -Journal $journal -OnUnknown Skip -SummaryVariable summary -WarningVariable said -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'OutcomeUnknown,*'
        $summary.Answered, $summary.Failed, $summary.FromJournal | Should -Be 2, 1, 2
        "$said" | Should -BeLike '*1 request(s) were sent*'
        $emulator.LedgerTotals.Dispatches | Should -Be $dispatched
        $null = . $Run -Journal $journal -WarningAction SilentlyContinue
        $emulator.LedgerTotals.Dispatches | Should -Be ($dispatched + 1)
        Get-Unknown $journal | Should -Be 0
        @(Get-ChildItem $folder -File) | Should -HaveCount $Files
    }

    It 'makes no file and asks for nothing with -WhatIf' {
        $null = . $Run -Journal $journal -WhatIf
        $journal | Should -Not -Exist
        $emulator.Ledger | Should -BeNullOrEmpty
        @(Get-ChildItem $folder -File) | Should -HaveCount 0
    }
}

Describe 'Files of a journal: <Name>' -ForEach @(
    @{ Name = 'images'; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage @args } }
    @{ Name = 'images with their data'; Run = { 'a cat', 'a dog', 'a hill' | New-WhataiImage -Model gpt-image-1 @args } }
    @{ Name = 'speech'; Run = { 'one', 'two', 'three' | ConvertTo-WhataiSpeech @args } }
) {
    BeforeEach {
        $emulator.ClearLog()
        $folder = (New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory).FullName
        $journal = "$folder/run.jsonl"
        $null = . $Run -OutDirectory "$folder/out" -Journal $journal
        $names = (Get-ChildItem "$folder/out").Name
        $paid = $emulator.Ledger.Count
    }

    It 'makes the one again that is missing, under its name' {
        Remove-Item "$folder/out/$($names[1])"
        $again = . $Run -OutDirectory "$folder/out" -Journal $journal -SummaryVariable summary
        $again | Should -HaveCount 3
        (Get-ChildItem "$folder/out").Name | Should -Be $names
        $summary.FromJournal | Should -Be 2
        $emulator.Ledger | Should -HaveCount ($paid + 1)
    }

    It 'leaves one alone that was changed, and says so before it pays' {
        Set-Content "$folder/out/$($names[1])" 'somebody''s'
        . $Run -OutDirectory "$folder/out" -Journal $journal -ErrorVariable problem -ErrorAction SilentlyContinue | Should -HaveCount 2
        $problem.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        "$problem" | Should -BeLike "*$($names[1])*"
        $emulator.Ledger | Should -HaveCount $paid
        Get-Content "$folder/out/$($names[1])" | Should -Be 'somebody''s'
        . $Run -OutDirectory "$folder/out" -Journal $journal -Force | Should -HaveCount 3
        (Get-ChildItem "$folder/out").Name | Should -Be $names
        $emulator.Ledger | Should -HaveCount ($paid + 1)
    }

    It 'finds them where the folder was moved to with its journal, and copies them where else they are wanted' {
        Rename-Item $folder "$folder-moved"
        $again = . $Run -OutDirectory "$folder-moved/out" -Journal "$folder-moved/run.jsonl"
        $again | Should -HaveCount 3
        $copied = . $Run -OutDirectory "$folder-moved/other" -Journal "$folder-moved/run.jsonl"
        $copied | Should -HaveCount 3
        @(Get-ChildItem "$folder-moved/other") | Should -HaveCount 3
        @(Get-ChildItem "$folder-moved/out") | Should -HaveCount 3
        $emulator.Ledger | Should -HaveCount $paid
    }

    It 'takes a file for its own that a run left which was killed behind it' {
        # The line of the answer is not there yet, and neither is that of an answer without its files.
        $lines = Get-Content $journal
        Set-Content $journal ($lines | Where-Object { $_ -notmatch '"response"' })
        $again = . $Run -OutDirectory "$folder/out" -Journal $journal -WarningAction SilentlyContinue
        @($again | ForEach-Object { Split-Path "$($_.FullName ?? $_.Path)" -Leaf } | Sort-Object) | Should -Be ($names | Sort-Object)
        (Get-ChildItem "$folder/out").Name | Should -Be $names
        $emulator.Ledger | Should -HaveCount $paid
    }
}

Describe 'A name for a file' {
    BeforeEach {
        $emulator.ClearLog()
        $folder = (New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory).FullName
    }

    It 'is that of the row, made safe, and numbered where two are equal' {
        $rows = "Prompt,Name`na cat,first`na dog,a/b:c`na hill,first`na lake,Last.PNG`na sea," | ConvertFrom-Csv
        $images = $rows | New-WhataiImage -OutDirectory $folder
        $images.Path | Split-Path -Leaf | Should -Be 'first.png', 'a_b_c.png', 'first-2.png', 'Last.png', 'a-sea_nano-banana_1.png'
        $emulator.ClearLog()
        # The same rows once more: there is a file, and no -Force.
        $rows | Select-Object -First 4 | New-WhataiImage -OutDirectory $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $problem | Should -HaveCount 4
        $emulator.Requests | Should -HaveCount 0
        $null = $rows | Select-Object -First 1 | New-WhataiImage -OutDirectory $folder -Force
        (Get-ChildItem $folder).Name | Should -HaveCount 5
    }

    It 'goes with -OutFile''s folder and ending, and with several images' {
        ([pscustomobject] @{ Prompt = 'x'; Name = 'pair' } | New-WhataiImage -Model gpt-image-1 -Count 2 -OutFile "$folder/any.png").Path | Split-Path -Leaf | Should -Be 'pair.png', 'pair-2.png'
        ('x' | New-WhataiImage -Name 'v1.2' -OutDirectory $folder).Path | Split-Path -Leaf | Should -Be 'v1.2.png'
        { 'x' | New-WhataiImage -Name 'v1.2' } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-OutDirectory*'
        # A row's name is no wish for a file where none is asked for.
        ([pscustomobject] @{ Prompt = 'x'; Name = 'none' } | New-WhataiImage).Url | Should -Not -BeNullOrEmpty
    }

    It 'names speech and subtitles' {
        $rows = "Text,Name`nHello.,greeting`nBye.,farewell.mp3`nAgain.,greeting" | ConvertFrom-Csv
        $sounds = $rows | ConvertTo-WhataiSpeech -OutDirectory $folder -Format wav
        $sounds.Name | Should -Be 'greeting.wav', 'farewell.wav', 'greeting-2.wav'
        ($sounds | ConvertFrom-WhataiSpeech -As Srt -OutDirectory $folder).Name | Should -Be 'greeting.srt', 'farewell.srt', 'greeting-2.srt'
        ([pscustomobject] @{ Path = $sounds[0].FullName; Name = 'chapter 1' } | ConvertFrom-WhataiSpeech -As Vtt -OutDirectory $folder).Name | Should -Be 'chapter 1.vtt'
    }

    It 'is none that is an image''s own, where images are edited' {
        $source = Get-Item (New-WhataiImage 'x' -Model gpt-image-1 -OutDirectory "$folder/in").Path
        ($source | Edit-WhataiImage 'with a hat' -OutDirectory $folder).Path | Split-Path -Leaf | Should -Be 'with-a-hat_nano-banana_1.png'
        ($source | Edit-WhataiImage 'with a hat' -OutDirectory $folder -Name 'hat').Path | Split-Path -Leaf | Should -Be 'hat.png'
    }

    It 'stays that of its row through runs with other rows' {
        $journal = "$folder.jsonl"
        $rows = 1..4 | ForEach-Object { [pscustomobject] @{ Prompt = "picture $_"; Name = 'same' } }
        $first = $rows | New-WhataiImage -OutDirectory $folder -Journal $journal
        $first.Path | Split-Path -Leaf | Should -Be 'same.png', 'same-2.png', 'same-3.png', 'same-4.png'
        $again = @([pscustomobject] @{ Prompt = 'new'; Name = 'same' }) + $rows[3, 0, 1, 2] | New-WhataiImage -OutDirectory $folder -Journal $journal
        $again.Path | Split-Path -Leaf | Should -Be 'same-5.png', 'same-4.png', 'same.png', 'same-2.png', 'same-3.png'
        $emulator.Ledger | Should -HaveCount 5
    }
}

Describe 'What came and is of no use' {
    It 'is known to the journal, and asked for again' {
        $journal = "$TestDrive/useless.jsonl"
        foreach ($n in 1..2) {
            '/say no image' | New-WhataiImage -Route Chat -Model recraftv3 -Journal $journal -WarningVariable said -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem.FullyQualifiedErrorId | Should -BeLike 'AnswerWithoutImage,*'
            $said | Should -BeNullOrEmpty
        }
        Get-Unknown $journal | Should -Be 0
    }
}

Describe 'Subtitles and videos' {
    BeforeEach { $emulator.ClearLog() }

    It 'writes subtitles again from what was paid for' {
        $sound = 'Hello there.' | ConvertTo-WhataiSpeech -OutFile "$TestDrive/hello.wav" -Force
        $emulator.ClearLog()
        $first = $sound | ConvertFrom-WhataiSpeech -As Srt -OutDirectory "$TestDrive/srt" -Journal "$TestDrive/srt.jsonl"
        $text = Get-Content $first -Raw
        Remove-Item $first
        (Get-Content ($sound | ConvertFrom-WhataiSpeech -As Srt -OutDirectory "$TestDrive/srt" -Journal "$TestDrive/srt.jsonl") -Raw) | Should -Be $text
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'gives a video''s task once more, which can be waited for' {
        $null = 'a cat' | Start-WhataiVideo -Journal "$TestDrive/video.jsonl"
        $task = 'a cat' | Start-WhataiVideo -Journal "$TestDrive/video.jsonl" | Wait-WhataiVideo -OutDirectory "$TestDrive/videos"
        $task.Path | Should -Exist
        $emulator.Ledger | Should -HaveCount 1
    }
}

Describe 'kill -9' {
    It 'makes a run of <Name> neither lose nor pay for more than the journal names' -ForEach @(
        @{ Name = 'chat'; Files = 0; Run = '1..60 | ForEach-Object { "/say $_" } | Invoke-WhataiChat' }
        @{ Name = 'images'; Files = 60; Run = '1..60 | ForEach-Object { [pscustomobject] @{ Prompt = "picture $_"; Name = "p$_" } } | New-WhataiImage -Model gpt-image-1 -OutDirectory FOLDER' }
        @{ Name = 'hosted images'; Files = 60; Run = '1..60 | ForEach-Object { "picture $_" } | New-WhataiImage -OutFile FOLDER/all.png' }
        @{ Name = 'equal edits'; Files = 60; Run = "1..60 | ForEach-Object { Get-Item 'SOURCE' } | Edit-WhataiImage x -Model gpt-image-1 -OutDirectory FOLDER" }
        @{ Name = 'speech'; Files = 60; Run = '1..60 | ForEach-Object { "text $_" } | ConvertTo-WhataiSpeech -OutDirectory FOLDER' }
    ) {
        $server = Start-WhataiEmulator -LatencyMs 60
        $source = "$TestDrive/source.png"
        if (-not (Test-Path $source)) { $null = New-WhataiImage 'x' -Model gpt-image-1 -OutFile $source }
        $folder = (New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory).FullName
        $journal = "$folder.jsonl"
        $command = "`$null = Connect-Whatai $($server.BaseUrl) sk-emulator; $($Run.Replace('FOLDER', $folder).Replace('SOURCE', $source)) -ThrottleLimit 8 -Journal '$journal' 3>`$null | Measure-Object | ForEach-Object Count"
        $unknown = 0
        foreach ($kill in 1..3) {
            $before = $server.LedgerTotals.Dispatches
            $victim = Start-PowerShellHost "Import-Module '$ModulePath'; $command"
            try { $null = Wait-Until { $server.LedgerTotals.Dispatches -ge $before + (Get-Random -Minimum 1 -Maximum 18) } 30 } finally { Stop-FreshShell $victim }
            Start-Sleep -Milliseconds 200
            # Each of these may be asked for a second time.
            $unknown += Get-Unknown $journal
        }
        Invoke-FreshShell $command | Should -Be '60'
        $server.LedgerTotals.Dispatches | Should -BeGreaterOrEqual 60
        $server.LedgerTotals.Dispatches | Should -BeLessOrEqual (60 + $unknown)
        if ($Files) {
            @(Get-ChildItem $folder) | Should -HaveCount $Files
        }
        $server | Stop-WhataiEmulator
    }
}
