# The packages, as a user installs them: into a scratch path, with nothing but their files.

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $packages = & "$PSScriptRoot/../../scripts/New-Package.ps1" (Split-Path $ModulePath) "$TestDrive/packages"
}

Describe 'The packages' {
    It 'are a .nupkg and a .zip of the version' {
        $version = Get-ModuleVersion
        $packages.Name | Sort-Object | Should -Be @("WhataiPS-$version.zip", "WhataiPS.$version.nupkg")
        Get-PSResourceRepository | Where-Object Name -Like 'WhataiPS-*' | Should -BeNullOrEmpty
    }

    It 'weigh at most 15 MB, with the image decoder for the most used platforms' {
        $packaged = 'win-x64', 'linux-x64'
        # A build on another platform has that one's too.
        $spare = Get-ChildItem (Join-Path (Split-Path $ModulePath) 'bin/runtimes') | Where-Object Name -NotIn $packaged
        if ($spare) { Set-ItResult -Skipped -Because "this build has $($spare.Name) for its own machine" }
        $packages | ForEach-Object { $_.Length | Should -BeLessThan 15e6 }
    }

    It 'install by Install-PSResource, import by name, ask the emulator, and are removed' {
        # The user's own modules are elsewhere: on Windows their path can't be set, so there it is saved, not installed.
        $scratch = (New-Item "$TestDrive/data" -ItemType Directory).FullName
        # Without it .NET knows no place for data, and PSResourceGet would take the current folder.
        $null = New-Item "$scratch/.local/share" -ItemType Directory
        $said = Invoke-FreshShell -NoImport -Environment @{ HOME = $scratch; XDG_DATA_HOME = $null; PSModulePath = $null } -Script @"
`$ErrorActionPreference = 'Stop'
Register-PSResourceRepository Scratch -Uri '$TestDrive/packages' -Trusted
try {
    if (`$IsWindows) { Save-PSResource WhataiPS -Repository Scratch -Prerelease -Path '$scratch'; `$env:PSModulePath = '$scratch;' + `$env:PSModulePath }
    else { Install-PSResource WhataiPS -Repository Scratch -Prerelease }
    Import-Module WhataiPS
    (Get-Module WhataiPS).ModuleBase
    `$emulator = Start-WhataiEmulator
    `$emulator | Connect-Whatai | Out-Null
    (Invoke-WhataiChat 'hello').Text
    (Get-Help Invoke-WhataiChat).Synopsis
    Remove-Module WhataiPS
    if (`$IsLinux -or `$IsMacOS) { Uninstall-PSResource WhataiPS; "left: `$(Get-Module WhataiPS -ListAvailable)" } else { 'left: ' }
}
finally { Unregister-PSResourceRepository Scratch }
"@
        $lines = $said -split "`n"
        $lines[0] | Should -BeLike "$scratch*WhataiPS*"
        $lines[1] | Should -Be 'Echo: hello'
        $lines[2] | Should -Not -BeLike 'Invoke-WhataiChat*'
        $lines[3] | Should -Be 'left: '
    }

    It 'unpack into a module path' {
        Expand-Archive ($packages | Where-Object Extension -EQ .zip).FullName "$TestDrive/unpacked"
        $said = Invoke-FreshShell -NoImport -Script "`$env:PSModulePath = '$TestDrive/unpacked'; Import-Module WhataiPS; (Get-Module WhataiPS).ModuleBase; (Start-WhataiEmulator | Connect-Whatai).Name"
        $said -split "`n" | Should -Be @((Join-Path $TestDrive 'unpacked/WhataiPS'), 'default')
    }
}

Describe 'The samples' {
    It '<_> says what to do where the module is not installed' -ForEach 'BulkRun', 'ImagePipeline', 'ScheduledTask', 'ScheduledVideoCollect', 'ScheduledVideoStart' {
        $sample = (Resolve-Path "$PSScriptRoot/../../samples/$_.ps1").ProviderPath
        $parameters = @{}
        foreach ($parameter in (Get-Command $sample).Parameters.Values | Where-Object { $_.Attributes.Mandatory -contains $true }) { $parameters[$parameter.Name] = "$TestDrive" }
        $said = Invoke-FreshShell -NoImport -Script "`$env:PSModulePath = ''; `$parameters = '$($parameters | ConvertTo-Json -Compress)' | ConvertFrom-Json -AsHashtable; try { & '$sample' @parameters } catch { `"`$_`" }"
        $said | Should -BeLike '*WhataiPS is not installed: its README says how.*'
    }

    It 'use the module that is loaded' {
        $said = Invoke-FreshShell "`$env:PSModulePath = ''; Set-Content '$TestDrive/empty.csv' ''; & '$PSScriptRoot/../../samples/ScheduledVideoCollect.ps1' -Folder '$TestDrive'; `"ended `$LASTEXITCODE`""
        $said | Should -Be 'ended 0'
    }
}
