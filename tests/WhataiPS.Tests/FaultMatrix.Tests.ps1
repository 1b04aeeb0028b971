BeforeDiscovery {
    # Two inputs each, of which the first meets the fault.
    $calls = [ordered]@{
        'Invoke-WhataiChat'            = { 'a', 'b' | Invoke-WhataiChat @common }
        'Invoke-WhataiChat -Stream'    = { 'a', 'b' | Invoke-WhataiChat -Stream @common | Where-Object Completion }
        'Invoke-WhataiResponse'        = { 'a', 'b' | Invoke-WhataiResponse @common }
        'Invoke-WhataiGemini'          = { 'a', 'b' | Invoke-WhataiGemini @common }
        'Invoke-WhataiCompletion'      = { 'a', 'b' | Invoke-WhataiCompletion @common }
        'New-WhataiImage'              = { 'a', 'b' | New-WhataiImage -Model gpt-image-1 -OutDirectory $folder @common }
        'Edit-WhataiImage'             = { $picture, $picture | Edit-WhataiImage 'a' -Model gpt-image-1 -OutDirectory $folder @common }
        'Start-WhataiVideo'            = { 'a', 'b' | Start-WhataiVideo -Confirm:$false @common }
        'Get-WhataiVideo'              = { $task, $task | Get-WhataiVideo @common }
        'Get-WhataiEmbedding'          = { 'a', 'b' | Get-WhataiEmbedding -BatchSize 1 @common }
        'ConvertTo-WhataiSpeech'       = { 'a', 'b' | ConvertTo-WhataiSpeech -OutDirectory $folder @common }
        'ConvertFrom-WhataiSpeech'     = { $sound, $sound | ConvertFrom-WhataiSpeech @common }
        'Get-WhataiModel'              = { Get-WhataiModel @common; Get-WhataiModel gpt-4o @common }
        'Invoke-WhataiApi'             = { Invoke-WhataiApi /v1/models @common; Invoke-WhataiApi /v1/models @common | Select-Object -First 1 }
    }
    $faults = '400', '500', 'error-200', 'html-200', 'captive-portal', 'redirect-cross', 'redirect-nowhere', 'broken-gzip', 'invalid-utf8', 'empty-200', 'json-garbage', 'reset-before', 'stall-headers'
    $cases = foreach ($name in $calls.Keys) { @{ Name = $name; Call = $calls[$name]; Faults = $faults } }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -IdleTimeoutSec 0.5
    $common = @{ MaximumRetryCount = 0; ErrorAction = 'SilentlyContinue'; ErrorVariable = '+problem'; WarningAction = 'SilentlyContinue' }
    $folder = Join-Path $TestDrive 'out'
    $picture = (New-WhataiImage 'x' -Model gpt-image-1 -OutFile (Join-Path $TestDrive 'picture.png')).Path
    $sound = (ConvertTo-WhataiSpeech 'x' (Join-Path $TestDrive 'sound.mp3')).FullName
    $task = Start-WhataiVideo 'x' -Confirm:$false
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
            # An id with letters that are replaced is an id; and any route may answer with any JSON, with a page, or with nothing.
            if ($problem.Count -eq 0) { "$Name $fault" | Should -Match '^\S+-WhataiVideo invalid-utf8|^Invoke-WhataiApi (html-200|empty-200|invalid-utf8)' }
            else {
                @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 1 -Because $because
                $problem[0].Exception | Should -BeOfType ([Whatai.Client.WhataiException]) -Because $because
                $problem[0].FullyQualifiedErrorId | Should -Not -BeLike 'InternalError*' -Because $because
            }
            $found.Count | Should -BeGreaterOrEqual 1 -Because $because
            Get-ChildItem $folder -Filter *.partial -ErrorAction Ignore | Should -BeNullOrEmpty -Because $because
            Get-ChildItem $folder -ErrorAction Ignore | Where-Object Length -EQ 0 | Should -BeNullOrEmpty -Because $because
        }
    }
}
