# What ConvertTo-Json, Export-Csv and Select-Object make of what the cmdlets give.
BeforeDiscovery {
    $given = @(
        @{ Name = 'Invoke-WhataiChat'; Ask = { Invoke-WhataiChat 'hi' } }
        @{ Name = 'Invoke-WhataiChat -Tool'; Ask = { Invoke-WhataiChat '/toolcall now {}' -Tool @{ name = 'now'; script = { 'noon' } } -ToolPolicy Auto } }
        @{ Name = 'Invoke-WhataiResponse'; Ask = { Invoke-WhataiResponse 'hi' -Model gpt-4.1 } }
        @{ Name = 'Invoke-WhataiGemini'; Ask = { Invoke-WhataiGemini 'hi' } }
        @{ Name = 'Invoke-WhataiMessage'; Ask = { Invoke-WhataiMessage 'hi' } }
        @{ Name = 'Invoke-WhataiCompletion'; Ask = { Invoke-WhataiCompletion 'hi' } }
        @{ Name = 'Invoke-WhataiChat -Stream'; Ask = { Invoke-WhataiChat 'hi' -Stream } }
        @{ Name = 'Invoke-WhataiResponse -Stream'; Ask = { Invoke-WhataiResponse 'hi' -Model gpt-4.1 -Stream } }
        @{ Name = 'Invoke-WhataiGemini -Stream'; Ask = { Invoke-WhataiGemini 'hi' -Stream } }
        @{ Name = 'Invoke-WhataiMessage -Stream'; Ask = { Invoke-WhataiMessage 'hi' -Stream } }
        @{ Name = 'New-WhataiImage'; Ask = { New-WhataiImage 'a cat' } }
        @{ Name = 'New-WhataiImage -Async'; Ask = { New-WhataiImage 'a cat' -Async } }
        @{ Name = 'Start-WhataiVideo'; Ask = { Start-WhataiVideo 'a cat' } }
        @{ Name = 'ConvertFrom-WhataiSpeech'; Ask = { 'one two' | ConvertTo-WhataiSpeech -OutFile "$TestDrive/a.wav" -Force | ConvertFrom-WhataiSpeech } }
        @{ Name = 'Get-WhataiEmbedding'; Ask = { Get-WhataiEmbedding 'hi' } }
        @{ Name = 'Measure-WhataiSimilarity'; Ask = { 'a', 'b' | Measure-WhataiSimilarity 'a' } }
        @{ Name = 'Test-WhataiContent'; Ask = { Test-WhataiContent 'I kill you' } }
        @{ Name = 'Get-WhataiModel'; Ask = { Get-WhataiModel } }
        @{ Name = 'Get-WhataiPrice'; Ask = { Get-WhataiPrice } }
        @{ Name = 'Get-WhataiBalance'; Ask = { Get-WhataiBalance } }
        # A row is in the log half a second late.
        @{ Name = 'Get-WhataiBill'; Ask = { $null = Invoke-WhataiChat 'hi'; Start-Sleep -Milliseconds 600; Get-WhataiBill } }
        @{ Name = 'Get-WhataiBill -Journal'; Ask = { $null = Invoke-WhataiChat 'hi' -Journal "$TestDrive/b.jsonl"; Get-WhataiBill -Journal "$TestDrive/b.jsonl" } }
        @{ Name = 'Get-WhataiUsage'; Ask = { $null = Invoke-WhataiChat 'hi'; Get-WhataiUsage } }
        @{ Name = 'Get-WhataiConnection'; Ask = { Get-WhataiConnection } }
        @{ Name = 'Test-WhataiEndpoint'; Ask = { Test-WhataiEndpoint } }
        @{ Name = 'Get-WhataiJournal'; Ask = { $null = Invoke-WhataiChat 'hi' -Temperature 1 -Journal "$TestDrive/j.jsonl"; Get-WhataiJournal "$TestDrive/j.jsonl" } }
        @{ Name = 'Get-WhataiJournal -Summary'; Ask = { $null = Invoke-WhataiChat 'hi' -Journal "$TestDrive/s.jsonl"; Get-WhataiJournal "$TestDrive/s.jsonl" -Summary } }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    # What a person looks at, by importance; what a type lacks of it is passed over.
    $order = 'Input', 'Model', 'Text', 'Reasoning', 'FinishReason', 'Usage', 'Cost', 'Duration', 'RequestId', 'RawJson'
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'What <Name> gives' -ForEach $given {
    BeforeAll {
        $ErrorActionPreference = 'Stop'
        $first = @(& $Ask)[0]
        $first | Should -Not -BeNullOrEmpty -Because $Name
    }

    It 'begins with what a person looks for, and ends with the raw answer' {
        $names = @($first.psobject.Properties.Name)
        $names[0] | Should -Not -BeIn 'SystemFingerprint', 'RequestId', 'RawJson', 'Index', 'Type', 'Audio', 'Bytes', 'Url'
        if ($names -contains 'RawJson') { $names[-1] | Should -Be 'RawJson' }
        if ($names -contains 'Text') { $names[0..3] | Should -Contain 'Text' }
        if ($names -contains 'Id' -and $names -contains 'Text') { $names.IndexOf('Id') | Should -BeGreaterThan $names.IndexOf('Usage') }
        if ($names -contains 'Text' -and $names -contains 'Usage') {
            $names.Where({ $_ -in $order }) | Should -Be $order.Where({ $_ -in $names })
        }
    }

    It 'is a row of a CSV that says what it is, and not of what type' {
        $row = $first | ConvertTo-Csv | ConvertFrom-Csv
        $row.psobject.Properties.Name | Should -Be $first.psobject.Properties.Name
        # Arrays of numbers and bytes are what math and files take.
        $row.psobject.Properties.Where({ $_.Name -notin 'Vector', 'Bytes' -and $_.Value -match '^(System|Whatai|WhataiPS)\.|\[\]$|`\d\[' }).Name | Should -BeNullOrEmpty
    }

    It 'is an object of JSON with its members in that order' {
        $names = ($first | ConvertTo-Json -Depth 9 | ConvertFrom-Json).psobject.Properties.Name
        $names | Should -Be $first.psobject.Properties.Name
    }
}

Describe 'Cells' {
    It 'join names with commas, texts by lines, and tables by semicolons' {
        $model = Get-WhataiModel gpt-4o | ConvertTo-Csv | ConvertFrom-Csv
        $model.Endpoints | Should -Match '^[\w-]+(, [\w-]+)*$'
        $entry = $( $null = Invoke-WhataiChat 'hi' -Temperature 1 -TopP 0.5 -Journal "$TestDrive/c.jsonl"; Get-WhataiJournal "$TestDrive/c.jsonl" | ConvertTo-Csv | ConvertFrom-Csv )
        $entry.Parameters | Should -Be 'temperature = 1; top_p = 0.5'
        $answer = Invoke-WhataiChat 'hi' | ConvertTo-Csv | ConvertFrom-Csv
        $answer.Messages | Should -Be "user: hi`nassistant: Echo: hi"
        $answer.Usage | Should -Be '1 + 3 = 4'
    }

    It 'have times that say of which zone they are' {
        ([datetimeoffset]((Invoke-WhataiChat 'hi' | ConvertTo-Csv | ConvertFrom-Csv).Created)) | Should -BeGreaterThan ([datetimeoffset]'2001-01-01')
        (Get-WhataiBill | Select-Object -First 1 | ConvertTo-Csv | ConvertFrom-Csv).Time | Should -Match '[+-]\d\d:\d\d$'
    }
}
