<#
.SYNOPSIS
    Runs the Pester tests against output/WhataiPS and writes the counts as JSON. build.ps1 Test calls it in a process of its own.
#>
param(
    [string] $ResultFile,
    [string] $Filter = '*'
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

Import-Module $pester
# What the developer has set must not reach a test.
foreach ($name in 'WHATAI_API_KEY', 'WHATAI_BASE_URL', 'WHATAI_MODEL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL') { Remove-Item "env:$name" -ErrorAction SilentlyContinue }
$configuration = New-PesterConfiguration
$configuration.Run.Path = Get-ChildItem $PSScriptRoot -Filter "$Filter.Tests.ps1" | ForEach-Object FullName
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
if ($ResultFile) {
    @{
        Passed      = $result.PassedCount
        Failed      = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
        FailedTests = @($result.Failed + $result.FailedBlocks + $result.FailedContainers | ForEach-Object { "  $_ $($_.ErrorRecord)" })
        LeftOut     = ''
    } | ConvertTo-Json | Set-Content $ResultFile
}
