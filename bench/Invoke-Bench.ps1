<#
.SYNOPSIS
    Measures the built module and writes bench/RESULTS.md. ./build.ps1 Bench calls it.
.DESCRIPTION
    Machines are noisy, so each row is a ratio of medians within one run, the two sides taken in turn.
#>
param([int] $Rounds = 9)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$root = Split-Path $PSScriptRoot
. (Join-Path $root 'scripts/PowerShellHost.ps1')
$shell = Get-PowerShellHost
$env:MSBUILDDISABLENODEREUSE = '1'
foreach ($project in 'Bench', 'Empty') {
    & dotnet build "$PSScriptRoot/$project" --configuration Release --verbosity quiet --nologo '-p:UseSharedCompilation=false'
    if ($LASTEXITCODE -ne 0) { throw "$project does not build." }
}
$bench = "$PSScriptRoot/Bench/bin/Release/net8.0/whatai-bench.dll"
$empty = "$PSScriptRoot/Empty/bin/Core/EmptyModule.dll"
$least = "$PSScriptRoot/Empty/EmptyModule.psd1"
$module = "$root/output/WhataiPS/WhataiPS.psd1"

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    $middle = [math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
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

$rows = [Collections.Generic.List[object]]::new()
function Add-Row([string] $What, [string] $Measured, [string] $Wanted, [bool] $Ok) {
    $rows.Add([pscustomobject]@{ What = $What; Measured = $Measured; Wanted = $Wanted; Ok = $Ok })
    Write-Host "$(if ($Ok) { 'ok  ' } else { 'MISS' }) $What - $Measured (wanted $Wanted)"
}
function Format-Number([double] $Value, [string] $Format = '0.00') { $Value.ToString($Format, [cultureinfo]::InvariantCulture) }

# Import: whole processes in turn, and many, for the differences are small beside the noise. A difference is taken within its round.
$scripts = [ordered]@{ Bare = '$null = 1'; Empty = "Import-Module '$empty'"; Least = "Import-Module '$least'"; Module = "Import-Module '$module'" }
$times = @{}
foreach ($name in $scripts.Keys) { $null = Measure-Shell $scripts[$name]; $times[$name] = @() }
foreach ($round in 1..($Rounds * 6 + 1)) {
    foreach ($name in $scripts.Keys) { $times[$name] += Measure-Shell $scripts[$name] }
}
function Get-Over([string] $Name) { Get-Median @(foreach ($i in 0..($times.Bare.Count - 1)) { $times[$Name][$i] - $times.Bare[$i] }) }
$ratio = (Get-Median $times.Module) / (Get-Median $times.Least)
Add-Row 'Import of WhataiPS over import of an empty module with the same parts (one cmdlet, manifest, view, type data), whole processes' "$(Format-Number $ratio) ($(Format-Number (Get-Median $times.Module) '0') and $(Format-Number (Get-Median $times.Least) '0') ms)" 'at most 1.1' ($ratio -le 1.1)
Add-Row 'What an import adds to `pwsh -NoProfile` alone: WhataiPS, that empty module, a bare dll' "$(Format-Number (Get-Over Module) '0'), $(Format-Number (Get-Over Least) '0') and $(Format-Number (Get-Over Empty) '0') ms over $(Format-Number (Get-Median $times.Bare) '0')" 'for the record' $true

$server = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]@{
        FileName = (Get-Command dotnet).Source; Arguments = "`"$bench`" serve"; RedirectStandardInput = $true; RedirectStandardOutput = $true; UseShellExecute = $false
    })
try {
    $url = $server.StandardOutput.ReadLine()

    # A script's first answer: whole processes in turn, from the start to the end.
    $chat = @"
`$answer = Invoke-RestMethod '$url/v1/chat/completions' -Method Post -ContentType 'application/json' -Headers @{ Authorization = 'Bearer sk-emulator' } ``
    -Body (@{ model = 'gpt-4o-mini'; messages = @(@{ role = 'user'; content = 'hello' }) } | ConvertTo-Json -Depth 5)
if (`$answer.choices[0].message.content -ne 'Echo: hello') { exit 1 }
"@
    $first = [ordered]@{
        Ours = "Import-Module '$module'; `$null = Connect-Whatai $url sk-emulator; if ((Invoke-WhataiChat 'hello').Text -ne 'Echo: hello') { exit 1 }"
        Theirs = $chat
    }
    if (Get-Module PSOpenAI -ListAvailable) {
        $first.PSOpenAI = "Import-Module PSOpenAI; if ((Request-ChatCompletion 'hello' -Model gpt-4o-mini -ApiBase '$url/v1' -ApiKey sk-emulator).Answer -ne 'Echo: hello') { exit 1 }"
    }
    $times = @{}
    foreach ($name in $first.Keys) { $null = Measure-Shell $first[$name]; $times[$name] = @() }
    foreach ($round in 1..($Rounds * 2 + 1)) { foreach ($name in $first.Keys) { $times[$name] += Measure-Shell $first[$name] } }
    $a = Get-Median $times.Ours; $b = Get-Median $times.Theirs
    Add-Row 'A fresh process to its first answer over the same with Invoke-RestMethod' "$(Format-Number ($a / $b)) ($(Format-Number $a '0') and $(Format-Number $b '0') ms$(if ($times.PSOpenAI) { ", PSOpenAI $(Format-Number (Get-Median $times.PSOpenAI) '0') ms" }))" 'at most 1.0' ($a / $b -le 1)

    # One plain chat, call by call in turn.
    Import-Module $module
    $null = Connect-Whatai $url sk-emulator
    $body = @{ model = 'gpt-4o-mini'; messages = @(@{ role = 'user'; content = 'hello' }) } | ConvertTo-Json -Depth 5
    $headers = @{ Authorization = 'Bearer sk-emulator' }
    $ours = { $null = Invoke-WhataiChat 'hello' }
    $theirs = { $null = Invoke-RestMethod "$url/v1/chat/completions" -Method Post -Body $body -ContentType 'application/json' -Headers $headers }
    foreach ($i in 1..50) { & $ours; & $theirs }
    $times = @{ Ours = @(); Theirs = @() }
    foreach ($i in 1..300) {
        $watch = [Diagnostics.Stopwatch]::StartNew(); & $ours; $times.Ours += $watch.Elapsed.TotalMilliseconds
        $watch.Restart(); & $theirs; $times.Theirs += $watch.Elapsed.TotalMilliseconds
    }
    $a = Get-Median $times.Ours; $b = Get-Median $times.Theirs
    Add-Row 'One plain chat over Invoke-RestMethod for the same call' "$(Format-Number ($a / $b)) ($(Format-Number $a '0.000') and $(Format-Number $b '0.000') ms)" 'at most 0.8' ($a / $b -le 0.8)

    # First token: the time to the first piece, against curl's time to the first byte.
    if (Get-Command curl -CommandType Application -ErrorAction SilentlyContinue) {
        $request = '{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hello there"}]}'
        $times = @{ Ours = @(); Curl = @() }
        $null = Invoke-WhataiChat 'hello there' -Stream
        foreach ($i in 1..51) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $times.Ours += Invoke-WhataiChat 'hello there' -Stream | Select-Object -First 1 | ForEach-Object { $watch.Elapsed.TotalMilliseconds }
            $times.Curl += 1000 * [double]::Parse((& curl -sN -o /dev/null -w '%{time_starttransfer}' "$url/v1/chat/completions" -H 'Authorization: Bearer sk-emulator' -H 'Content-Type: application/json' -d $request), [cultureinfo]::InvariantCulture)
        }
        $a = Get-Median $times.Ours; $b = Get-Median $times.Curl
        Add-Row 'First piece of a stream, later than curl''s first byte' "$(Format-Number ($a - $b)) ms ($(Format-Number $a) and $(Format-Number $b) ms)" 'at most 5 ms' ($a - $b -le 5)
    }

    # Bulk: 2,000 prompts of 50 ms each, 16 at a time, and what 10,000 leave behind over 1,000.
    $slow = Start-WhataiEmulator -LatencyMs 50
    $null = $slow | Connect-Whatai -Name slow
    $times = @(foreach ($i in 1..3) { (Measure-Command { 1..2000 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection slow -ThrottleLimit 16 }).TotalSeconds })
    $ideal = 2000 * 0.05 / 16
    Add-Row '2,000 prompts of 50 ms, 16 side by side, over the ideal time' "$(Format-Number ((Get-Median $times) / $ideal)) ($(Format-Number (Get-Median $times)) and $(Format-Number $ideal) s)" 'at most 1.3' ((Get-Median $times) / $ideal -le 1.3)
    Disconnect-Whatai slow
    $slow | Stop-WhataiEmulator
    $size = foreach ($count in 1000, 10000) {
        [double] (Invoke-PowerShellHost -NoProfile -Command "Import-Module '$module'; `$null = Connect-Whatai $url sk-emulator; 1..$count | ForEach-Object { `"/say `$_`" } | Invoke-WhataiChat -ThrottleLimit 16 > `$null; [GC]::Collect(); [Diagnostics.Process]::GetCurrentProcess().WorkingSet64 / 1MB")
    }
    Add-Row 'Working set after 10,000 prompts, more than after 1,000' "$(Format-Number ($size[1] - $size[0]) '0') MB ($(Format-Number $size[1] '0') and $(Format-Number $size[0] '0') MB)" 'at most 50 MB' ($size[1] - $size[0] -le 50)

    # Streams, process by process in turn: the first one of each process is cold, the last ones are warm (the JIT takes
    # about ten streams to make its best code, on both sides).
    function Measure-Stream([string] $What, [int] $Count, [int] $Repetitions) {
        $lines = if ($What -in 'bare', 'sdk') { & dotnet $bench $What $url $Count $Repetitions }
        else { Invoke-PowerShellHost -NoProfile -File "$PSScriptRoot/Measure-Stream.ps1" $What $url $Count $Repetitions }
        foreach ($line in $lines) {
            $fields = -split $line
            if ([long] $fields[1] -lt $Count) { throw "$What counted $($fields[1]) of $Count." }
            [pscustomobject]@{ Time = [double] $fields[0]; Memory = if ($fields.Count -gt 2) { [double] $fields[2] } }
        }
    }

    $cold = @{ whatai = @(); sdk = @(); bare = @() }
    $warm = @{ whatai = @(); sdk = @(); bare = @() }
    foreach ($round in 1..5) {
        foreach ($what in 'whatai', 'sdk', 'bare') {
            $runs = @(Measure-Stream $what 100000 16)
            $cold[$what] += $runs[0].Time
            $warm[$what] += $runs[11..15].Time
        }
    }
    $rate = @{}
    foreach ($what in $warm.Keys) { $rate[$what] = 100000 / (Get-Median $warm[$what]) * 1000 }
    Add-Row '100,000 chunks as ChatDelta objects to $null, events/s over the OpenAI .NET SDK''s in C#, both warm' "$(Format-Number ($rate.whatai / $rate.sdk)) ($(Format-Number $rate.whatai '#,0') and $(Format-Number $rate.sdk '#,0') events/s)" 'at least 1' ($rate.whatai -ge $rate.sdk)
    $ours = Get-Median $cold.whatai; $theirs = Get-Median $cold.sdk
    Add-Row 'The same, each the first stream of its process' "$(Format-Number ($theirs / $ours)) ($(Format-Number $ours '0') and $(Format-Number $theirs '0') ms)" 'at least 1' ($theirs -ge $ours)
    Add-Row 'The same over a bare C# loop on the socket that looks at nothing (the limit), warm' "$(Format-Number ($rate.whatai / $rate.bare)) ($(Format-Number $rate.bare '#,0') events/s)" 'for the record' $true

    $apis = @{ whatai = @(); response = @(); gemini = @() }
    foreach ($round in 1..3) { foreach ($what in 'whatai', 'response', 'gemini') { $apis[$what] += @(Measure-Stream $what 100000 16)[11..15].Time } }
    foreach ($what in 'response', 'gemini') {
        $ratio = (Get-Median $apis.whatai) / (Get-Median $apis[$what])
        Add-Row "100,000 $what events as objects to `$null, events/s over chat chunks', both warm" "$(Format-Number $ratio) ($(Format-Number (1e8 / (Get-Median $apis[$what])) '#,0') events/s)" $(if ($what -eq 'response') { 'at least 0.5' } else { 'for the record' }) ($what -ne 'response' -or $ratio -ge 0.5)
    }

    if (Get-Module PSOpenAI -ListAvailable) {
        # Fewer chunks, or it would take minutes; warm on both sides.
        $few = 2000
        $pair = @{ whatai = @(); psopenai = @() }
        foreach ($round in 1..3) { foreach ($what in 'whatai', 'psopenai') { $pair[$what] += @(Measure-Stream $what $few 6)[3..5].Time } }
        $theirs = $few / (Get-Median $pair.psopenai) * 1000
        Add-Row "The same over PSOpenAI's events/s (measured on $few chunks)" "$(Format-Number ($rate.whatai / $theirs) '0') ($(Format-Number $theirs '#,0') events/s)" 'at least 50' ($rate.whatai / $theirs -ge 50)
        $ours = $few / (Get-Median $pair.whatai) * 1000
        Add-Row "$few chunks on both sides, events/s over PSOpenAI's" "$(Format-Number ($ours / $theirs) '0') ($(Format-Number $ours '#,0') events/s)" 'for the record' $true
    }

    $small = @(Measure-Stream whatai 10000 130)[110..129]; $large = @(Measure-Stream whatai 1000000 4)[1..3]
    $growth = (Get-Median $large.Time) / (Get-Median $small.Time)
    Add-Row 'Time for 1,000,000 chunks over 10,000' "$(Format-Number $growth '0')" 'about 100: linear' ($growth -le 130)
    $memory = (Get-Median $large.Memory) - (Get-Median $small.Memory)
    Add-Row 'Working set after 1,000,000 chunks, more than after 10,000' "$(Format-Number $memory '0') MB" 'flat: at most 100 MB' ($memory -le 100)
}
finally {
    $server.StandardInput.Close()
    if (-not $server.WaitForExit(5000)) { $server.Kill() }
}

# Similarity: memory is what takes the time, 614 MB a run.
$pairs = foreach ($round in 1..3) { Invoke-PowerShellHost -NoProfile -File "$PSScriptRoot/Measure-Similarity.ps1" $module $bench 100000 1536 12 | Select-Object -Last 6 }
$a = Get-Median ($pairs | ForEach-Object { [double] (-split $_)[0] }); $b = Get-Median ($pairs | ForEach-Object { [double] (-split $_)[1] })
Add-Row 'Measure-WhataiSimilarity over 100,000 vectors of 1,536 numbers, over a bare Vector<float> loop in C#, both warm' "$(Format-Number ($a / $b)) ($(Format-Number $a '0') and $(Format-Number $b '0') ms)" 'at most 2' ($a / $b -le 2)

$text = @(
    '# Measurements', ''
    'Ratios of medians within one run, the two sides taken in turn. Made by:', ''
    '```sh', './build.ps1 Bench', '```', ''
    "$([Runtime.InteropServices.RuntimeInformation]::OSDescription), $([Environment]::ProcessorCount) processors, PowerShell $($PSVersionTable.PSVersion)$(if ($shell.Arguments) { ' as a .NET tool' }), .NET $([Environment]::Version)$(if (Get-Module PSOpenAI -ListAvailable) { ", PSOpenAI $((Get-Module PSOpenAI -ListAvailable)[0].Version)" }), OpenAI .NET SDK $([regex]::Match((Get-Content "$root/Directory.Packages.props" -Raw), '"OpenAI" Version="([^"]+)"').Groups[1].Value)"
    '', '| what | measured | wanted | |', '|---|---|---|---|'
    $rows | ForEach-Object { "| $($_.What) | $($_.Measured) | $($_.Wanted) | $(if ($_.Ok) { 'ok' } else { 'missed' }) |" }
)
Set-Content "$PSScriptRoot/RESULTS.md" $text -Encoding utf8
Write-Host "Wrote $PSScriptRoot/RESULTS.md"
