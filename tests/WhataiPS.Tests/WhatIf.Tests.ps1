# One table for every cmdlet that spends, writes or deletes: -WhatIf and $WhatIfPreference say what would be done, and do nothing.
BeforeDiscovery {
    # What is run; what the message names. Files lie in the current folder; $emulator, $task and $picture are there.
    $cases = @(
        @{ Run = { 'one', 'two' | Invoke-WhataiChat -Model gpt-4o @whatIf }; Says = 'request 2.*two.*gpt-4o' }
        @{ Run = { Invoke-WhataiChat hi -Model gpt-4o -Count 3 @whatIf }; Says = '3 answer.*gpt-4o' }
        @{ Run = { Invoke-WhataiChat hi -Stream @whatIf }; Says = 'hi.*gpt-4o-mini' }
        @{ Run = { Invoke-WhataiChat hi -OutFile spoken.wav -Audio a.wav @whatIf }; Says = 'hi.*gpt-audio' }
        @{ Run = { Invoke-WhataiChat hi -Model gpt-4o, gpt-4.1 @whatIf }; Says = 'hi.*gpt-4.1' }
        @{ Run = { Invoke-WhataiChat hi -Live @whatIf }; Says = 'hi.*gpt-4o-mini' }
        @{ Run = { Invoke-WhataiChat -History @{ role = 'user'; content = 'Hello' } @whatIf }; Says = 'Hello.*gpt-4o-mini' }
        @{ Run = { 1..3 | Invoke-WhataiChat 'What are these?' @whatIf }; Says = 'What are these\?.*gpt-4o-mini' }
        @{ Run = { '/toolcall Get-Date {}' | Invoke-WhataiChat -Tool Get-Date -ToolPolicy Auto @whatIf }; Says = 'gpt-4o-mini' }
        @{ Run = { 'one' | Invoke-WhataiChat -Journal chat.jsonl @whatIf }; Says = 'one' }
        @{ Run = { Invoke-WhataiChat 'A cat' -Model nano-banana @whatIf }; Says = '1 image.*nano-banana' }
        @{ Run = { 'one' | Invoke-WhataiResponse -Journal response.jsonl -Model gpt-4.1 @whatIf }; Says = 'one.*gpt-4.1' }
        @{ Run = { Invoke-WhataiResponse hi -ImageGeneration -Model gpt-4.1 @whatIf }; Says = 'gpt-4.1' }
        @{ Run = { 'one' | Invoke-WhataiGemini -Journal gemini.jsonl @whatIf }; Says = 'one.*gemini-2.5-pro' }
        @{ Run = { 'one' | Invoke-WhataiMessage -Journal message.jsonl @whatIf }; Says = 'one.*claude-sonnet-4-5' }
        @{ Run = { Invoke-WhataiGemini 'What is it?' -Image "$($emulator.BaseUrl)/nowhere.png" @whatIf }; Says = 'gemini-2.5-pro' }
        @{ Run = { Invoke-WhataiCompletion 'once', 'twice' -Count 2 @whatIf }; Says = '4 answer.*gpt-3.5-turbo-instruct' }
        @{ Run = { 'a', 'b', 'c' | Get-WhataiEmbedding -Journal embedding.jsonl @whatIf }; Says = '3 text.*text-embedding-3-small' }
        @{ Run = { 'a', 'b' | Measure-WhataiSimilarity c -Journal similarity.jsonl @whatIf }; Says = '3 text.*text-embedding-3-small' }
        @{ Run = { 'a', 'b' | Measure-WhataiSimilarity c -RerankModel bge-reranker-v2-m3 @whatIf }; Says = '2 text.*bge-reranker-v2-m3' }
        @{ Run = { 'a', 'b', 'c' | Test-WhataiContent @whatIf }; Says = '3 input.*omni-moderation-latest' }
        @{ Run = { Test-WhataiContent -Image a.png @whatIf }; Says = '1 input.*omni-moderation-latest' }
        @{ Run = { New-WhataiImage 'A cat' -Model gpt-image-1 -Count 2 -OutDirectory made @whatIf }; Says = '2 image.*gpt-image-1' }
        @{ Run = { New-WhataiImage 'A cat' -Async @whatIf }; Says = 'nano-banana' }
        @{ Run = { Edit-WhataiImage 'A dog' a.png -OutFile dog.png -Model gpt-image-1 @whatIf }; Says = 'A dog.*gpt-image-1' }
        @{ Run = { Get-Item a.png | Edit-WhataiImage 'A dog' -OutDirectory edited @whatIf }; Says = 'A dog.*nano-banana' }
        @{ Run = { Save-WhataiImage saved.png $picture @whatIf }; Says = 'saved.png' }
        @{ Run = { ConvertTo-WhataiSpeech 'Good day' day.mp3 @whatIf }; Says = '8 char.*tts-1.*day.mp3' }
        @{ Run = { ConvertFrom-WhataiSpeech a.wav -As Srt -OutFile a.srt @whatIf }; Says = 'whisper-1.*a.wav' }
        @{ Run = { ConvertFrom-WhataiSpeech a.wav -Translate @whatIf }; Says = 'English.*whisper-1.*a.wav' }
        @{ Run = { 'one', 'two' | Export-WhataiReport run.html @whatIf }; Says = '2 result.*run.html' }
        @{ Run = { Start-WhataiVideo 'A cat' @whatIf }; Says = 'seedance.*A cat' }
        # The beginning of a long prompt, on one line, and no half of a character.
        @{ Run = { Invoke-WhataiChat "A cat`n$('x' * 53)$([char]::ConvertFromUtf32(0x1F408))" -Model gpt-4o @whatIf }; Says = "A cat x{53}$([char] 0x2026).*gpt-4o" }
        @{ Run = { New-WhataiImage "A cat`n$('x' * 53)$([char]::ConvertFromUtf32(0x1F408))" @whatIf }; Says = "A cat x{53}$([char] 0x2026).*nano-banana" }
        @{ Run = { Start-WhataiVideo "A cat`n$('x' * 53)$([char]::ConvertFromUtf32(0x1F408))" @whatIf }; Says = "seedance.*A cat x{53}$([char] 0x2026)" }
        @{ Run = { Wait-WhataiVideo $task -OutDirectory videos @whatIf }; Says = 'videos' }
        @{ Run = { Save-WhataiVideo -Task $task -Path . @whatIf }; Says = $null }
        @{ Run = { Stop-WhataiVideo $task @whatIf }; Says = 'cgt' }
        @{ Run = { Invoke-WhataiApi /v1/chat/completions -Body @{ model = 'gpt-4o'; messages = @() } @whatIf }; Says = 'POST.*/v1/chat/completions' }
        @{ Run = { Invoke-WhataiApi /v1/models -OutFile models.json @whatIf }; Says = 'models.json' }
        @{ Run = { Connect-Whatai http://127.0.0.1:9 k -Name saved -Save @whatIf; Disconnect-Whatai saved -WhatIf:$false }; Says = 'saved' }
        @{ Run = { Disconnect-Whatai @whatIf }; Says = 'default' }
        @{ Run = { Disconnect-Whatai default @whatIf }; Says = 'default' }
        @{ Run = { Disconnect-Whatai -All @whatIf }; Says = 'default' }
        @{ Run = { Get-WhataiUsage -Reset @whatIf }; Says = 'zero' }
        @{ Run = { Stop-WhataiEmulator @whatIf }; Says = '127.0.0.1' }
    )
    foreach ($case in $cases) { $case.Text = "$($case.Run)".Trim() }
    $reading = 'Get-WhataiBalance', 'Get-WhataiBill', 'Get-WhataiConnection', 'Get-WhataiEmulator', 'Get-WhataiJournal', 'Get-WhataiModel', 'Get-WhataiPrice', 'Get-WhataiPrompt', 'Get-WhataiVideo', 'Show-WhataiImage',
        'Start-WhataiEmulator', 'Test-WhataiEndpoint', 'Wait-WhataiImage', 'Wait-WhataiResponse', 'Enter-WhataiChat' # sends what a person writes
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
    $null = $emulator | Connect-Whatai
    $folder = New-Item (Join-Path $TestDrive 'work') -ItemType Directory
    Push-Location $folder
    $png = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII=')
    [IO.File]::WriteAllBytes("$folder/a.png", $png)
    $null = ConvertTo-WhataiSpeech 'Hello' a.wav
    $picture = New-WhataiImage 'A lighthouse'
    $task = Start-WhataiVideo 'A lighthouse' | Wait-WhataiVideo
    $env:XDG_CONFIG_HOME = "$TestDrive/config"

    # Everything that could have changed.
    function Get-State {
        @(
            $emulator.Ledger.Count
            $emulator.Requests | Where-Object Method -NotIn 'GET', 'HEAD' | ForEach-Object { "$($_.Method) $($_.Path)" }
            Get-ChildItem $TestDrive -Recurse -File | ForEach-Object { "$($_.FullName) $($_.Length)" }
            Get-ChildItem $TestDrive -Recurse -Directory | ForEach-Object FullName
            Get-WhataiConnection | ForEach-Object { "$_" }
            Get-WhataiUsage -WhatIf:$false | ForEach-Object { "$_" }
            $emulator.IsRunning
        ) -join "`n"
    }
}
AfterAll {
    Pop-Location
    Remove-Item env:XDG_CONFIG_HOME
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'What would be done' -ForEach @{ All = $cases } {
    BeforeAll {
        # In one transcript, since each start of one takes long; it holds what the host showed.
        $transcript = Join-Path ([IO.Path]::GetTempPath()) "whataips-$([guid]::NewGuid()).txt"
        $null = Start-Transcript $transcript -UseMinimalHeader
        $results = foreach ($case in $All) {
            foreach ($way in 'parameter', 'preference') {
                $before = Get-State
                $whatIf = if ($way -eq 'parameter') { @{ WhatIf = $true } } else { @{} }
                $WhatIfPreference = $way -eq 'preference'
                Write-Host "[mark]"
                try { $problem = $null; $null = & $case.Run } catch { $problem = "$_" } finally { $WhatIfPreference = $false }
                @{ Case = $case.Text; Way = $way; Before = $before; After = Get-State; Problem = $problem }
            }
        }
        $null = Stop-Transcript
        $shown = (Get-Content $transcript -Raw) -split '\[mark\]'
        Remove-Item $transcript
        for ($i = 0; $i -lt $results.Count; $i++) { $results[$i].Shown = $shown[$i + 1] }
    }

    It 'is said, and not done: <Text>' -ForEach $cases {
        $mine = $results | Where-Object Case -EQ $Text
        $mine | Should -HaveCount 2
        foreach ($result in $mine) {
            $result.Problem | Should -BeNullOrEmpty
            if ($Says) { $result.Shown | Should -Match "What if: .*($Says)" }
            $result.After | Should -BeExactly $result.Before -Because "it was the $($result.Way)"
        }
    }

    It 'is tried for every cmdlet of the module that is not only reading' -ForEach @{ Reading = $reading } {
        foreach ($command in Get-Command -Module WhataiPS -CommandType Cmdlet) {
            if ($command.Name -in $Reading) { continue }
            $command.Name | Should -BeIn ([regex]::Matches($All.Text -join "`n", '\w+-Whatai\w*').Value)
            $command.Parameters.Keys | Should -Contain 'WhatIf' -Because $command.Name
        }
    }
}

Describe 'What has been paid for' {
    It 'is given out of the journal with -WhatIf, and the journal stays as it is' {
        $paid = '/say one' | Invoke-WhataiChat -Journal kept.jsonl
        Add-Content kept.jsonl '{"key":"torn' -NoNewline
        $bytes = [IO.File]::ReadAllBytes("$folder/kept.jsonl")
        $before = $emulator.Ledger.Count
        $given = '/say one', '/say two' | Invoke-WhataiChat -Journal kept.jsonl -WhatIf -WarningAction SilentlyContinue
        $given.Text | Should -Be $paid.Text
        $emulator.Ledger.Count | Should -Be $before
        [IO.File]::ReadAllBytes("$folder/kept.jsonl") | Should -Be $bytes
    }

    It 'is asked for without a question at the usual $ConfirmPreference, and with -Confirm:$false' {
        (Invoke-WhataiChat '/say yes').Text | Should -Be 'yes'
        $ConfirmPreference = 'Low'
        (Invoke-WhataiChat '/say yes' -Confirm:$false).Text | Should -Be 'yes'
        ('x' | Get-WhataiEmbedding -Confirm:$false).Dimensions | Should -BeGreaterThan 0
    }

    It 'is not touched where nobody can confirm, and leaves no journal' {
        $text = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; '/say one' | Invoke-WhataiChat -Journal '$folder/asked.jsonl' -Confirm"
        $text | Should -Match 'NonInteractive'
        Test-Path "$folder/asked.jsonl" | Should -BeFalse
    }

    It 'sends under -WhatIf:$false, whatever the preference says' {
        $WhatIfPreference = $true
        (Invoke-WhataiChat '/say yes' -WhatIf:$false).Text | Should -Be 'yes'
        $null = New-WhataiImage 'A cat' -OutDirectory really -WhatIf:$false
        $WhatIfPreference = $false
        Get-ChildItem really | Should -HaveCount 1
    }
}
