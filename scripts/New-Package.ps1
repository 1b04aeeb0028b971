<#
.SYNOPSIS
    Packs a built module: a .nupkg for Install-PSResource, as Publish-PSResource makes it, and a .zip to unpack into a module path.
.OUTPUTS
    System.IO.FileInfo: the packages.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Destination
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Command Publish-PSResource -ErrorAction Ignore)) {
    throw 'Packing needs Microsoft.PowerShell.PSResourceGet, which PowerShell 7.4 and newer bring.'
}

$Module = (Resolve-Path $Module).ProviderPath
$Destination = (New-Item $Destination -ItemType Directory -Force).FullName
# A folder as a repository, under a name of its own: it lasts as long as the packing.
$repository = "WhataiPS-$([guid]::NewGuid())"
$folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) $repository) -ItemType Directory
Register-PSResourceRepository $repository -Uri $folder.FullName -Trusted
try {
    Publish-PSResource -Path $Module -Repository $repository
    $package = Get-ChildItem $folder -Filter *.nupkg
    $zip = Join-Path $folder "$($package.BaseName -replace '^([^.]+)\.', '$1-').zip"
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::CreateFromDirectory($Module, $zip, [IO.Compression.CompressionLevel]::Optimal, $true)
    Get-ChildItem $folder -File | Move-Item -Destination $Destination -Force -PassThru
}
finally {
    Unregister-PSResourceRepository $repository
    Remove-Item $folder -Recurse -Force
}
