# What each cmdlet that calls a route of OpenAI's puts on the wire. A line of WireCases.jsonl is a call, and the request that it makes; Whatai.Client.Tests holds
# the same lines against OpenAI's own description of its API, where that is to be had. A new parameter needs a line there, or a reason here.
BeforeDiscovery {
    $cases = Get-Content $PSScriptRoot/WireCases.jsonl | ForEach-Object { @{ Line = $_; Call = ($_ | ConvertFrom-Json).call } }
    $cmdlets = $cases.Call | ForEach-Object { [regex]::Matches($_, '\w+-Whatai\w+').Value } | Sort-Object -Unique | ForEach-Object { @{ Cmdlet = $_ } }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Wire.ps1
    $folder = "$TestDrive"
    Initialize-WireFile $folder
    $png, $mask, $wav, $pdf = 'a.png', 'mask.png', 'a.wav', 'a.pdf' | ForEach-Object { Join-Path $folder $_ }
    $null = $png, $mask, $wav, $pdf
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -Model gpt-4.1 -MaximumRetryCount 0
    function Get-Number([int] $Of) { $Of * 2 }
    $calls = Get-Content $PSScriptRoot/WireCases.jsonl | ForEach-Object { ($_ | ConvertFrom-Json).call }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'What goes on the wire' {
    BeforeEach { $emulator.ClearLog() }

    It 'is as the table has it: <Call>' -ForEach $cases {
        $expected = $Line | ConvertFrom-Json
        $null = & ([scriptblock]::Create($Call)) 3> $null
        $request = @($emulator.Requests | Where-Object Method -EQ $expected.method)[-1]
        $request.Status | Should -Be 200
        $sent = Get-WireRequest $request
        $sent.path | Should -BeExactly $expected.path
        ConvertTo-Canonical (ConvertTo-Json $sent.body -Depth 30) | Should -BeExactly (ConvertTo-Canonical (ConvertTo-Json $expected.body -Depth 30))
    }
}

Describe 'The table' {
    BeforeAll {
        # Where to and how to call, what becomes of the answers, and what is sent in place of or within something that has a case.
        $local = 'Connection', 'Header', 'TimeoutSec', 'MaximumRetryCount', 'MaximumResponseMB', 'MaximumWaitSec', 'MaxCost', 'ThrottleLimit', 'Journal', 'Shard', 'JournalOnly', 'Durable',
            'OnUnknown', 'SummaryVariable', 'ExpectedCount', 'MergeInput', 'OutputProperty', 'OutFile', 'OutDirectory', 'Name', 'Force', 'PassThru', 'WhatIf', 'Confirm',
            # Any member of the body, as the user writes it.
            'ExtraBody',
            # A prompt, a text or a task, as the parameter is that has a case.
            'InputObject'
        $own = @{
            # A file that fills Message and what else it names, and how much a message may hold.
            'Invoke-WhataiChat' = 'Prompt', 'PromptVariable', 'MaxContextLength', 'MaxToolRounds', 'MaxToolCalls', 'ToolProvider'
            'Invoke-WhataiResponse' = 'Prompt', 'PromptVariable', 'MaxContextLength', 'MaxToolRounds', 'MaxToolCalls', 'ToolProvider'
            # The route of OpenAI has none of these, and refuses them by name: VideoRequestJsonTests.
            'Start-WhataiVideo' = 'LastFrame', 'ReferenceImage', 'ReferenceVideo', 'ReferenceAudio', 'Frames', 'Seed', 'CameraFixed', 'Watermark', 'ReturnLastFrame', 'GenerateAudio', 'Draft',
                'DraftTask', 'Priority', 'SafetyIdentifier', 'WebSearch', 'ServiceTier', 'ExpiresAfter', 'CallbackUrl', 'TextFlag'
            # Filters of Ark's list, which OpenAI's has not; and what is left out of the list here.
            'Get-WhataiVideo' = 'Status', 'Model', 'ServiceTier', 'IncludeTotalCount', 'Skip'
            'Save-WhataiVideo' = 'LastFrame', 'Task', 'Route'
            'Wait-WhataiVideo' = 'LastFrame', 'Route', 'Task'
            'Stop-WhataiVideo' = 'Task', 'Route'
            # What of the answers is given.
            'Measure-WhataiSimilarity' = 'First', 'MinimumScore', 'RerankModel'
            'Get-WhataiModel' = 'Name'
        }
        # Other APIs, or no call of OpenAI's.
        $others = 'Invoke-WhataiGemini', 'Invoke-WhataiMessage', 'Invoke-WhataiApi', 'Connect-Whatai', 'Disconnect-Whatai', 'Get-WhataiConnection', 'Test-WhataiEndpoint', 'Get-WhataiBalance',
            'Get-WhataiBill', 'Get-WhataiPrice', 'Get-WhataiUsage', 'Get-WhataiPrompt', 'Get-WhataiJournal', 'Export-WhataiReport', 'Enter-WhataiChat', 'Save-WhataiImage', 'Show-WhataiImage',
            'Wait-WhataiImage', 'Start-WhataiEmulator', 'Stop-WhataiEmulator', 'Get-WhataiEmulator'
    }

    It 'has a case for each parameter of <Cmdlet> that goes on the wire' -ForEach $cmdlets {
        $command = Get-Command $Cmdlet
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        $wire = $command.Parameters.Keys | Where-Object { $_ -notin $common -and $_ -notin $local -and $_ -notin $own[$Cmdlet] }
        $given = foreach ($call in $calls) { foreach ($part in $call -split '[|;]') { if ($part -match "$Cmdlet\b") { [regex]::Matches($part, '(?<= -)[A-Z]\w+').Value } } }
        @($wire | Where-Object { $_ -notin $given }) | Should -BeNullOrEmpty -Because 'each needs a line in WireCases.jsonl, or stands in a list here with its reason'
        @($own[$Cmdlet] | Where-Object { $_ -notin $command.Parameters.Keys }) | Should -BeNullOrEmpty
    }

    It 'has each cmdlet of the module, or the reason why not' {
        $seen = $calls | ForEach-Object { [regex]::Matches($_, '\w+-Whatai\w+').Value } | Sort-Object -Unique
        @((Get-Command -Module WhataiPS -CommandType Cmdlet).Name | Where-Object { $_ -notin $seen -and $_ -notin $others }) | Should -BeNullOrEmpty
    }
}
