<#
.SYNOPSIS
    Checks that manifest, changelog and tag speak of the same version; throws where they do not.
.DESCRIPTION
    The newest heading of the changelog is '## <version> (unreleased)' until the release, and '## <version> (<yyyy-MM-dd>)' from
    then on. The tag of a release is v<version>. A version with a Prerelease label in the manifest is <ModuleVersion>-<label>.
#>
[CmdletBinding()]
param(
    # The tag that is to be released; none for any other commit.
    [string] $Tag,
    [string] $Manifest = (Join-Path $PSScriptRoot '../WhataiPS.psd1'),
    [string] $Changelog = (Join-Path $PSScriptRoot '../CHANGELOG.md')
)
$ErrorActionPreference = 'Stop'
$text = Get-Content $Manifest -Raw -Encoding UTF8
$version = [regex]::Match($text, "(?m)^\s*ModuleVersion = '(.*)'").Groups[1].Value
if ($version -notmatch '^\d+\.\d+\.\d+$') { throw "The manifest's ModuleVersion '$version' is not of the form 1.2.3." }
$label = [regex]::Match($text, "(?m)^\s*Prerelease = '(.*)'")
if ($label.Success) {
    if ($label.Groups[1].Value -notmatch '^[A-Za-z][A-Za-z0-9]*$') { throw "The manifest's Prerelease label '$($label.Groups[1].Value)' has more than letters and digits." }
    $version += "-$($label.Groups[1].Value)"
}

$heading = Get-Content $Changelog -Encoding UTF8 | Where-Object { $_ -match '^## ' } | Select-Object -First 1
if ($heading -notmatch '^## (\S+) \((unreleased|\d{4}-\d\d-\d\d)\)$') { throw "The changelog's newest heading '$heading' is not of the form '## 1.2.3 (2026-01-31)' or '## 1.2.3 (unreleased)'." }
if ($Matches[1] -ne $version) { throw "The changelog's newest version is $($Matches[1]), and the manifest's is $version." }
if ($Tag -and $Tag -cne "v$version") { throw "The tag is $Tag, and the manifest's version is $version." }
if ($Tag -and $Matches[2] -eq 'unreleased') { throw "The changelog says of $version that it is unreleased: give it its date." }
