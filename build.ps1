#Requires -Version 5.1
<#
.SYNOPSIS
    Builds, tests, shows, measures and packs the module.
.DESCRIPTION
    Build    makes output/WhataiPS, importable and publishable as it is
    Test     builds, runs xunit, then Pester against output/, and ends with one line 'N passed, N failed'; where a part of it
             can't be run, it says so and fails, unless -AllowPartial is given
    Demo     builds and does the main job against the emulator
    Bench    builds and measures; writes bench/RESULTS.md. -Row measures some rows alone. -Compare measures beside an older build, the one
             of the commit that bench/baseline.json names or of the folder given, and fails where a row got worse
    Package  builds and packs output/WhataiPS.<version>.nupkg and output/WhataiPS-<version>.zip, with bill of materials and SHA256SUMS
    Help     makes the MAML in module/ from docs/ (needs Microsoft.PowerShell.PlatyPS)
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The functions use them.')]
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Package', 'Help')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # The platforms whose native part of the image decoder goes into the module: win-x64, win-arm64, linux-x64, linux-arm64, osx.
    # Each weighs 5 MB, osx 7. By default those that a package of 15 MB has room for, and but for Package that of this machine.
    [ValidateSet('win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'osx')]
    [string[]] $Runtime,

    [switch] $AllowPartial,

    # For Bench: names of rows, with wildcards.
    [string[]] $Row,

    [switch] $Compare,

    # The folder of an older built module.
    [Parameter(Position = 1)]
    [string] $Baseline
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$root = $PSScriptRoot
. (Join-Path $root 'scripts/PowerShellHost.ps1')
$output = Join-Path $root 'output/WhataiPS'
# A folder by edition, for the manifest chooses by $PSEdition.
$frameworks = @{ Core = 'net8.0'; Desktop = 'net472' }
$dependencies = 'Whatai.Imaging', 'Whatai.Yaml'
$env:DOTNET_CLI_UI_LANGUAGE = 'en'
# Nothing is left running behind a build.
$env:MSBUILDDISABLENODEREUSE = '1'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

function Build-Project([string] $Path) {
    Invoke-Dotnet build (Join-Path $root $Path) --configuration $Configuration --verbosity quiet --nologo '-p:UseSharedCompilation=false'
}

# Each import reads these files into a document: without indents and comments that is a third less.
function Compress-View([string] $Path) {
    $settings = New-Object Xml.XmlReaderSettings -Property @{ IgnoreComments = $true; IgnoreWhitespace = $true }
    $document = New-Object xml
    $reader = [Xml.XmlReader]::Create($Path, $settings)
    try { $document.Load($reader) } finally { $reader.Dispose() }
    [IO.File]::WriteAllText($Path, $document.OuterXml)
}

function Get-ModuleRuntime {
    if ($Runtime) { return $Runtime }
    'win-x64', 'linux-x64'
    if ($Task -ne 'Package') {
        $architecture = "$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)".ToLowerInvariant()
        if ($env:OS -eq 'Windows_NT') { "win-$architecture" } elseif ($IsMacOS) { 'osx' } else { "linux-$architecture" }
    }
}

# What one capability needs lies apart, for it is loaded at first use. The editions share the native part of what decodes images.
function Copy-Dependency {
    foreach ($project in $dependencies) {
        Build-Project "src/$project/$project.csproj"
        foreach ($edition in $frameworks.Keys) {
            $target = New-Item (Join-Path $output "bin/$edition/dependencies") -ItemType Directory -Force
            Copy-Item (Join-Path $root "src/$project/bin/$Configuration/$($frameworks[$edition])/*.dll") $target
        }
    }
    $target = New-Item (Join-Path $output 'bin/runtimes') -ItemType Directory
    Get-ModuleRuntime | Select-Object -Unique | ForEach-Object { Join-Path $root "src/Whatai.Imaging/bin/$Configuration/net8.0/runtimes/$_" } | Where-Object { Test-Path $_ } |
        Copy-Item -Destination $target -Recurse
}

# The licences of what others made.
function Copy-License {
    foreach ($project in @('Whatai.Client') + $dependencies) {
        Copy-Item (Join-Path $root "src/$project/bin/$Configuration/net8.0/licenses") $output -Recurse -Force
    }
}

function Build-Module {
    Build-Project 'src/WhataiPS/WhataiPS.csproj'
    if (Test-Path $output) { Remove-Item $output -Recurse -Force }
    foreach ($edition in $frameworks.Keys) {
        $source = Join-Path $root "src/WhataiPS/bin/$Configuration/$($frameworks[$edition])"
        $target = New-Item (Join-Path $output "bin/$edition") -ItemType Directory -Force
        # PowerShell brings its own engine; symbols and the core's XML docs are for developers.
        Get-ChildItem $source -Filter *.dll |
            Where-Object Name -NE 'System.Management.Automation.dll' |
            Copy-Item -Destination $target
        foreach ($culture in 'zh-Hans') {
            Copy-Item (Join-Path $source $culture) $target -Recurse
        }
    }

    Copy-Dependency
    Copy-License
    Copy-Item (Join-Path $root 'WhataiPS.psd1'), (Join-Path $root 'LICENSE') $output
    Copy-Item (Join-Path $root 'module/*') $output -Recurse -Exclude '.*'
    foreach ($file in Get-ChildItem $output -Filter *.ps1xml) { Compress-View $file.FullName }
    Write-Host "Built $output"
}

# The packages, what is in them, and their checksums. The bill of materials needs a tool from the package registry.
function New-Release([string] $Destination) {
    $files = @(& (Join-Path $root 'scripts/New-Package.ps1') $output $Destination)
    try { $files += & (Join-Path $root 'scripts/New-Sbom.ps1') $output $Destination }
    catch [InvalidOperationException] { Write-Warning "Left out: the bill of materials. $_" }
    $files += $files | & (Join-Path $root 'scripts/New-Checksum.ps1')
    $files | ForEach-Object { Write-Host "Packed $_" }
}

# Each failed test of xunit's output: its name, and what stands below it.
function Get-FailedTest([string[]] $Lines) {
    $inTest = $false
    foreach ($line in $Lines) {
        if ($line -match '^  Failed ') { $inTest = $true }
        elseif ($line -match '^\s*$|^(Failed|Passed)!') { $inTest = $false }
        if ($inTest) { $line }
    }
}

function Get-TestCount([string[]] $Lines) {
    $count = @{ Passed = 0; Failed = 0 }
    foreach ($line in $Lines) {
        if ($line -match 'Failed:\s+(\d+), Passed:\s+(\d+)') {
            $count.Failed += [int]$Matches[1]
            $count.Passed += [int]$Matches[2]
        }
    }
    $count
}

function Test-Module {
    Build-Project 'WhataiPS.sln'
    $failures = 0
    $lines = foreach ($project in Get-ChildItem (Join-Path $root 'tests') -Recurse -Filter *.csproj) {
        & dotnet test $project.FullName --configuration $Configuration --no-build --nologo --verbosity quiet '--logger:console;verbosity=minimal' 2>&1 |
            ForEach-Object { "$_" }
        if ($LASTEXITCODE -ne 0) { $failures++ }
    }
    $lines | Where-Object { $_ } | Write-Host
    $count = Get-TestCount $lines
    $failed = @(Get-FailedTest $lines)

    # A process of its own, so that the module is imported fresh and its dlls are not held.
    $resultFile = Join-Path ([IO.Path]::GetTempPath()) "whataips-pester-$PID.json"
    Invoke-PowerShellHost -NoProfile -File (Join-Path $root 'tests/WhataiPS.Tests/Invoke-Tests.ps1') -ResultFile $resultFile | Out-Host
    $leftOut = $null
    if (Test-Path $resultFile) {
        $pester = Get-Content $resultFile -Raw | ConvertFrom-Json
        Remove-Item $resultFile
        $count.Passed += $pester.Passed
        $count.Failed += $pester.Failed
        $leftOut = $pester.LeftOut
        $failed += $pester.FailedTests
    }
    else {
        Write-Host 'The Pester run ended without a result.'
        $failures++
    }

    # A suite that could not run is a failure, even where it counted none.
    if ($failures -gt 0 -and $count.Failed -eq 0) { $count.Failed = $failures }
    # Once more at the end, where a log that is cut still shows them.
    if ($failed) { Write-Host 'Failed:'; $failed | Write-Host }
    # A green run means that the cmdlets were tested.
    if ($leftOut) { Write-Host "Left out: $leftOut$(if (-not $AllowPartial) { ' This run counts as failed; -AllowPartial accepts it.' })" }
    Write-Host "$($count.Passed) passed, $($count.Failed) failed"
    if ($count.Failed -gt 0 -or $count.Passed -eq 0 -or ($leftOut -and -not $AllowPartial)) { exit 1 }
}

function Measure-Module {
    $name = if ($Compare) { 'Compare-Bench' } else { 'Invoke-Bench' }
    # On Unix PowerShell would make file names of a * alone.
    $options = @(if ($Row) { '-Row', ($Row -join ',') }; if ($Baseline) { '-Baseline', $Baseline })
    Invoke-PowerShellHost -NoProfile -File (Join-Path $root "bench/$name.ps1") @options
}

switch ($Task) {
    'Build' { Build-Module }
    'Test' { Build-Module; Test-Module }
    'Demo' { Build-Module; Invoke-PowerShellHost -NoProfile -File (Join-Path $root 'samples/Demo.ps1'); exit $LASTEXITCODE }
    'Bench' { Build-Module; Measure-Module; exit $LASTEXITCODE }
    'Package' { Build-Module; New-Release (Join-Path $root 'output') }
    'Help' { $global:LASTEXITCODE = 0; & (Join-Path $root 'docs/Update-Help.ps1'); exit $LASTEXITCODE }
}
