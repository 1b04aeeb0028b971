# What grows with what is given: time at most in proportion, memory as little as may be.
function Add-GrowthRow([string] $What, [string] $Case, [int] $Few, [int] $Many, [scriptblock] $Server) {
    $times = foreach ($count in $Few, $Many) {
        # Warm, and the best of them is what the size costs.
        (Measure-Case $Case (& $Server $count) $count 6 | Select-Object -Last 4 | Measure-Object Time -Minimum).Minimum
    }
    $ratio = $times[1] / $times[0]
    $most = $Many / $Few
    Add-Row ("{0}: the time of {1:#,0} over that of {2:#,0}" -f $What, $Many, $Few) "$(Format-Number $ratio '0.0') ($(Format-Number $times[1]) and $(Format-Number $times[0]) ms)" "about ${most}: linear" ($ratio -le 1.3 * $most)
}

Measure-Row history { Add-GrowthRow 'A call with a history of so many messages' history 1000 10000 { $url } }
Measure-Row tools { Add-GrowthRow 'A call with so many tools and their schemas' tools 500 5000 { $url } }
Measure-Row models {
    $servers = @{}
    try {
        foreach ($count in 10000, 100000) { $servers[$count] = Start-BenchServer "models $count" }
        Add-GrowthRow 'A list of so many models' models 10000 100000 { $servers[$args[0]].Url }
    }
    finally { $servers.Values | ForEach-Object { Stop-BenchServer $_ } }
}

# A whole answer that is large: what the process takes at its most, over what it had before.
function Add-LargeRow([string] $What, [string] $Case, [string] $Url, [double] $Most) {
    $peak = @(Measure-Case $Case $Url 64MB)[0].Peak
    Add-Row "${What}: peak of the process over before, in sizes of the answer" "$(Format-Number ($peak / 64)) ($(Format-Number $peak '0') MB)" "at most $(Format-Number $Most '0.#'), and 10 MB" ($peak -le 64 * $Most + 10)
}

Measure-Row base64 {
    $server = Start-BenchServer "base64 $(64MB)"
    try { Add-LargeRow 'An image of 64 MB of base64, saved' base64 $server.Url 2.5 }
    finally { Stop-BenchServer $server }
}
# Twice its size is the string that PowerShell has of it.
Measure-Row text { Add-LargeRow 'A text of 64 MB' text $url 3 }

Measure-Row bulk {
    $runs = @{ 10000 = @(); 100000 = @() }
    foreach ($round in 1..3) { foreach ($count in @($runs.Keys)) { $runs[$count] += Measure-Case bulk $url $count } }
    $held = (Get-Median $runs[100000].Held) - (Get-Median $runs[10000].Held)
    # What the collector keeps for the next garbage differs by run, and grows with the time that a run takes.
    $more = (Get-Median $runs[100000].Memory) - (Get-Median $runs[10000].Memory)
    Add-Row '100,000 prompts from a file to a file, 16 side by side: what the process holds afterwards, more than after 10,000' "$(Format-Number $held '0') MB ($(Format-Number (Get-Median $runs[100000].Held) '0') and $(Format-Number (Get-Median $runs[10000].Held) '0') MB; $(Format-Number $more '0') MB with what the collector keeps for reuse; $(Format-Number ((Get-Median $runs[100000].Time) / 1000) '0') s)" 'flat: at most 50 MB' ($held -le 50)
}

Measure-Row journal {
    $run = @(Measure-Case journal $url 400000)[0]
    $peak = $run.Peak + $run.Before
    Add-Row 'A journal of 400,000 entries opened, and one prompt more: time' "$(Format-Number ($run.Time / 1000)) s" 'at most 3 s' ($run.Time -le 3000)
    Add-Row 'The same: peak of the process' "$(Format-Number $peak '0') MB ($(Format-Number $run.Peak '0') MB over before)" 'at most 150 MB' ($peak -le 150)
}
