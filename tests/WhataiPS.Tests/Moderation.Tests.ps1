BeforeAll {
    . $PSScriptRoot/Common.ps1
    function Start-Emulator([hashtable] $Options) { [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] $Options) }
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $png = "$TestDrive/a.png"
    [IO.File]::WriteAllBytes($png, [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII='))
    Copy-Item $png "$TestDrive/b.png"
    function Get-Body { $emulator.Requests[-1].Body | ConvertFrom-Json }
}
AfterAll { Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

Describe 'Test-WhataiContent' {
    BeforeEach { $emulator.ClearLog() }

    It 'judges texts in one request, each by itself, in their order' {
        $results = 'a nice day', 'I will kill you, idiot', 7 | Test-WhataiContent
        $results.Flagged | Should -Be $false, $true, $false
        $results.Input | Should -Be 'a nice day', 'I will kill you, idiot', 7
        $results[1].Categories.Name | Sort-Object | Should -Be 'harassment', 'violence'
        $results[1].Categories[0].Score | Should -BeGreaterThan 0.8
        $results[1].Categories[0].AppliedTo | Should -Be 'text'
        $results[1].Scores['violence'] | Should -BeGreaterThan 0.8
        $results[1].Scores.Count | Should -Be 13
        $results.Model | Select-Object -Unique | Should -Be 'omni-moderation-latest'
        $emulator.Requests | Should -HaveCount 1
        ConvertTo-Canonical $emulator.Requests[0].Body | Should -Be (ConvertTo-Canonical '{"model":"omni-moderation-latest","input":["a nice day","I will kill you, idiot","7"]}')
    }

    It 'sends one text as text, and what -ExtraBody, -Header and -Model say' {
        $null = Test-WhataiContent 'hi' -Model text-moderation-stable -ExtraBody @{ x = 1 }
        ConvertTo-Canonical $emulator.Requests[0].Body | Should -Be (ConvertTo-Canonical '{"model":"text-moderation-stable","input":"hi","x":1}')
    }

    It 'sends -BatchSize texts in a request, and -ThrottleLimit requests side by side' {
        (1..70 | Test-WhataiContent).Input | Should -Be (1..70)
        $emulator.Ledger | Should -HaveCount 3
        (1..10 | Test-WhataiContent -BatchSize 3 -ThrottleLimit 4).Input | Should -Be (1..10)
        $emulator.Ledger | Should -HaveCount 7
    }

    It 'finds how many texts a gateway takes' {
        $other = Start-Emulator @{ EmbeddingBatchLimit = 10 }
        try {
            $null = $other | Connect-Whatai -Name other
            (1..40 | Test-WhataiContent -Connection other).Input | Should -Be (1..40)
            $other.Ledger | Should -HaveCount 5
        }
        finally { Disconnect-Whatai other; $other.Dispose(); $null = $emulator | Connect-Whatai }
    }

    It 'judges images, each by itself, by path, pattern and pipeline, in requests of their own' {
        (Test-WhataiContent -Image $png).Input | Should -Be $png
        (Get-Body).input.image_url.url | Should -BeLike 'data:image/png;base64,iVBOR*'
        (Test-WhataiContent -Image "$TestDrive/*.png").Input.Name | Should -Be 'a.png', 'b.png'
        $results = Get-ChildItem $TestDrive -Filter *.png | Test-WhataiContent
        $results.Input.Name | Should -Be 'a.png', 'b.png'
        $emulator.Requests | Should -HaveCount 5
        $mixed = 'one', (Get-Item $png), 'two', 'three' | Test-WhataiContent
        $mixed.Input | ForEach-Object { "$_" } | Should -Be 'one', $png, 'two', 'three'
        $emulator.Requests | Should -HaveCount 8
        (New-WhataiImage 'A lighthouse' | Test-WhataiContent).Flagged | Should -BeFalse
    }

    It 'judges images together with a text' {
        $result = 'kill' | Test-WhataiContent -Image https://example.com/a.png
        $result.Input | Should -Be 'kill'
        $result.Categories.AppliedTo | Should -Be 'text', 'image'
        (Get-Body).input.type | Should -Be 'text', 'image_url'
    }

    It 'takes answers by their text' {
        (Invoke-WhataiChat '/say you idiot' | Test-WhataiContent).Flagged | Should -BeTrue
        (Invoke-WhataiChat '/say you idiot' -Stream | Test-WhataiContent) | Should -HaveCount 1
    }

    It 'makes an error of each input that is none, and goes on' {
        $results = 'a', '', $null, (Get-Process -Id $PID), (Get-Item $PSCommandPath), 'b' | Test-WhataiContent -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Input | Should -Be 'a', 'b'
        $problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Should -Be 'EmptyText', 'EmptyText', 'NotAText', 'InvalidArgument'
        { Test-WhataiContent } | Should -Throw -ErrorId 'InvalidArgument,*'
        { 'a' | Test-WhataiContent -Image "$TestDrive/none.png" } | Should -Throw -ErrorId 'InvalidArgument,*'
        Test-WhataiContent -Image "$TestDrive/none.png", $png -ErrorVariable problem -ErrorAction SilentlyContinue | Should -HaveCount 1
        $problem | Should -HaveCount 1
    }

    It 'shows what was found, and keeps it in CLIXML and JSON' {
        $result = Test-WhataiContent 'you idiot'
        $result | Out-String | Should -Match 'True\s+harassment \(0\.\d\d\)\s+you idiot'
        $result.Categories | Out-String | Should -Match 'harassment\s+0\.\d\d text'
        $result | Export-Clixml "$TestDrive/result.xml"
        (Import-Clixml "$TestDrive/result.xml").Categories[0].Name | Should -Be 'harassment'
        ($result | ConvertTo-Json -Depth 4 | ConvertFrom-Json).Scores.harassment | Should -Be $result.Scores['harassment']
    }

    It 'counts its requests' {
        $null = Get-WhataiUsage -Reset
        $null = 1..3 | Test-WhataiContent
        (Get-WhataiUsage omni-moderation-latest).Requests | Should -Be 1
    }
}
