<#
.SYNOPSIS
    Measures the built module and writes bench/RESULTS.md. ./build.ps1 Bench calls it.
.DESCRIPTION
    Machines are noisy, so each row is a ratio of medians within one run, the two sides taken in turn. -Row measures some alone and writes
    no file: import, plain-call, stream* and so on, as the files in Rows/ name them.
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The rows use them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The rows use them.')]
param([string[]] $Row = '*', [int] $Rounds = 9)
$ErrorActionPreference = 'Stop'
# -File hands a list over as one text.
$Row = $Row -split ','
Set-StrictMode -Version 3
$root = Split-Path $PSScriptRoot
. "$PSScriptRoot/Measure.ps1"
Build-Bench Bench, Empty
$empty = "$PSScriptRoot/Empty/bin/Core/EmptyModule.dll"
$least = "$PSScriptRoot/Empty/EmptyModule.psd1"
$module = "$root/output/WhataiPS/WhataiPS.psd1"
$psOpenAI = Get-Module PSOpenAI -ListAvailable | Select-Object -First 1

$server = Start-BenchServer
$url = $server.Url
try { foreach ($file in 'Processes', 'Calls', 'Streams', 'Growth') { . "$PSScriptRoot/Rows/$file.ps1" } }
finally { Stop-BenchServer $server }

if ($rows.Count -eq 0) { throw "No row is named $($Row -join ', ')." }
if ($Row -ne '*') { return }
# A PowerShell that is a .NET tool is compiled as it runs, an installed one before: each has a table, of which a run writes its own.
$file = "$PSScriptRoot/RESULTS.md"
$hostName = if ($shell.Arguments) { 'PowerShell as a .NET tool' } else { 'PowerShell installed' }
$table = @(
    "## $hostName", ''
    "$([Runtime.InteropServices.RuntimeInformation]::OSDescription), $([Environment]::ProcessorCount) processors, PowerShell $($PSVersionTable.PSVersion), .NET $([Environment]::Version)$(if ($psOpenAI) { ", PSOpenAI $($psOpenAI.Version)" }), OpenAI .NET SDK $([regex]::Match((Get-Content "$root/Directory.Packages.props" -Raw), '"OpenAI" Version="([^"]+)"').Groups[1].Value)"
    '', '| what | measured | wanted | |', '|---|---|---|---|'
    $rows | ForEach-Object { "| $($_.What) | $($_.Measured) | $($_.Wanted) | $(if ($_.Ok) { 'ok' } else { 'missed' }) |" }
) -join "`n"
$others = @((Get-Content $file -Raw) -split '(?m)^(?=## )' | Where-Object { $_ -match '^## ' -and $_ -notmatch "^## $hostName" } | ForEach-Object Trim)
$head = "# Measurements`n`nRatios of medians within one run, the two sides taken in turn. Made in each PowerShell by:`n`n``````sh`n./build.ps1 Bench`n``````"
Set-Content $file (@($head) + (@($table) + $others | Sort-Object) -join "`n`n") -Encoding utf8
Write-Host "Wrote $file"
