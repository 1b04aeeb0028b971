# A request for each piped object that keeps the object: script blocks as arguments, -ForEach, Input and -MergeInput.
BeforeDiscovery {
    $apis = @(
        @{ Cmdlet = 'Invoke-WhataiChat'; Extra = @{} }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Extra = @{ Model = 'gpt-4.1' } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Extra = @{} }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Extra = @{} }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $rows = foreach ($i in 1..5) { [pscustomobject]@{ Id = $i; Text = "note $i"; Lang = 'fr', 'de' | Select-Object -Index ($i % 2); Photo = '' } }
    $null = Invoke-WhataiChat '/image 8x8 images' | Save-WhataiImage "$TestDrive/a.png"
    $null = Invoke-WhataiChat '/image 16x8 images' | Save-WhataiImage "$TestDrive/b.png"
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'A script block as -Message' {
    BeforeEach { $emulator.ClearLog() }

    It 'asks about each row, side by side, in order, and keeps the row: <Cmdlet>' -ForEach $apis {
        $answers = $rows | & $Cmdlet -Message { "/say $($_.Id): $($_.Text)" } -ThrottleLimit 3 @Extra
        $answers.Text | Should -Be @(1..5 | ForEach-Object { "${_}: note $_" })
        $answers.Input.Id | Should -Be @(1..5)
        $answers.Input.Lang | Should -Be $rows.Lang
        $emulator.Ledger | Should -HaveCount 5
        # The message is all that goes: the row itself is not sent beside it.
        $emulator.Requests.Body -match 'Photo' | Should -BeNullOrEmpty
    }

    It 'sees the caller''s variables, $PSItem, and joins what it returns by lines' {
        $prefix = '/say'
        (7, 8 | Invoke-WhataiChat { "$prefix first $PSItem"; 'second' }).Text | Should -Be @("first 7`nsecond", "first 8`nsecond")
    }

    It 'runs for an object that is given as an argument' {
        (Invoke-WhataiChat { "/say $($_.Id)" } -InputObject $rows).Text | Should -Be @('1', '2', '3', '4', '5')
    }

    It 'goes on with a piped answer' {
        $more = 'one', 'two' | Invoke-WhataiChat | Invoke-WhataiChat { "/say again: $($_.Input)" }
        $more.Text | Should -Be @('again: one', 'again: two')
        $more[1].Messages | Should -HaveCount 4
    }

    It 'makes a failure the row''s error, and the next rows go on: <What>' -ForEach @(
        @{ What = 'it throws'; Block = { if ($_.Id -eq 2) { throw 'no text here' } "/say $($_.Id)" }; Id = 'ScriptBlockFailed'; Says = '*-Message*no text here*' }
        @{ What = 'a command in it fails'; Block = { if ($_.Id -eq 2) { Get-Content './gone.txt' } "/say $($_.Id)" }; Id = 'ScriptBlockFailed'; Says = '*gone.txt*' }
        @{ What = 'it returns nothing'; Block = { if ($_.Id -ne 2) { "/say $($_.Id)" } }; Id = 'EmptyPrompt'; Says = '*' }
        @{ What = 'it returns no text'; Block = { if ($_.Id -eq 2) { $_ } else { "/say $($_.Id)" } }; Id = 'InvalidArgument'; Says = '*-Message*PSCustomObject*' }
        @{ What = 'it returns a file'; Block = { if ($_.Id -eq 2) { Get-Item $TestDrive/a.png } else { "/say $($_.Id)" } }; Id = 'InvalidArgument'; Says = '*-Message*FileInfo*' }
    ) {
        $answers = $rows | Invoke-WhataiChat $Block -ThrottleLimit 2 -ErrorAction SilentlyContinue -ErrorVariable problem -SummaryVariable run
        $answers.Text | Should -Be @('1', '3', '4', '5')
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($problem[0])" | Should -BeLike $Says
        $problem[0].TargetObject.Id | Should -Be 2
        $run.Answered, $run.Failed | Should -Be @(4, 1)
        $emulator.Ledger | Should -HaveCount 4
    }

    It 'ends by a break as ForEach-Object does' {
        foreach ($once in 1) { $rows | Invoke-WhataiChat { if ($_.Id -eq 2) { break } "/say $($_.Id)" } }
        $emulator.Ledger.Count | Should -BeLessOrEqual 1
    }

    It 'needs something piped: <What>' -ForEach @(
        @{ What = '-Message'; Ask = { Invoke-WhataiChat { 'x' } } }
        @{ What = '-SystemMessage'; Ask = { Invoke-WhataiChat 'x' -SystemMessage { 'x' } } }
        @{ What = '-Image'; Ask = { Invoke-WhataiChat 'x' -Image { 'x.png' } } }
    ) {
        $Ask | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*nothing is piped*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'sends nothing with -WhatIf' {
        $rows | Invoke-WhataiChat { "/say $($_.Id)" } -WhatIf 6>&1 | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount 0
    }
}

Describe 'Script blocks as other arguments' {
    BeforeEach { $emulator.ClearLog() }

    It 'gives each row its own instructions: <Cmdlet>' -ForEach $apis {
        $null = $rows | Select-Object -First 2 Lang, Text | & $Cmdlet 'Translate.' -SystemMessage { if ($_.Lang -eq 'de') { "Into $($_.Lang)." } } @Extra
        # The row goes with the message, since nothing else was made of it.
        $emulator.Requests[0].Body, $emulator.Requests[1].Body -match 'note' | Should -HaveCount 2
        $emulator.Requests[0].Body | Should -Match 'Into de\.'
        $emulator.Requests[1].Body | Should -Not -Match 'Into'
    }

    It 'asks piped prompts with instructions made of each' {
        $answers = 'a', 'b' | Invoke-WhataiChat -SystemMessage { "System of $_" }
        $answers.Text | Should -Be @('Echo: a', 'Echo: b')
        $answers.ForEach({ $_.Messages[0].Content }) | Should -Be @('System of a', 'System of b')
    }

    It 'gives each row its own picture: <Cmdlet>' -ForEach $apis {
        $answers = [pscustomobject]@{ Photo = 'a.png' }, [pscustomobject]@{ Photo = '' }, [pscustomobject]@{ Photo = 'gone.png' }, [pscustomobject]@{ Photo = 'b.png' } |
            & $Cmdlet 'What is it?' -Image { if ($_.Photo) { "$TestDrive/$($_.Photo)" } } -ErrorAction SilentlyContinue -ErrorVariable problem @Extra
        $answers | Should -HaveCount 3
        $answers[0].Text | Should -BeLike '*8x8*'
        $answers[1].Text | Should -Not -BeLike '*image*'
        $answers[2].Text | Should -BeLike '*16x8*'
        $answers.Input.Photo | Should -Be @('a.png', '', 'b.png')
        $problem | Should -HaveCount 1
        "$problem" | Should -BeLike '*gone.png*'
        $problem[0].TargetObject.Photo | Should -Be 'gone.png'
    }

    It 'puts what it gives among what is the same for all' {
        $answer = Get-Item "$TestDrive/b.png" | Invoke-WhataiChat 'Compare.' -Image "$TestDrive/a.png", { , [IO.File]::ReadAllBytes($_) }
        $answer.Text | Should -BeLike '*image 1: image/png 8x8*image 2: image/png 16x8*'
        $answer.Input.Name | Should -Be 'b.png'
    }

    It 'gives each row its own file' {
        Set-Content "$TestDrive/one.log" 'first log'
        Set-Content "$TestDrive/two.log" 'second log'
        (Get-ChildItem "$TestDrive/*.log" | Invoke-WhataiChat 'Sum up.' -File { $_ }).Text | Should -BeLike '*<file name="???.log">*log*</file>'
        $emulator.Requests | Should -HaveCount 2
    }
}

Describe '-MergeInput' {
    BeforeEach { $emulator.ClearLog() }

    It 'gives the row with the answer''s fields behind its own: <Cmdlet>' -ForEach $apis {
        $merged = @($rows | & $Cmdlet { "Classify $($_.Text)" } -Schema ([ordered]@{ Label = 'low|high'; Score = 'int' }) -MergeInput -ThrottleLimit 2 @Extra)
        $merged | Should -HaveCount 5
        $merged[0].psobject.Properties.Name | Should -Be @('Id', 'Text', 'Lang', 'Photo', 'Label', 'Score')
        $merged.Id | Should -Be @(1..5)
        $merged[4].Text | Should -Be 'note 5'
        $merged[0].Label | Should -Be 'low'
        # A copy: the rows stay as they are.
        $rows[0].psobject.Properties.Name | Should -Be @('Id', 'Text', 'Lang', 'Photo')
    }

    It 'adds the text where there is no schema, by the name that is asked for' {
        $merged = $rows[0] | Invoke-WhataiChat { '/say yes' } -MergeInput
        $merged.psobject.Properties.Name | Select-Object -Last 1 | Should -Be 'Answer'
        $merged.Answer | Should -Be 'yes'
        ($rows[0] | Invoke-WhataiChat { '/say yes' } -MergeInput -OutputProperty Verdict).Verdict | Should -Be 'yes'
    }

    It 'keeps a property of the row that a field has the name of, and says so once' {
        $merged = @($rows | Invoke-WhataiChat { 'Sum up' } -Schema ([ordered]@{ text = 'string'; score = 'int' }) -MergeInput -WarningVariable said -WarningAction SilentlyContinue)
        $merged[1].Text | Should -Be 'note 2'
        $merged[1].psobject.Properties.Name | Select-Object -Last 2 | Should -Be @('Answertext', 'score')
        $said | Should -HaveCount 1
    }

    It 'makes rows of what is none: <What>' -ForEach @(
        @{ What = 'text'; Give = { 'one' }; Names = 'Input', 'Answer'; First = 'one' }
        @{ What = 'a number'; Give = { 7 }; Names = 'Input', 'Answer'; First = 7 }
        @{ What = 'a table'; Give = { [ordered]@{ b = 1; a = 2 } }; Names = 'b', 'a', 'Answer'; First = 1 }
        @{ What = 'a row of a DataTable'; Give = { $t = [Data.DataTable]::new(); $null = $t.Columns.Add('Id', [int]); $null = $t.Rows.Add(3); $t.Rows }; Names = 'Id', 'Answer'; First = 3 }
    ) {
        $merged = & $Give | Invoke-WhataiChat { "/say $_" } -MergeInput
        $merged.psobject.Properties.Name | Should -Be $Names
        $merged.($Names[0]) | Should -Be $First
    }

    It 'keeps the row through a conversation' {
        $merged = $rows | Invoke-WhataiChat { "Ask $($_.Id)" } | Invoke-WhataiChat { '/say shorter' } -MergeInput
        $merged.Id | Should -Be @(1..5)
        $merged[0].Answer | Should -Be 'shorter'
    }

    It 'makes 1,000 CSV rows with three new columns of 1,000 CSV rows, and goes on where a run ended' {
        $in = "$TestDrive/in.csv"; $out = "$TestDrive/out.csv"; $journal = "$TestDrive/run.jsonl"
        1..1000 | ForEach-Object { [pscustomobject]@{ Id = $_; Text = "note, ""$_""" } } | Export-Csv $in -NoTypeInformation
        $how = @{ Message = { "Classify: $($_.Text)" }; Schema = [ordered]@{ label = 'bug|wish'; score = 'int'; summary = 'string' }; ThrottleLimit = 8; Journal = $journal; MergeInput = $true }
        # The first run is cut short in the midst of it.
        Import-Csv $in | Invoke-WhataiChat @how | Select-Object -First 400 | Export-Csv $out -NoTypeInformation
        Import-Csv $out | Should -HaveCount 400
        Import-Csv $in | Invoke-WhataiChat @how -SummaryVariable run | Export-Csv $out -NoTypeInformation
        $rows = Import-Csv $out
        $rows | Should -HaveCount 1000
        $rows[0].psobject.Properties.Name | Should -Be @('Id', 'Text', 'label', 'score', 'summary')
        $rows.Id | Should -Be @(1..1000)
        $rows[999].Text | Should -Be 'note, "1000"'
        $rows.Where({ $_.summary -notlike "*note, ""$($_.Id)""" }) | Should -BeNullOrEmpty
        $run.Answered, $run.Failed | Should -Be @(1000, 0)
        $run.FromJournal | Should -BeGreaterOrEqual 400
        # What was under way when the first run was cut short may have been asked twice, and nothing else.
        $emulator.Ledger.Count | Should -BeLessOrEqual 1008
    }
}

Describe 'PowerShell''s own script blocks, where a parameter takes piped values' {
    BeforeEach { $emulator.ClearLog() }

    It 'keep the row: <What>' -ForEach @(
        @{ What = 'completion'; Ask = { $input | Invoke-WhataiCompletion -Prompt { if ($_.Id -eq 2) { throw 'no text here' } "go on with $($_.Text)" } } }
        @{ What = 'embedding'; Ask = { $input | Get-WhataiEmbedding -InputObject { if ($_.Id -eq 2) { throw 'no text here' } $_.Text } } }
        @{ What = 'video'; Ask = { $input | Start-WhataiVideo -Prompt { if ($_.Id -eq 2) { throw 'no text here' } "a film of $($_.Text)" } } }
    ) {
        $ErrorActionPreference = 'Continue'
        $results = $rows | & $Ask 2>&1
        $failed, $made = $results.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        $made.Input.Id | Should -Be @(1, 3, 4, 5)
        $failed | Should -HaveCount 1
        "$failed" | Should -BeLike '*no text here*'
        $failed[0].TargetObject.Id | Should -Be 2
    }

    It 'give the row with what was made of it' {
        $merged = $rows | Invoke-WhataiCompletion -Prompt { "/say $($_.Id)!" } -MergeInput
        $merged[1].psobject.Properties.Name | Should -Be @('Id', 'Text', 'Lang', 'Photo', 'Answer')
        $merged.Answer | Should -Be @(1..5 | ForEach-Object { "$_!" })
        $vectors = $rows | Get-WhataiEmbedding -InputObject { $_.Text } -MergeInput
        $vectors.Id | Should -Be @(1..5)
        ($vectors | Measure-WhataiSimilarity 'note 3' -First 1).Input.Id | Should -Be 3
    }

    It 'name a file for each row: <What>' -ForEach @(
        @{ What = 'images'; Make = { $input | New-WhataiImage -Prompt { $_.Text } -OutFile $file -ThrottleLimit 2 }; Ending = 'png' }
        @{ What = 'speech'; Make = { $input | ConvertTo-WhataiSpeech -InputObject { $_.Text } -OutFile $file -ThrottleLimit 2 }; Ending = 'wav' }
    ) {
        $ErrorActionPreference = 'Continue'
        $folder = Join-Path $TestDrive $What
        $null = New-Item $folder -ItemType Directory
        $file = {
            if ($_.Id -eq 2) { throw 'no name here' }
            if ($_.Id -eq 3) { return "$folder/gone/3.$Ending" }
            if ($_.Id -eq 4) { return 'a', 'b' }
            "$folder/$($_.Text).$Ending"
        }
        $results = $rows | & $Make 2>&1
        $failed, $made = $results.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        (Get-ChildItem $folder).Name | Should -Be @("note 1.$Ending", "note 5.$Ending")
        $made | Should -HaveCount 2
        $failed.TargetObject.Id | Should -Be @(2, 3, 4)
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be @('ScriptBlockFailed', 'FileNotWritten', 'InvalidArgument')
        $emulator.Ledger | Should -HaveCount 2
    }

    It 'say of each image what is to become of it, and where' {
        $edited = Get-ChildItem "$TestDrive/?.png" | Edit-WhataiImage { "Add the title $($_.BaseName)" } -OutFile { "$TestDrive/edited-$($_.Name)" }
        $edited.Prompt | Should -Be @('Add the title a', 'Add the title b')
        $edited.Input.Name | Should -Be @('a.png', 'b.png')
        "$TestDrive/edited-b.png" | Should -Exist
        { Edit-WhataiImage { 'x' } "$TestDrive/a.png" } | Should -Throw -ExpectedMessage '*nothing is piped*'
    }

    It 'name subtitles by their sounds' {
        $null = 'one' | ConvertTo-WhataiSpeech -OutFile "$TestDrive/sound.wav"
        (Get-Item "$TestDrive/sound.wav" | ConvertFrom-WhataiSpeech -As Srt -OutFile { "$TestDrive/$($_.BaseName)-en.srt" }).Name | Should -Be 'sound-en.srt'
    }

    It 'give rows with the files that were made, and images with their rows' {
        $images = $rows | New-WhataiImage -Prompt { $_.Text }
        $images.Input.Id | Should -Be @(1..5)
        ('a cat' | New-WhataiImage).Input | Should -Be 'a cat'
        $merged = $rows | New-WhataiImage -Prompt { $_.Text } -OutDirectory "$TestDrive/pics" -MergeInput -Journal "$TestDrive/pics.jsonl"
        $merged[4].psobject.Properties.Name | Should -Be @('Id', 'Text', 'Lang', 'Photo', 'Path')
        $merged.Path | Should -Exist
        $emulator.ClearLog()
        $again = $rows | New-WhataiImage -Prompt { $_.Text } -OutDirectory "$TestDrive/pics" -MergeInput -Journal "$TestDrive/pics.jsonl"
        $again.Path | Should -Be $merged.Path
        $emulator.Ledger | Should -HaveCount 0
        $spoken = $rows | ConvertTo-WhataiSpeech -InputObject { $_.Text } -OutDirectory "$TestDrive/sounds" -MergeInput
        $spoken.Id | Should -Be @(1..5)
        $spoken.Path | Should -Exist
    }

    It 'leave the input of what is piped as it is' {
        ('a', 'b' | Invoke-WhataiCompletion).Input | Should -Be @('a', 'b')
        ('a', 'b' | Get-WhataiEmbedding).Input | Should -Be @('a', 'b')
        (, @('a', 'b') | Get-WhataiEmbedding).Input | Should -Be @('a', 'b')
        $rows | Select-Object -First 1 | Get-WhataiEmbedding -InputObject { $_.Text } | Format-Table | Out-String | Should -Match '@\{Id=1'
    }
}

Describe '-ForEach' {
    BeforeEach { $emulator.ClearLog() }

    It 'asks about each object by itself, with the object as context: <Cmdlet>' -ForEach $apis {
        $answers = $rows | Select-Object Id, Text | & $Cmdlet 'Look.' -ForEach -ThrottleLimit 2 @Extra
        $answers | Should -HaveCount 5
        $answers[2].Messages[-2].Content | Should -BeExactly "Look.`n`nThe object as JSON:`n{`"Id`":3,`"Text`":`"note 3`"}"
        $answers.Input.Id | Should -Be @(1..5)
    }
}
