BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    function Start-Emulator([hashtable] $Options) { [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] $Options) }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Get-WhataiEmbedding' {
    BeforeEach { $emulator.ClearLog() }

    It 'gives a vector for each text, in order, with its input' {
        $vectors = 'cat', 'dog', '猫' | Get-WhataiEmbedding
        $vectors.Input | Should -Be @('cat', 'dog', '猫')
        $vectors[0].Dimensions | Should -Be 1536
        $vectors[0].Vector.GetType().Name | Should -Be 'Single[]'
        $vectors[2].RawJson | Should -Be '{"object":"embedding","index":2}'
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'sends every parameter under its name' {
        $null = Get-WhataiEmbedding 'a' -Model text-embedding-3-large -Dimensions 4 -User u -EncodingFormat float -ExtraBody @{ x = 1 }
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"text-embedding-3-large","input":"a","dimensions":4,"encoding_format":"float","user":"u","x":1}')
    }

    It 'embeds 10,000 texts in the least number of requests, the same in base64 and in numbers' {
        $texts = 1..10000 | ForEach-Object { "text number $_" }
        $vectors = $texts | Get-WhataiEmbedding -Dimensions 64 -ThrottleLimit 2
        $emulator.Ledger | Should -HaveCount 5
        $numbers = $texts | Get-WhataiEmbedding -Dimensions 64 -EncodingFormat float
        $vectors.Count | Should -Be 10000
        $vectors[9999].Input | Should -Be 'text number 10000'
        $different = 0..9999 | Where-Object { -not [Linq.Enumerable]::SequenceEqual($vectors[$_].Vector, $numbers[$_].Vector) }
        @($different) | Should -HaveCount 0
    }

    It 'makes what is no text an error of its own' {
        $vectors = 'a', '', $null, (Get-Process -Id $PID), 5, 'b' | Get-WhataiEmbedding -ErrorVariable problem -ErrorAction SilentlyContinue
        $vectors.Input | Should -Be @('a', 5, 'b')
        ($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be @('EmptyText', 'EmptyText', 'NotAText')
        $emulator.Ledger | Should -HaveCount 1
    }

    It 'says once what is wrong with all, with all of them' {
        'a', 'b' | Get-WhataiEmbedding -Dimensions 5000 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @($problem) | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $problem[0].TargetObject | Should -Be @('a', 'b')
        $emulator.Requests | Should -HaveCount 1
    }

    It 'finds the text that is refused, and gives the rest' {
        $vectors = 'a', ('word ' * 9000), 'c' | Get-WhataiEmbedding -ErrorVariable problem -ErrorAction SilentlyContinue
        $vectors.Input | Should -Be @('a', 'c')
        @($problem) | Should -HaveCount 1
        $problem[0].TargetObject.Length | Should -Be 45000
    }

    It 'finds how many texts a gateway takes, and whether it takes base64' {
        $other = Start-Emulator @{ EmbeddingBatchLimit = 10; RefuseBase64 = $true }
        try {
            $connection = $other | Connect-Whatai -Name other
            (1..64 | Get-WhataiEmbedding -Connection other -BatchSize 16).Input | Should -Be (1..64)
            # The first 16 are refused and parted; the rest goes by eights.
            $other.Ledger | Should -HaveCount 8
            $other.Requests.Count | Should -BeLessOrEqual 11
        }
        finally { Disconnect-Whatai other; $other.Dispose(); $null = $emulator | Connect-Whatai }
    }

    It 'warns when the gateway takes no notice of -Dimensions' {
        $null = Get-WhataiEmbedding 'a', 'b' -Dimensions 4 -ExtraBody @{ dimensions = 8 } -WarningVariable said -WarningAction SilentlyContinue
        @($said) | Should -HaveCount 1
        "$said" | Should -Match '8'
    }

    It 'goes on from its journal, however the texts are put together' {
        $journal = Join-Path $TestDrive 'vectors.jsonl'
        $first = 1..20 | Get-WhataiEmbedding -Dimensions 8 -Journal $journal -BatchSize 7
        $emulator.Ledger | Should -HaveCount 3
        $second = 11..30 | Get-WhataiEmbedding -Dimensions 8 -Journal $journal
        $emulator.Ledger | Should -HaveCount 4
        (ConvertFrom-Json $emulator.Requests[-1].Body).input | Should -Be (21..30)
        $second.Input | Should -Be (11..30)
        $second[0].Vector | Should -Be $first[10].Vector
        $second[0].RequestId | Should -Be $first[10].RequestId
        $null = 1..20 | Get-WhataiEmbedding -Dimensions 9 -Journal $journal
        $emulator.Ledger | Should -HaveCount 5
    }

    It 'counts what it spends' {
        $null = Get-WhataiUsage -Reset
        $null = 1..20 | Get-WhataiEmbedding -BatchSize 10
        $usage = Get-WhataiUsage text-embedding-3-small
        $usage.Requests | Should -Be 2
        $usage.TotalTokens | Should -Be 20
    }

    It 'stops with its pipeline' {
        $emulator.Latency = [timespan]::FromSeconds(20)
        try {
            $run = Start-Pipeline "`$null = Connect-Whatai $($emulator.BaseUrl) sk-emulator; 1..10 | Get-WhataiEmbedding"
            Wait-Until { $emulator.Requests.Count -gt 0 } | Should -BeTrue
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $run.Shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 2000
            $run.Shell.Dispose()
        }
        finally { $emulator.Latency = [timespan]::Zero }
    }
}

Describe 'Measure-WhataiSimilarity' {
    It 'ranks texts, embedded in one request' {
        $emulator.ClearLog()
        $ranks = 'quantum physics', 'a red car', 'the blue car' | Measure-WhataiSimilarity 'a fast red car'
        $ranks.Text | Should -Be @('a red car', 'the blue car', 'quantum physics')
        $ranks.Position | Should -Be @(1, 2, 3)
        $ranks[0].Score | Should -BeGreaterThan 0.5
        $emulator.Ledger | Should -HaveCount 1
        $emulator.Ledger[0].PromptTokens | Should -Be 12
    }

    It 'ranks embeddings, also out of CLIXML and JSON, with the words of what they are of' {
        $vectors = 'a red car', 'quantum physics' | Get-WhataiEmbedding
        $vectors | Export-Clixml "$TestDrive/vectors.xml"
        $ranks = Import-Clixml "$TestDrive/vectors.xml" | Measure-WhataiSimilarity 'red car' -First 1
        $ranks.Text | Should -Be 'a red car'
        $json = $vectors | Select-Object Input, Vector | ConvertTo-Json -Depth 3 | ConvertFrom-Json
        ($json | Measure-WhataiSimilarity $vectors[1]).Text | Should -Be @('quantum physics', 'a red car')
    }

    It 'needs no connection for vectors' {
        Invoke-FreshShell '(Measure-WhataiSimilarity @(1, 0) -InputObject @(2, 0), @(0, 0), @(-1, 0), @(1, 1)).Score.ForEach{ $_.ToString("0.0000") }' |
            Should -Be "1.0000`n0.7071`n0.0000`n-1.0000"
    }

    It 'leaves out what is too unlike' {
        (Measure-WhataiSimilarity @(1, 0) -InputObject @(2, 0), @(0, 1), @(1, 1) -MinimumScore 0.5).Position | Should -Be @(1, 2)
    }

    It 'buys nothing for the numbers of a vector that the pipeline took apart' {
        $emulator.ClearLog()
        $ranks = 1, 0 | Measure-WhataiSimilarity @(1, 0) -ErrorVariable problem -ErrorAction SilentlyContinue
        $ranks | Should -BeNullOrEmpty
        $problem | Should -HaveCount 2
        $problem[0].FullyQualifiedErrorId | Should -Be 'NumberForVector,WhataiPS.Commands.MeasureWhataiSimilarityCommand'
        "$($problem[0])" | Should -BeLike '1 is a single number*comma*'
        $emulator.Requests | Should -BeNullOrEmpty
        (, @([byte] 1, [uint16] 0) | Measure-WhataiSimilarity @(1, 0)).Score | Should -Be 1
        (1..2 | Measure-WhataiSimilarity 'one').Text | Should -HaveCount 2
    }

    It 'makes what can''t be compared an error of its own' {
        $ranks = Measure-WhataiSimilarity @(1, 0) -InputObject @(2, 0), @(1, 2, 3), @([float]::NaN, 1), (Get-Process -Id $PID) -ErrorVariable problem -ErrorAction SilentlyContinue
        @($ranks) | Should -HaveCount 1
        ($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Sort-Object) | Should -Be @('NotAVector', 'VectorUnusable', 'VectorUnusable')
        { 'a' | Measure-WhataiSimilarity (Get-Process -Id $PID) } | Should -Throw -ErrorId 'NotAVector,*'
        { Measure-WhataiSimilarity @([float]::NaN) -InputObject @(, @(1)) } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'ranks by a rerank model, in one request, whatever has a text' {
        $emulator.ClearLog()
        $ranks = 'quantum physics', @{ Text = 'a red car' }, [pscustomobject]@{ Input = 'the blue car' } | Measure-WhataiSimilarity 'a fast red car' -RerankModel bge-reranker-v2-m3
        $ranks.Text | Should -Be @('a red car', 'the blue car', 'quantum physics')
        $ranks.Position | Should -Be @(1, 2, 3)
        $ranks[0].Score | Should -BeGreaterThan 0.5
        $ranks[0].Input | Should -BeOfType hashtable
        $emulator.Ledger | Should -HaveCount 1
        ConvertTo-Canonical $emulator.Requests[0].Body | Should -Be (ConvertTo-Canonical ('{"model":"bge-reranker-v2-m3","query":"a fast red car",' +
            '"documents":["quantum physics","a red car","the blue car"],"top_n":3,"return_documents":false}'))
        (Get-WhataiUsage bge-reranker-v2-m3).PromptTokens | Should -BeGreaterThan 0
    }

    It 'asks a rerank model for -First alone, and leaves out what is below -MinimumScore' {
        $texts = 'quantum physics', 'a red car', 'the blue car'
        ($texts | Measure-WhataiSimilarity 'red car' -RerankModel bge-reranker-v2-m3 -First 1).Text | Should -Be 'a red car'
        ($emulator.Requests[-1].Body | ConvertFrom-Json).top_n | Should -Be 1
        ($texts | Measure-WhataiSimilarity 'red car' -RerankModel bge-reranker-v2-m3 -MinimumScore 0.6).Text | Should -Be 'a red car'
        $texts | Get-WhataiEmbedding | Measure-WhataiSimilarity 'red car' -RerankModel bge-reranker-v2-m3 -First 1 | ForEach-Object Text | Should -Be 'a red car'
    }

    It 'warns where a gateway ranks fewer than it was asked for' {
        $ranks = 'a', 'b' | Measure-WhataiSimilarity 'a' -RerankModel bge-reranker-v2-m3 -ExtraBody @{ top_n = $null } -WarningVariable said -WarningAction SilentlyContinue
        @($ranks) | Should -HaveCount 1
        "$said" | Should -BeLike '*1 of 2*'
    }

    It 'makes what has no text an error of its own with -RerankModel' {
        $ranks = 'a', '', @(1, 0), (Get-Process -Id $PID) | Measure-WhataiSimilarity 'a' -RerankModel bge-reranker-v2-m3 -ErrorVariable problem -ErrorAction SilentlyContinue
        @($ranks) | Should -HaveCount 1
        ($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be @('EmptyText', 'NotAText', 'NotAText')
        { 'a' | Measure-WhataiSimilarity @(1, 0) -RerankModel m } | Should -Throw -ErrorId 'NotAText,*'
        { 'a' | Measure-WhataiSimilarity b -RerankModel m -Dimensions 8 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        'a' | Measure-WhataiSimilarity 'b' -RerankModel none -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].TargetObject | Should -Be 'b'
    }
}
