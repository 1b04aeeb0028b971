# What every test file needs: the built module, and helpers that a test reads well with.
$ErrorActionPreference = 'Stop'
$ModulePath = Join-Path $PSScriptRoot '../../output/WhataiPS/WhataiPS.psd1'
# The keyring of whoever runs the tests stays as it is.
$env:WHATAI_KEY_STORE = 'none'
Import-Module $ModulePath
. (Join-Path $PSScriptRoot '../../scripts/PowerShellHost.ps1')

# As packages and tags name it: with the Prerelease label, if there is one.
function Get-ModuleVersion {
    $manifest = Test-ModuleManifest $ModulePath
    $label = $manifest.PrivateData.PSData.Prerelease
    "$($manifest.Version)$(if ($label) { "-$label" })"
}

# A fresh pwsh, as a user has it; gives all that it printed.
function Invoke-FreshShell([string] $Script, [hashtable] $Environment = @{}, [switch] $NoImport) {
    $file = Join-Path ([IO.Path]::GetTempPath()) "whataips-$([guid]::NewGuid()).ps1"
    Set-Content $file "$(if (-not $NoImport) { "Import-Module '$ModulePath'" })`n$Script" -Encoding utf8
    $saved = @{}
    foreach ($name in $Environment.Keys) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }
    try {
        (Invoke-PowerShellHost -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }) -join "`n"
    }
    finally {
        foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) }
        Remove-Item $file
    }
}

# Ends a shell of Start-PowerShellHost as kill -9 does, and clears up after it.
function Stop-FreshShell([Diagnostics.Process] $Shell) {
    $Shell.Kill()
    $Shell.WaitForExit()
    Remove-Item $Shell.Folder -Recurse -Force
}

# A pipeline in a runspace of its own, so that a test can stop it.
function Start-Pipeline([string] $Script) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript("Import-Module '$ModulePath'`n$Script")
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    @{ Shell = $shell; Output = $output; Handle = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output) }
}

function Wait-Until([scriptblock] $Condition, [int] $Seconds = 5) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while ($watch.Elapsed.TotalSeconds -lt $Seconds) {
        if (& $Condition) { return $true }
        Start-Sleep -Milliseconds 10
    }
    $false
}

# JSON compared as values: the order of members does not count.
function ConvertTo-Canonical([string] $Json) {
    function ConvertTo-SortedNode($Node) {
        if ($Node -is [Collections.IDictionary]) {
            $sorted = [ordered]@{}
            foreach ($key in $Node.Keys | Sort-Object) { $sorted[$key] = ConvertTo-SortedNode $Node[$key] }
            return $sorted
        }
        if ($Node -is [object[]]) { return , @(foreach ($item in $Node) { ConvertTo-SortedNode $item }) }
        $Node
    }
    ConvertTo-SortedNode ($Json | ConvertFrom-Json -AsHashtable) | ConvertTo-Json -Depth 50 -Compress
}
