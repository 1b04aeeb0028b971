# PSScriptAnalyzer finds nothing in any script. It runs where the analyzer is installed, and in a job of the workflow.

BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $hasAnalyzer = [bool] (Get-Module PSScriptAnalyzer -ListAvailable)
    # The manifest names files that lie beside it only in the built module.
    $folders = @(
        @{ Folder = '.'; Settings = 'PSScriptAnalyzerSettings.psd1'; Recurse = $false }
        'bench', 'docs', 'samples', 'scripts' | ForEach-Object { @{ Folder = $_; Settings = 'PSScriptAnalyzerSettings.psd1'; Recurse = $true } }
        @{ Folder = 'tests'; Settings = 'tests/PSScriptAnalyzerSettings.psd1'; Recurse = $true }
        @{ Folder = 'output/WhataiPS'; Settings = 'PSScriptAnalyzerSettings.psd1'; Recurse = $true }
    ) | ForEach-Object { $_.Root = $root; $_ }
}

Describe 'PSScriptAnalyzer' {
    It 'finds nothing in <Folder>' -ForEach $folders -Skip:(-not $hasAnalyzer) {
        $scripts = Get-ChildItem "$Root/$Folder" -Recurse:$Recurse -File | Where-Object { $_.Extension -in '.ps1', '.psm1', '.psd1' -and ($Folder -ne '.' -or $_.Name -ne 'WhataiPS.psd1') -and $_.FullName -notmatch '[\\/](bin|obj)[\\/]' }
        $scripts | Should -Not -BeNullOrEmpty
        $found = foreach ($script in $scripts) { Invoke-ScriptAnalyzer -Path $script.FullName -Settings "$Root/$Settings" }
        $found | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName)" } | Should -BeNullOrEmpty
    }
}
