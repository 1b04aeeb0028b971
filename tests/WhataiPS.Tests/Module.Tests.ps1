BeforeDiscovery {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $cmdlets = Get-ChildItem "$root/src/WhataiPS/Commands" -Recurse -Filter *Command.cs | Where-Object { $_.Directory.Name -ne 'Base' } | ForEach-Object { $_.BaseName -replace 'Command$' -creplace '^([A-Za-z]+?)(?=Whatai)', '$1-' }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $root = Resolve-Path "$PSScriptRoot/../.."
    $output = Split-Path $ModulePath
}

Describe 'The built module' {
    It 'exports <_>' -ForEach $cmdlets {
        Get-Command $_ -Module WhataiPS | Should -Not -BeNullOrEmpty
    }

    It 'exports nothing else' -ForEach @{ Count = $cmdlets.Count } {
        Get-Command -Module WhataiPS -CommandType All | Where-Object CommandType -NE Alias | Should -HaveCount $Count
        (Get-Module WhataiPS).ExportedAliases.Keys | Should -Be 'whatai'
    }

    It 'is loaded by its alias, which goes with it' {
        $emulator = Start-WhataiEmulator
        try {
            $said = Invoke-FreshShell -NoImport -Environment @{ PSModulePath = Split-Path (Resolve-Path $output).ProviderPath; WHATAI_BASE_URL = $emulator.BaseUrl; WHATAI_API_KEY = $emulator.ApiKey } -Script {
                (whatai 'why is the sky blue?').Text
                (Get-Alias whatai).Definition
                Remove-Module WhataiPS
                Test-Path Alias:whatai
            }
        }
        finally {
            $emulator | Stop-WhataiEmulator
        }
        $said | Should -Be "Echo: why is the sky blue?`nInvoke-WhataiChat`nFalse"
    }

    It 'holds only what a user needs' {
        $files = Get-ChildItem $output -Recurse -File
        $files | Where-Object Extension -In '.pdb', '.json' | Should -BeNullOrEmpty
        $files | Where-Object Name -Like 'System.Management.Automation*' | Should -BeNullOrEmpty
        (Get-ChildItem "$output/bin/Core" -Filter *.dll).Name | Sort-Object |
            Should -Be @('System.Net.ServerSentEvents.dll', 'Whatai.Client.dll', 'Whatai.Emulator.dll', 'WhataiPS.dll')
        Test-Path "$output/bin/Desktop/WhataiPS.dll" | Should -BeTrue
        # What one capability needs, apart from what an import loads; its native part is shared by the editions.
        (Get-ChildItem "$output/bin/Core/dependencies").Name | Sort-Object | Should -Be @('SkiaSharp.dll', 'Whatai.Imaging.dll', 'Whatai.Yaml.dll', 'YamlDotNet.dll')
        (Get-ChildItem "$output/bin/Desktop/dependencies").Name | Should -Contain 'SkiaSharp.dll'
        foreach ($native in 'win-x64/native/libSkiaSharp.dll', 'linux-x64/native/libSkiaSharp.so') { "$output/bin/runtimes/$native" | Should -Exist }
    }

    It 'brings the licences of what others made' {
        Get-Content "$output/LICENSE", "$output/licenses/YamlDotNet/LICENSE.txt" -Raw | Should -BeLike '*Permission is hereby granted*'
        foreach ($folder in 'dotnet', 'SkiaSharp') {
            foreach ($file in 'LICENSE.txt', 'THIRD-PARTY-NOTICES.txt') {
                Get-ChildItem "$output/licenses/$folder" | Where-Object Name -EQ $file | Get-Content -Raw | Should -BeLike '*copyright*'
            }
        }
    }

    It 'loads by its import only its own dlls and the parser of events' {
        $loaded = Invoke-FreshShell "[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object Location -Like '$((Resolve-Path $output).ProviderPath)*' | ForEach-Object { `$_.GetName().Name }"
        $loaded -split "`n" | Where-Object { $_ -notin 'WhataiPS', 'Whatai.Client', 'Whatai.Emulator', 'System.Net.ServerSentEvents', 'WhataiPS.resources' } | Should -BeNullOrEmpty
        $loaded | Should -BeLike '*WhataiPS*'
    }

    It 'has a manifest that is valid' {
        $manifest = Test-ModuleManifest $ModulePath
        $manifest.CompatiblePSEditions | Should -Be @('Core', 'Desktop')
        [Reflection.AssemblyName]::GetAssemblyName("$output/bin/Core/WhataiPS.dll").Version.ToString(3) | Should -Be "$($manifest.Version)"
    }

    It 'has a manifest that is cheap to evaluate, and chooses a dll that is there for each edition' {
        # What the forms cost an import stands in CONTRIBUTING.md.
        $manifest = [Management.Automation.Language.Parser]::ParseFile($ModulePath, [ref] $null, [ref] $null)
        $dear = $manifest.FindAll({
                $args[0] -is [Management.Automation.Language.IfStatementAst] -or
                ($args[0] -is [Management.Automation.Language.ArrayExpressionAst] -and $args[0].SubExpression.Statements.Count -gt 1)
            }, $true)
        $dear.Extent.Text | Should -BeNullOrEmpty
        $rootModule = [regex]::Match($manifest.Extent.Text, 'RootModule = "(.+)"').Groups[1].Value
        foreach ($edition in 'Core', 'Desktop') {
            Join-Path $output $rootModule.Replace('$PSEdition', $edition) | Should -Exist
        }
    }

    It 'has no script in its type data, which would be parsed at each import' {
        $types = Get-Content "$output/WhataiPS.Types.ps1xml" -Raw
        $types | Should -BeLike '*SerializationDepth*'
        $types | Should -Not -Match 'Script'
    }

    It 'speaks of everything in both languages' {
        $keys = foreach ($file in 'SR.resx', 'SR.zh-Hans.resx') {
            , @(([xml](Get-Content "$root/src/WhataiPS/Resources/$file" -Raw)).root.data)
        }
        $keys[1].name | Should -Be $keys[0].name
        foreach ($pair in 0..($keys[0].Count - 1)) {
            # The same places for values in both.
            $places = foreach ($language in 0, 1) { ([regex]::Matches($keys[$language][$pair].value, '\{\d\}').Value | Sort-Object -Unique) -join '' }
            $places[1] | Should -Be $places[0] -Because $keys[0][$pair].name
        }
        # None is left over. Some keys are made at run time.
        $code = (Get-ChildItem "$root/src/WhataiPS" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' | Get-Content -Raw) -join "`n"
        $said = [Collections.Generic.HashSet[string]]::new([string[]] [regex]::Matches($code, '\bSR\.(\w+)').ForEach({ $_.Groups[1].Value }))
        $keys[0].name | Where-Object { $_ -cnotmatch '^(Kind|Remedy|Core)|^(Up|Down)loadingOf$' -and -not $said.Contains($_) } | Should -BeNullOrEmpty
        foreach ($kind in [enum]::GetNames([Whatai.Client.ErrorKind])) {
            "Kind$kind" | Should -BeIn $keys[0].name
            "Remedy$kind" | Should -BeIn $keys[0].name
        }
    }

    It 'has a view for every type of its own that it gives' {
        foreach ($type in Get-Command -Module WhataiPS | ForEach-Object OutputType | ForEach-Object Type | Where-Object Namespace -NotLike 'System*') {
            # A base's view serves those that derive from it.
            $names = for ($base = $type; $base -ne [object]; $base = $base.BaseType) { $base.FullName }
            $names | ForEach-Object { Get-FormatData $_ } | Should -Not -BeNullOrEmpty -Because $type
        }
    }

    It 'opens no connection and reads no environment while it is imported' {
        Invoke-FreshShell 'Get-Module WhataiPS | ForEach-Object Name' @{ WHATAI_BASE_URL = 'not a url at all ://' ; WHATAI_API_KEY = 'x' } | Should -Be 'WhataiPS'
    }
}

Describe 'Views' {
    BeforeAll {
        $emulator = Start-WhataiEmulator
        $null = $emulator | Connect-Whatai
    }
    AfterAll { Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

    It 'prints an answer as its text' {
        (Invoke-WhataiChat '/say just this' | Out-String).Trim() | Should -Be 'just this'
    }

    It 'prints several answers, a refusal and tool calls' {
        (Invoke-WhataiChat '/say yes' -Count 2 | Out-String).Trim() | Should -Match "^\[1\]\s+yes\s+\[2\]\s+yes \(2\)$"
        (Invoke-WhataiChat '/refuse I must not' | Out-String).Trim() | Should -Be 'I must not'
    }

    It 'gives a CSV that a person can read' {
        $row = Invoke-WhataiChat '/say yes' -SystemMessage 'be brief' | ConvertTo-Csv | ConvertFrom-Csv
        $row.Input, $row.Text, $row.Choices, $row.Usage | Should -Be @('/say yes', 'yes', 'yes', '5 + 1 = 6')
        $row.Messages | Should -Be "system: be brief`nuser: /say yes`nassistant: yes"
        (Invoke-WhataiChat '/image 8x6 images' | ConvertTo-Csv | ConvertFrom-Csv).Images | Should -BeLike '*image/png*'
        $row.psobject.Properties.Value | Should -Not -Match '^(System|Whatai)\.'
    }

    It 'shows what a video is of, and where it lies' {
        $task = Start-WhataiVideo 'A cat on a roof' -Model veo3.1-fast
        $task | Out-String -Width 120 | Should -Match 'Prompt +Path[\s\S]+A cat on a roof'
    }

    It 'gives collections that can be indexed' {
        $answer = Invoke-WhataiChat 'Hi' -SystemMessage 's'
        $answer.Messages[1].Content | Should -Be 'Hi'
        $answer.Choices[0].Index | Should -Be 0
        (Get-WhataiConnection).BaseUrl[0].Port | Should -Be $emulator.Port
        $emulator.Requests[-1].Status | Should -Be 200
        $emulator.Ledger[0].Path | Should -Be '/v1/chat/completions'
        (Get-WhataiModel gpt-4o).Endpoints[0] | Should -Not -BeNullOrEmpty
    }

    It 'prints <_> within 80 columns' -ForEach 'Get-WhataiConnection', 'Get-WhataiModel gpt*', 'Get-WhataiEmulator', '(Get-WhataiEmulator).Requests', "Invoke-WhataiChat 'a b' -Stream" {
        $lines = & ([scriptblock]::Create($_)) | Out-String -Width 80 -Stream | Where-Object { $_ }
        $lines.Count | Should -BeGreaterThan 2
        # A heading that is cut over several lines means columns that do not fit.
        $lines[1] | Should -Match '^[ -]+$'
    }
}
