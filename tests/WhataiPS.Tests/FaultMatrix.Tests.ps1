BeforeDiscovery {
    # Two inputs each, of which the first meets the fault.
    $calls = [ordered]@{
        'Invoke-WhataiChat'            = { 'a', 'b' | Invoke-WhataiChat @common }
        'Invoke-WhataiChat -Stream'    = { 'a', 'b' | Invoke-WhataiChat -Stream @common | Where-Object Completion }
        'Invoke-WhataiChat -Live'      = { 'a', 'b' | Invoke-WhataiChat -Live @common 6>$null }
        'Invoke-WhataiResponse -Stream' = { 'a', 'b' | Invoke-WhataiResponse -Stream @common | Where-Object Completion }
        'Invoke-WhataiMessage -Stream' = { 'a', 'b' | Invoke-WhataiMessage -Stream @common | Where-Object Completion }
        'Invoke-WhataiGemini -Stream'  = { 'a', 'b' | Invoke-WhataiGemini -Stream @common | Where-Object Completion }
        'Invoke-WhataiCompletion -Stream' = { 'a', 'b' | Invoke-WhataiCompletion -Stream @common | Where-Object Completion }
        'New-WhataiImage -Async'       = { 'a', 'b' | New-WhataiImage -Model gpt-image-1 -Async @common }
        'Stop-WhataiVideo'             = { 1..2 | ForEach-Object { $tasks.Dequeue() } | Stop-WhataiVideo -Confirm:$false -PassThru @common }
        'Save-WhataiVideo'             = { $task.Id, $task.Id | Save-WhataiVideo $folder -Force @common }
        'Get-WhataiVideo -First'       = { Get-WhataiVideo -First 1 @common; Get-WhataiVideo -First 1 @common }
        'Measure-WhataiSimilarity'     = { 'a' | Measure-WhataiSimilarity -Reference 'b' @common; 'a' | Measure-WhataiSimilarity -Reference 'b' @common }
        'Measure-WhataiSimilarity -RerankModel' = { 'a' | Measure-WhataiSimilarity 'b' -RerankModel bge-reranker-v2-m3 @common; 'a' | Measure-WhataiSimilarity 'b' -RerankModel bge-reranker-v2-m3 @common }
        'Test-WhataiContent'           = { 'a', 'b' | Test-WhataiContent -BatchSize 1 @common }
        'Get-WhataiPrice'              = { Get-WhataiPrice gpt-4o @common; Get-WhataiPrice gpt-4o @common }
        'Get-WhataiBill'               = { Get-WhataiBill @common; 'one' }
        'Get-WhataiBalance'            = { Get-WhataiBalance @common; Get-WhataiBalance @common }
        'ConvertFrom-WhataiSpeech -Stream' = { $sound, $sound | ConvertFrom-WhataiSpeech -Stream @common | Where-Object Transcription }
        'Invoke-WhataiResponse'        = { 'a', 'b' | Invoke-WhataiResponse @common }
        'Invoke-WhataiMessage'         = { 'a', 'b' | Invoke-WhataiMessage @common }
        'Invoke-WhataiGemini'          = { 'a', 'b' | Invoke-WhataiGemini @common }
        'Invoke-WhataiCompletion'      = { 'a', 'b' | Invoke-WhataiCompletion @common }
        'New-WhataiImage'              = { 'a', 'b' | New-WhataiImage -Model gpt-image-1 -OutDirectory $folder @common }
        'Edit-WhataiImage'             = { $picture, $picture | Edit-WhataiImage 'a' -Model gpt-image-1 -OutDirectory $folder @common }
        'Start-WhataiVideo'            = { 'a', 'b' | Start-WhataiVideo -Confirm:$false @common }
        'Get-WhataiVideo'              = { $task, $task | Get-WhataiVideo @common }
        'Get-WhataiEmbedding'          = { 'a', 'b' | Get-WhataiEmbedding -BatchSize 1 @common }
        'ConvertTo-WhataiSpeech'       = { 'a', 'b' | ConvertTo-WhataiSpeech -OutDirectory $folder @common }
        'ConvertFrom-WhataiSpeech'     = { $sound, $sound | ConvertFrom-WhataiSpeech @common }
        'ConvertFrom-WhataiSpeech -Diarize' = { $sound, $sound | ConvertFrom-WhataiSpeech -Diarize @common }
        'ConvertFrom-WhataiSpeech -Translate' = { $sound, $sound | ConvertFrom-WhataiSpeech -Translate @common }
        'Get-WhataiModel'              = { Get-WhataiModel @common; Get-WhataiModel gpt-4o @common }
        'Invoke-WhataiApi'             = { Invoke-WhataiApi /v1/models @common; Invoke-WhataiApi /v1/models @common | Select-Object -First 1 }
    }
    $faults = '400', '500', 'error-200', 'html-200', 'captive-portal', 'redirect-cross', 'redirect-nowhere', 'broken-gzip', 'broken-br', 'invalid-utf8', 'lone-surrogate', 'json-string', 'wrong-type', 'huge-header', 'empty-200', 'json-garbage', 'reset-before', 'stall-headers', 'cut-mid-line', 'cut-clean', 'reset', 'stall', 'shape-escapes'
    $cases = foreach ($name in $calls.Keys) { @{ Name = $name; Call = $calls[$name]; Faults = $faults } }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -IdleTimeoutSec 0.3
    $common = @{ MaximumRetryCount = 0; ErrorAction = 'SilentlyContinue'; ErrorVariable = '+problem'; WarningAction = 'SilentlyContinue' }
    $folder = (New-Item (Join-Path $TestDrive 'out') -ItemType Directory).FullName
    $picture = (New-WhataiImage 'x' -Model gpt-image-1 -OutFile (Join-Path $TestDrive 'picture.png')).Path
    $sound = (ConvertTo-WhataiSpeech 'x' (Join-Path $TestDrive 'sound.mp3')).FullName
    $task = Start-WhataiVideo 'x' -Confirm:$false | Wait-WhataiVideo
    $tasks = [Collections.Queue]::new(@(1..80 | ForEach-Object { 'x' } | Start-WhataiVideo -Confirm:$false))
}
AfterAll { Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

Describe 'Whatever goes wrong with one call' {
    It 'is one error of <Name>, and the next input goes on' -ForEach $cases {
        foreach ($fault in $Faults) {
            $emulator.ClearFaults()
            $emulator.AddFault($fault)
            $problem = [Collections.ArrayList]::new()
            $found = @(. $Call)
            $because = "of $fault"
            if ($problem.Count -eq 0) {
                # Answers all the same: an id may be any text, also alone; a balance has other routes, and texts that were refused together are
                # asked one by one; a transcript may be plain text, half a sound is a sound, and any route may answer Invoke-WhataiApi anything.
                "$Name $fault" | Should -Match ('^((Start|Get)-WhataiVideo (invalid-utf8|lone-surrogate)|Get-WhataiBalance .*|Measure-WhataiSimilarity shape-escapes|' +
                    'ConvertFrom-WhataiSpeech( -Diarize| -Translate)? json-string|ConvertTo-WhataiSpeech cut-clean|Invoke-WhataiApi (html-200|empty-200|invalid-utf8|lone-surrogate|json-string|wrong-type))$')
                $found.Count | Should -BeGreaterOrEqual 1 -Because $because
            }
            else {
                $records = @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
                $records | Should -HaveCount 1 -Because $because
                # A task of which only an id came is not ready, and can't be stopped; a site that answers anything else tells no prices.
                if ($records[0].FullyQualifiedErrorId -notmatch '^(Video(NotReady|NotStoppable)|(Price|Bill)Unavailable),') {
                    $records[0].Exception | Should -BeOfType ([Whatai.Client.WhataiException]) -Because $because
                    $records[0].FullyQualifiedErrorId | Should -BeLike "$($records[0].Exception.Kind),*" -Because $because
                }
                $found | Should -HaveCount 1 -Because $because
            }
            Get-ChildItem $folder -Filter *.partial -ErrorAction Ignore | Should -BeNullOrEmpty -Because $because
            Get-ChildItem $folder -ErrorAction Ignore | Where-Object Length -EQ 0 | Should -BeNullOrEmpty -Because $because
        }
    }

    It 'is one error among a hundred inputs of <Call> with <Fault>, and each is paid once' -ForEach @(
        foreach ($one in 'Invoke-WhataiChat', 'Invoke-WhataiResponse', 'Invoke-WhataiGemini', 'Invoke-WhataiMessage') {
            foreach ($fault in 'redirect-nowhere', 'lone-surrogate', 'invalid-utf8', 'broken-br') { @{ Call = $one; Fault = $fault } }
        }
    ) {
        $emulator.ClearFaults()
        $emulator.ClearLog()
        $answers = 1..100 | ForEach-Object { if ($_ -eq 30) { $emulator.AddFault($Fault) }; "/say $_" } |
            & $Call -ThrottleLimit 4 -ErrorVariable problem -ErrorAction SilentlyContinue
        $records = @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $records | Should -HaveCount 1 -Because "of $($records | Select-Object -First 3)"
        $answers | Should -HaveCount 99
        $records[0].Exception | Should -BeOfType ([Whatai.Client.WhataiException])
        @($answers.Text) + ($records[0].TargetObject -replace '^/say ') | Sort-Object { [int] $_ } | Should -Be (1..100 | ForEach-Object { "$_" })
        $emulator.Requests | Should -HaveCount 100
        $emulator.LedgerTotals.Dispatches | Should -Be ($Fault -eq 'redirect-nowhere' ? 99 : 100)
    }
}
