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
$prerelease = $manifest.PrivateData.PSData.Prerelease
$version = "$($manifest.Version)$(if ($prerelease) { "-$prerelease" })"
$name = "WhataiPS-$version.cdx.json"
$project = Join-Path $PSScriptRoot '../src/WhataiPS/WhataiPS.csproj'
# The project was restored when the module was built. Compiled against and not shipped: the last two.
$arguments = @(
    $project, '--disable-package-restore'
    '--output', $Destination, '--filename', $name, '--output-format', 'Json'
    '--set-name', 'WhataiPS', '--set-version', $version, '--set-type', 'Library'
    '--exclude-filter', 'PowerShellStandard.Library,Microsoft.NETFramework.ReferenceAssemblies'
)
& dotnet tool exec CycloneDX@6.3.1 --yes -- @arguments | Write-Verbose
if ($LASTEXITCODE -ne 0) { throw "CycloneDX failed with exit code $LASTEXITCODE. It is a .NET tool that is restored from the package registry." }
Get-Item (Join-Path $Destination $name)
