<#
.SYNOPSIS
    Runs the Pester tests against output/WhataiPS and writes the counts as JSON. build.ps1 Test calls it in a process of its own.
#>
param(
    [string] $ResultFile,
    [string] $Filter = '*'
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0')) {
    Write-Host 'Pester 5 or newer is not installed: Install-Module Pester -MinimumVersion 5.0'
    if ($ResultFile) { @{ Passed = 0; Failed = 0; LeftOut = 'the Pester tests: Pester 5 or newer is not installed' } | ConvertTo-Json | Set-Content $ResultFile }
    return
}

Import-Module Pester -MinimumVersion 5.0
# What the developer has set must not reach a test.
foreach ($name in 'WHATAI_API_KEY', 'WHATAI_BASE_URL', 'WHATAI_MODEL') { Remove-Item "env:$name" -ErrorAction SilentlyContinue }
$configuration = New-PesterConfiguration
$configuration.Run.Path = Get-ChildItem $PSScriptRoot -Filter "$Filter.Tests.ps1" | ForEach-Object FullName
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
if ($ResultFile) {
    @{ Passed = $result.PassedCount; Failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount; LeftOut = '' } |
        ConvertTo-Json | Set-Content $ResultFile
}
