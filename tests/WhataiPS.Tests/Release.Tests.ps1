# What makes a release one that can be trusted: one version everywhere, known parts, and workflows that run what was read.

BeforeDiscovery {
    $manifest = "ModuleVersion = '1.2.3'"
    $labelled = "$manifest`n    Prerelease = 'rc1'"
    $agreeing = @(
        @{ Manifest = $manifest; Heading = '## 1.2.3 (unreleased)'; Tag = '' }
        @{ Manifest = $manifest; Heading = '## 1.2.3 (2026-01-31)'; Tag = '' }
        @{ Manifest = $manifest; Heading = '## 1.2.3 (2026-01-31)'; Tag = 'v1.2.3' }
        @{ Manifest = $labelled; Heading = '## 1.2.3-rc1 (2026-01-31)'; Tag = 'v1.2.3-rc1' }
    )
    $disagreeing = @(
        @{ Manifest = $manifest; Heading = '## 1.2.4 (unreleased)'; Tag = ''; Message = "*newest version is 1.2.4, and the manifest's is 1.2.3*" }
        @{ Manifest = $manifest; Heading = '## 1.2.3-rc1 (2026-01-31)'; Tag = ''; Message = "*1.2.3-rc1, and the manifest's is 1.2.3*" }
        @{ Manifest = $labelled; Heading = '## 1.2.3 (2026-01-31)'; Tag = ''; Message = "*1.2.3, and the manifest's is 1.2.3-rc1*" }
        @{ Manifest = $manifest; Heading = '## 1.2.3 (2026-01-31)'; Tag = 'v1.2.4'; Message = '*The tag is v1.2.4*' }
        @{ Manifest = $manifest; Heading = '## 1.2.3 (2026-01-31)'; Tag = '1.2.3'; Message = '*The tag is 1.2.3*' }
        @{ Manifest = $manifest; Heading = '## 1.2.3 (unreleased)'; Tag = 'v1.2.3'; Message = '*that it is unreleased*' }
        @{ Manifest = $manifest; Heading = '## Newest'; Tag = ''; Message = "*heading '## Newest' is not of the form*" }
        @{ Manifest = "ModuleVersion = '1.2'"; Heading = '## 1.2 (unreleased)'; Tag = ''; Message = "*ModuleVersion '1.2'*" }
        @{ Manifest = $labelled.Replace('rc1', 'rc.1'); Heading = '## 1.2.3-rc.1 (unreleased)'; Tag = ''; Message = "*label 'rc.1'*" }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $module = Split-Path $ModulePath

    function Test-Planted([string] $Manifest, [string] $Heading, [string] $Tag) {
        Set-Content "$TestDrive/m.psd1" "@{`n    $Manifest`n}"
        Set-Content "$TestDrive/c.md" "# Changelog`n`n$Heading`n`n- A line.`n`n## 1.0.0 (2025-01-31)"
        & "$root/scripts/Test-Release.ps1" -Tag $Tag -Manifest "$TestDrive/m.psd1" -Changelog "$TestDrive/c.md"
    }
}

Describe 'The version' {
    It 'is the same in manifest, changelog and tag' {
        & "$root/scripts/Test-Release.ps1" -Tag $(if ($env:GITHUB_REF_TYPE -eq 'tag') { $env:GITHUB_REF_NAME })
    }

    It 'may be written so: <Heading>, tag <Tag>' -ForEach $agreeing {
        Test-Planted $Manifest $Heading $Tag
    }

    It 'is refused: <Heading>, tag <Tag>' -ForEach $disagreeing {
        { Test-Planted $Manifest $Heading $Tag } | Should -Throw $Message
    }
}

Describe 'The manifest' {
    It 'leads to the project, its icon and its release notes' {
        $data = (Test-ModuleManifest $ModulePath).PrivateData.PSData
        $data.ProjectUri | Should -Match '^https://[^/]+/[^/]+/[^/]+$'
        foreach ($pair in @($data.IconUri, 'raw'), @($data.ReleaseNotes, 'blob')) {
            $start = "$($data.ProjectUri)/$($pair[1])/main/"
            $pair[0] | Should -BeLike "$start*"
            Join-Path $root $pair[0].Substring($start.Length) | Should -Exist
        }
    }
}

Describe 'What goes with the packages' {
    BeforeAll {
        $folder = (New-Item "$TestDrive/release" -ItemType Directory).FullName
        & dotnet tool exec CycloneDX@6.3.1 --yes -- --version *> $null
        $hasTool = $LASTEXITCODE -eq 0
    }

    It 'is a bill of materials that names each library that is shipped' {
        if (-not $hasTool) { Set-ItResult -Skipped -Because 'CycloneDX can not be restored here' }
        $sbom = & "$root/scripts/New-Sbom.ps1" $module $folder
        $sbom.Name | Should -Be "WhataiPS-$(Get-ModuleVersion).cdx.json"
        $bill = Get-Content $sbom -Raw | ConvertFrom-Json
        $bill.bomFormat | Should -Be 'CycloneDX'
        $bill.metadata.component.name | Should -Be 'WhataiPS'
        $native = @{ win = 'SkiaSharp.NativeAssets.Win32'; linux = 'SkiaSharp.NativeAssets.Linux.NoDependencies'; osx = 'SkiaSharp.NativeAssets.macOS' }
        $shipped = @(
            Get-ChildItem "$module/bin/Core", "$module/bin/Desktop" -Recurse -Filter *.dll | Where-Object Name -NotLike 'Whatai*' | ForEach-Object BaseName
            (Get-ChildItem "$module/bin/runtimes").Name | ForEach-Object { $native[($_ -split '-')[0]] }
        )
        $bill.components.name | Sort-Object -Unique | Should -Be ($shipped | Sort-Object -Unique)
        $bill.components | Where-Object { -not $_.licenses -or -not $_.hashes } | Should -BeNullOrEmpty
    }

    It 'is a list of checksums' {
        Set-Content "$folder/b.txt" 'b' -NoNewline
        Set-Content "$folder/a.txt" 'a' -NoNewline
        $sums = Get-Item "$folder/b.txt", "$folder/a.txt" | & "$root/scripts/New-Checksum.ps1"
        Get-Content $sums -Raw | Should -Be @"
ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.txt
3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.txt

"@.Replace("`r", '')
    }
}

Describe 'The workflows' {
    It 'run actions that are pinned by commit, with the version beside' {
        $uses = Get-ChildItem "$root/.github/workflows" -Filter *.yml | Select-String '^\s*(?:- )?uses: (.+)$' | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $uses.Count | Should -BeGreaterThan 5
        $uses | Where-Object { $_ -notmatch '^\./' -and $_ -notmatch '^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$' } | Should -BeNullOrEmpty
    }

    It 'call scripts and tasks that there are' {
        $text = (Get-ChildItem "$root/.github/workflows" -Filter *.yml | Get-Content -Raw) -join "`n"
        $scripts = [regex]::Matches($text, '\./[\w/.-]+\.ps1').Value | Sort-Object -Unique
        $scripts | Should -Contain './build.ps1'
        foreach ($script in $scripts) { Join-Path $root $script | Should -Exist }
        $tasks = [regex]::Matches($text, 'build\.ps1 (\w+)') | ForEach-Object { $_.Groups[1].Value }
        $known = (Get-Command "$root/build.ps1").Parameters['Task'].Attributes.ValidValues
        $tasks | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }
}
