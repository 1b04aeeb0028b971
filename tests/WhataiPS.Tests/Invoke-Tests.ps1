<#
.SYNOPSIS
    Runs the Pester tests against output/WhataiPS and writes the counts as JSON. build.ps1 Test calls it in a process of its own.
.DESCRIPTION
    Several files are run by several processes, each of which takes the next file that none has begun. Those that wait for minutes of a
    gateway come first, then the large ones, so that all end at about the same time.
#>
param(
    [string] $ResultFile,
    [string] $Filter = '*',
    # A folder: files.txt names the files of a run, and its processes note here which they have begun.
    [string] $Queue
)

$ErrorActionPreference = 'Stop'
# The Pester that the tests are written for, from the package registry; else one that is installed.
$project = Join-Path $PSScriptRoot 'Pester.proj'
$version = [regex]::Match((Get-Content $project -Raw), 'Version="\[([0-9.]+)\]"').Groups[1].Value
$pester = Join-Path $PSScriptRoot "../../output/packages/pester/$version/tools/Pester.psd1"
if (-not (Test-Path $pester)) { & dotnet restore $project --verbosity quiet | Out-Host }
if (-not (Test-Path $pester)) {
    $pester = Get-Module Pester -ListAvailable | Where-Object Version -GE '5.5' | Sort-Object Version | Select-Object -Last 1 -ExpandProperty Path
}
if (-not $pester) {
    $leftOut = "the Pester tests, which drive the cmdlets: Pester $version can't be restored, and no Pester 5.5 or newer is installed."
    Write-Host "Left out: $leftOut"
    if ($ResultFile) { @{ Passed = 0; Failed = 0; LeftOut = $leftOut } | ConvertTo-Json | Set-Content $ResultFile }
    return
}

# Tests see these variables: the names are none that a test would leave out by mistake.
$testFiles = @($Queue ? (Get-Content "$Queue/files.txt") : (Get-ChildItem $PSScriptRoot -Filter "$Filter.Tests.ps1" | Sort-Object { $_.Name -notin 'Limits.Tests.ps1', 'Bulk.Tests.ps1' }, { -$_.Length }).FullName)
$testTotal = @{ Passed = 0; Failed = 0; FailedTests = @(); LeftOut = '' }
if ($Queue -or $testFiles.Count -eq 1) {
    Import-Module $pester
    # What the developer has set must not reach a test.
    foreach ($name in 'WHATAI_API_KEY', 'WHATAI_BASE_URL', 'WHATAI_MODEL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL') { Remove-Item "env:$name" -ErrorAction SilentlyContinue }
    foreach ($testFile in $testFiles) {
        # A folder can be made once.
        if ($Queue -and -not (New-Item "$Queue/$(Split-Path $testFile -LeafBase)" -ItemType Directory -ErrorAction Ignore)) { continue }
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $testFile
        $configuration.Run.PassThru = $true
        $configuration.Output.Verbosity = 'Normal'
        $result = Invoke-Pester -Configuration $configuration
        $testTotal.Passed += $result.PassedCount
        $testTotal.Failed += $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
        $testTotal.FailedTests += @($result.Failed) + $result.FailedBlocks + $result.FailedContainers | ForEach-Object { "  $_ $($_.ErrorRecord)" }
    }
}
else {
    $Queue = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "whataips-pester-$PID") -ItemType Directory).FullName
    Set-Content "$Queue/files.txt" $testFiles
    $processes = [Math]::Min([Environment]::ProcessorCount, 4)
    1..$processes | ForEach-Object -ThrottleLimit $processes -Parallel {
        . "$using:PSScriptRoot/../../scripts/PowerShellHost.ps1"
        Invoke-PowerShellHost -NoProfile -File $using:PSCommandPath -Queue $using:Queue -ResultFile "$using:Queue/$_.json" 2>&1
    } | Out-Host
    foreach ($number in 1..$processes) {
        $result = Get-Content "$Queue/$number.json" -Raw -ErrorAction Ignore | ConvertFrom-Json
        $testTotal.Passed += $result.Passed
        $testTotal.Failed += $result ? $result.Failed : 1
        $testTotal.FailedTests += $result ? $result.FailedTests : "  A process of the Pester run ended without a result."
    }
    Remove-Item $Queue -Recurse
    Write-Host "Pester: $($testTotal.Passed) passed, $($testTotal.Failed) failed"
}
if ($ResultFile) { $testTotal | ConvertTo-Json | Set-Content $ResultFile }
