<#
.SYNOPSIS
    Writes the bill of materials of a built module, in CycloneDX: each library that is shipped with it, with version, licence and hash.
.OUTPUTS
    System.IO.FileInfo: WhataiPS-<version>.cdx.json.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Destination
)
$ErrorActionPreference = 'Stop'
$manifest = Test-ModuleManifest (Join-Path $Module 'WhataiPS.psd1')
$prerelease = $manifest.PrivateData.PSData['Prerelease']
$version = "$($manifest.Version)$(if ($prerelease) { "-$prerelease" })"
$name = "WhataiPS-$version.cdx.json"
# Compiled against and not shipped; and the native parts of the image decoder for platforms that this module has not.
$notShipped = @('PowerShellStandard.Library', 'Microsoft.NETFramework.ReferenceAssemblies')
$native = @{ win = 'Win32'; linux = 'Linux.NoDependencies'; osx = 'macOS' }
$notShipped += $native.Keys | Where-Object { -not (Test-Path (Join-Path $Module "bin/runtimes/$_*")) } | ForEach-Object { "SkiaSharp.NativeAssets.$($native[$_])" }
$arguments = @(
    (Join-Path $PSScriptRoot '../WhataiPS.sln'), '--exclude-test-projects'
    '--output', $Destination, '--filename', $name, '--output-format', 'Json'
    '--set-name', 'WhataiPS', '--set-version', $version, '--set-type', 'Library'
    '--exclude-filter', ($notShipped -join ',')
)
& dotnet tool exec CycloneDX@6.3.1 --yes -- @arguments | Write-Verbose
if ($LASTEXITCODE -ne 0) { throw [InvalidOperationException]::new("CycloneDX failed with exit code $LASTEXITCODE. It is a .NET tool that is restored from the package registry.") }
Get-Item (Join-Path $Destination $name)
