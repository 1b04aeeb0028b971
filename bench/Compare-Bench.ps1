<#
.SYNOPSIS
    Measures the built module beside an older one, in turn within one run, and fails where it got worse. ./build.ps1 Bench -Compare calls it.
.DESCRIPTION
    The older one is that of the commit which bench/baseline.json names, built in a worktree under output/, or the folder of a built module.
    A row is the ratio of the medians; more than baseline.json allows is measured again, with more rounds, before it counts.
#>
param([string] $Baseline, [string[]] $Row = '*', [int] $Rounds = 5)
$ErrorActionPreference = 'Stop'
$Row = $Row -split ','
Set-StrictMode -Version 3
$root = Split-Path $PSScriptRoot
. "$PSScriptRoot/Measure.ps1"
$settings = Get-Content "$PSScriptRoot/baseline.json" -Raw | ConvertFrom-Json

# The module of a commit, built once.
function Build-Baseline([string] $Commit) {
    $tree = "$root/output/baseline/$Commit"
    if (-not (Test-Path "$tree/output/WhataiPS/WhataiPS.psd1")) {
        & git -C $root worktree prune
        if (-not (Test-Path $tree)) { & git -C $root worktree add --quiet --detach $tree $Commit | Out-Host }
        if ($LASTEXITCODE -ne 0) { throw "The commit $Commit of baseline.json can't be checked out." }
        Invoke-PowerShellHost -NoProfile -File "$tree/build.ps1" Build | Out-Host
        if ($LASTEXITCODE -ne 0) { throw "The commit $Commit of baseline.json does not build." }
    }
    "$tree/output/WhataiPS"
}

# The median of what a process gives, both modules in turn.
function Measure-Ratio([scriptblock] $Measure, [int] $Rounds) {
    $values = @{ Old = @(); New = @() }
    foreach ($round in 1..$Rounds) { foreach ($side in 'Old', 'New') { $values[$side] += & $Measure $modules[$side] } }
    $old = Get-Median $values.Old; $new = Get-Median $values.New
    [pscustomobject]@{ Old = $old; New = $new; Ratio = $new / $old }
}

function Get-FirstAnswer([string] $Module) { "Import-Module '$Module'; `$null = Connect-Whatai $url sk-emulator; if ((Invoke-WhataiChat 'hello').Text -ne 'Echo: hello') { exit 1 }" }

# What is compared: the less, the better. Times are the best of a process, since a busy machine only adds to them.
$comparisons = [ordered]@{
    'import-ms' = { Measure-Shell "Import-Module '$($args[0])'" }
    'first-answer-ms' = { Measure-Shell (Get-FirstAnswer $args[0]) }
    'call-kb' = { (Measure-Case call $url 500 2 $args[0])[1].Allocated / 500KB }
}
$streams = 'chat', 'response', 'gemini', 'message'
foreach ($name in $streams) {
    $comparisons["$name-first-ms"] = { (Measure-Case $name $url 50000 1 $args[0]).Time }.GetNewClosure()
    $comparisons["$name-mb"] = { (Measure-Case $name $url 50000 2 $args[0])[1].Allocated / 1MB }.GetNewClosure()
}
# The JIT makes its best code of a stream within about three seconds.
foreach ($case in @($streams | ForEach-Object { @{ Name = $_; Count = 50000; Repetitions = 40 } }) + @(
        @{ Name = 'call'; Count = 200; Repetitions = 8 }, @{ Name = 'history'; Count = 10000; Repetitions = 6 }, @{ Name = 'tools'; Count = 5000; Repetitions = 6 },
        @{ Name = 'bulk'; Count = 2000; Repetitions = 4 }, @{ Name = 'journal'; Count = 100000; Repetitions = 4 })) {
    $comparisons["$($case.Name)-ms"] = { (Measure-Case $case.Name $url $case.Count $case.Repetitions $args[0] | Measure-Object Time -Minimum).Minimum }.GetNewClosure()
}
$comparisons['journal-mb'] = { (Measure-Case journal $url 100000 2 $args[0])[1].Allocated / 1MB }

$names = @($comparisons.Keys | Where-Object { $name = $_; $Row | Where-Object { $name -like $_ } })
if (-not $names) { throw "No row is named $($Row -join ', '): they are $($comparisons.Keys -join ', ')." }
$old = if ($Baseline) { (Resolve-Path $Baseline).Path } else { Build-Baseline $settings.commit }
$modules = @{ Old = $old; New = "$root/output/WhataiPS" }
foreach ($side in @($modules.Keys)) {
    if (-not $modules[$side].EndsWith('.psd1')) { $modules[$side] = Join-Path $modules[$side] 'WhataiPS.psd1' }
    if (-not (Test-Path $modules[$side])) { throw "There is no module at $($modules[$side])." }
}
Build-Bench Bench
$server = Start-BenchServer
$url = $server.Url
try {
    $worse = @(foreach ($name in $names) {
            $result = Measure-Ratio $comparisons[$name] $Rounds
            if ($result.Ratio -gt $settings.mostRatio) { $result = Measure-Ratio $comparisons[$name] ($Rounds * 3) }
            $isWorse = $result.Ratio -gt $settings.mostRatio
            Write-Host "$(if ($isWorse) { 'WORSE' } else { 'ok   ' }) $name - $(Format-Number $result.Ratio) ($(Format-Number $result.New '0.00') now, $(Format-Number $result.Old '0.00') before)"
            if ($isWorse) { $name }
        })
}
finally { Stop-BenchServer $server }
if ($worse) { Write-Host "Worse than $old by more than $(Format-Number (100 * $settings.mostRatio - 100) '0') %: $($worse -join ', ')"; exit 1 }
