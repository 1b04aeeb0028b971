# What the rows and the comparison share: processes, medians, and what stands in the table.
. (Join-Path $PSScriptRoot '../scripts/PowerShellHost.ps1')
$shell = Get-PowerShellHost
$bench = "$PSScriptRoot/Bench/bin/Release/net8.0/whatai-bench.dll"
$rows = [Collections.Generic.List[object]]::new()

function Build-Bench([string[]] $Project) {
    $env:MSBUILDDISABLENODEREUSE = '1'
    foreach ($name in $Project) {
        & dotnet build "$PSScriptRoot/$name" --configuration Release --verbosity quiet --nologo '-p:UseSharedCompilation=false' | Out-Host
        if ($LASTEXITCODE -ne 0) { throw "$name does not build." }
    }
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    $middle = [math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
}

function Format-Number([double] $Value, [string] $Format = '0.00') { $Value.ToString($Format, [cultureinfo]::InvariantCulture) }

# Measures what belongs to a name, where -Row asks for it.
function Measure-Row([string] $Name, [scriptblock] $Script) {
    if ($Row | Where-Object { $Name -like $_ }) { & $Script }
}

function Add-Row([string] $What, [string] $Measured, [string] $Wanted = 'for the record', [bool] $Ok = $true) {
    $rows.Add([pscustomobject]@{ What = $What; Measured = $Measured; Wanted = $Wanted; Ok = $Ok })
    Write-Host "$(if ($Ok) { 'ok  ' } else { 'MISS' }) $What - $Measured (wanted $Wanted)"
}

# A process from start to end; nothing of it is read, so that this process has no part in the time.
function Measure-Shell([string] $Script) {
    $start = [Diagnostics.ProcessStartInfo]::new($shell.Path)
    foreach ($argument in $shell.Arguments + '-NoProfile', '-NonInteractive', '-Command', $Script) { $start.ArgumentList.Add($argument) }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $process = [Diagnostics.Process]::Start($start)
    $process.WaitForExit()
    $watch.Elapsed.TotalMilliseconds
    if ($process.ExitCode -ne 0) { throw "pwsh ended with $($process.ExitCode): $Script" }
    $process.Dispose()
}

# Whole processes in turn: all times by name. The first of each is not counted.
function Measure-ShellInTurn([Collections.IDictionary] $Scripts, [int] $Rounds) {
    $times = @{}
    foreach ($name in $Scripts.Keys) { $null = Measure-Shell $Scripts[$name]; $times[$name] = @() }
    foreach ($round in 1..$Rounds) { foreach ($name in $Scripts.Keys) { $times[$name] += Measure-Shell $Scripts[$name] } }
    $times
}

# A server of bench/Bench in a process of its own; its address stands in Url.
function Start-BenchServer([string] $Arguments = 'serve') {
    $server = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]@{
            FileName = (Get-Command dotnet).Source; Arguments = "`"$bench`" $Arguments"; RedirectStandardInput = $true; RedirectStandardOutput = $true; UseShellExecute = $false
        })
    $server | Add-Member Url $server.StandardOutput.ReadLine() -PassThru
}

function Stop-BenchServer($Server) {
    $Server.StandardInput.Close()
    if (-not $Server.WaitForExit(5000)) { $Server.Kill() }
}

# A case of Measure-Case.ps1, or of bench/Bench, in a process of its own.
function Measure-Case([string] $Case, [string] $Url, [int] $Count, [int] $Repetitions = 1, [string] $Of = $module) {
    $lines = if ($Case -in 'bare', 'sdk') { & dotnet $bench $Case $Url $Count $Repetitions }
    else { Invoke-PowerShellHost -NoProfile -File "$PSScriptRoot/Measure-Case.ps1" $Of $Case $Url $Count $Repetitions }
    if ($LASTEXITCODE -ne 0) { throw "The case $Case failed." }
    foreach ($line in $lines) {
        $fields = -split $line
        if ([long] $fields[1] -lt $Count) { throw "$Case counted $($fields[1]) of $Count." }
        $more = if ($fields.Count -gt 2) { [double[]] $fields[2..6] } else { 0, 0, 0, 0, 0 }
        [pscustomobject]@{ Time = [double] $fields[0]; Allocated = $more[0]; Memory = $more[1]; Peak = $more[2]; Before = $more[3]; Held = $more[4] }
    }
}
