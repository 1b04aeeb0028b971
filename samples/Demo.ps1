<#
.SYNOPSIS
    The main job, offline: start the emulator, connect, ask, stream, go on with a conversation, see what was billed.
.EXAMPLE
    ./build.sh Demo
#>
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS)) {
    $built = Join-Path $PSScriptRoot '../output/WhataiPS/WhataiPS.psd1'
    Import-Module $(if (Test-Path $built) { $built } else { 'WhataiPS' })
}

function Show-Step([string] $Command) { Write-Host "`n> $Command" -ForegroundColor Cyan }

Show-Step 'Start-WhataiEmulator | Connect-Whatai'
$emulator = Start-WhataiEmulator -TokenDelayMs 20
$emulator | Connect-Whatai | Out-Host
try {
    Show-Step 'Get-WhataiModel gpt*'
    Get-WhataiModel gpt* | Out-Host

    Show-Step "Invoke-WhataiChat 'hello'"
    $first = Invoke-WhataiChat 'hello'
    $first | Out-Host

    Show-Step "`$first | Invoke-WhataiChat 'And in French?'"
    $second = $first | Invoke-WhataiChat 'And in French?'
    $second | Out-Host
    $second.Messages | Out-Host

    Show-Step "Invoke-WhataiChat '/say 从前有一座山，山里有一座庙。 🏔️' -Live"
    Invoke-WhataiChat '/say 从前有一座山，山里有一座庙。 🏔️' -Live | Out-Host

    Show-Step "Invoke-WhataiChat 'Tell a long story' -Stream | Select-Object -First 3"
    Invoke-WhataiChat 'Tell a long story about a mountain' -Stream | Select-Object -First 3 | Out-Host

    Show-Step "'one', 'two' | Invoke-WhataiChat"
    'one', 'two' | Invoke-WhataiChat | Select-Object Input, Text | Out-Host

    Show-Step "(Invoke-WhataiChat '9.11 or 9.8?' -Schema @{ answer = 'string'; steps = @('string') }).Object"
    (Invoke-WhataiChat '9.11 or 9.8?' -Schema @{ answer = 'string'; steps = @('string') }).Object | Out-Host

    Show-Step "Invoke-WhataiChat '/toolcall Get-Date {`"Date`":`"2024-02-29`",`"Format`":`"dddd`"}' -Tool Get-Date -ToolPolicy Auto"
    $answer = Invoke-WhataiChat '/toolcall Get-Date {"Date":"2024-02-29","Format":"dddd"}' -Tool Get-Date -ToolPolicy Auto
    $answer | Out-Host
    $answer.ToolCalls | Out-Host

    Show-Step "New-WhataiImage 'A lighthouse at dawn' -AspectRatio 16:9 -OutDirectory (a folder) | Show-WhataiImage -Width 60 -PassThru"
    $folder = Join-Path ([IO.Path]::GetTempPath()) "whatai-demo-$PID"
    $null = New-Item $folder -ItemType Directory -Force
    New-WhataiImage 'A lighthouse at dawn' -AspectRatio 16:9 -OutDirectory $folder | Show-WhataiImage -Width 60 -PassThru | Out-Host
    Remove-Item $folder -Recurse

    Show-Step "Start-WhataiVideo 'A cat on a roof' -Ratio 9:16 -Resolution 480p | Wait-WhataiVideo | Save-WhataiVideo (a folder)"
    $folder = Join-Path ([IO.Path]::GetTempPath()) "whatai-demo-$PID"
    $null = New-Item $folder -ItemType Directory -Force
    $task = Start-WhataiVideo 'A cat on a roof' -Ratio 9:16 -Resolution 480p
    $task | Out-Host
    $task | Wait-WhataiVideo | Save-WhataiVideo $folder | Out-Host
    Remove-Item $folder -Recurse

    Show-Step 'Get-WhataiUsage'
    Get-WhataiUsage | Out-Host

    Show-Step '$emulator.Requests; $emulator.Ledger'
    $emulator.Requests | Out-Host
    $emulator.Ledger | Out-Host
}
finally {
    Disconnect-Whatai
    $emulator | Stop-WhataiEmulator
}
