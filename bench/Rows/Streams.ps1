# Streams, process by process in turn: the first one of each process is cold, the last five are warm (the JIT takes up to fifteen
# streams of 100,000 pieces, or some seven hundred short ones, to make its best code, on both sides; a script module has little to wait for).
function Measure-StreamInTurn([string[]] $Case, [int] $Count, [int] $Rounds, [int] $Repetitions = 24) {
    $runs = @{}
    foreach ($name in $Case) { $runs[$name] = @{ Cold = @(); Warm = @() } }
    foreach ($round in 1..$Rounds) {
        foreach ($name in $Case) {
            $times = @(Measure-Case $name $url $Count $(if ($name -eq 'psopenai') { [Math]::Min(40, $Repetitions) } else { $Repetitions })).Time
            $runs[$name].Cold += $times[0]
            $runs[$name].Warm += $times | Select-Object -Last 5
        }
    }
    foreach ($name in $Case) { $runs[$name].Rate = 1000 * $Count / (Get-Median $runs[$name].Warm) }
    $runs
}

Measure-Row stream {
    $runs = Measure-StreamInTurn 'chat', 'sdk', 'bare' 100000 5
    $ours, $sdk, $bare = $runs.chat.Rate, $runs.sdk.Rate, $runs.bare.Rate
    Add-Row '100,000 chunks as ChatDelta objects to $null, events/s over the OpenAI .NET SDK''s in C#, both warm' "$(Format-Number ($ours / $sdk)) ($(Format-Number $ours '#,0') and $(Format-Number $sdk '#,0') events/s)" 'at least 2' ($ours -ge 2 * $sdk)
    $a = Get-Median $runs.chat.Cold; $b = Get-Median $runs.sdk.Cold
    Add-Row 'The same, each the first stream of its process' "$(Format-Number ($b / $a)) ($(Format-Number $a '0') and $(Format-Number $b '0') ms)" 'at least 1' ($b -ge $a)
    Add-Row 'The same over a bare C# loop on the socket that looks at nothing (the limit), warm' "$(Format-Number ($ours / $bare)) ($(Format-Number $bare '#,0') events/s)" 'at least 0.2' ($ours -ge 0.2 * $bare)
}

Measure-Row stream-apis {
    $runs = Measure-StreamInTurn 'chat', 'response', 'gemini', 'message' 100000 3
    foreach ($name in 'response', 'gemini', 'message') {
        $ratio = $runs[$name].Rate / $runs.chat.Rate
        Add-Row "100,000 $name events as objects to `$null, events/s over chat chunks', both warm" "$(Format-Number $ratio) ($(Format-Number $runs[$name].Rate '#,0') events/s)" 'at least 0.8' ($ratio -ge 0.8)
    }
}

Measure-Row stream-short {
    $runs = Measure-StreamInTurn $(if ($psOpenAI) { 'chat', 'psopenai' } else { 'chat' }) 200 3 1500
    $a = Get-Median $runs.chat.Warm
    $measured = if ($psOpenAI) { $b = Get-Median $runs.psopenai.Warm; "$(Format-Number ($b / $a) '0.0') times PSOpenAI's ($(Format-Number $a) and $(Format-Number $b) ms)" } else { "$(Format-Number $a) ms" }
    Add-Row 'A short stream of 200 chunks, warm' $measured
}

Measure-Row stream-psopenai {
    if (-not $psOpenAI) { return }
    # Fewer chunks, or it would take minutes.
    $runs = Measure-StreamInTurn 'chat', 'psopenai', 'sdk' 2000 3 1500
    $ours, $theirs, $sdk = $runs.chat.Rate, $runs.psopenai.Rate, $runs.sdk.Rate
    Add-Row '2,000 chunks, events/s over PSOpenAI''s' "$(Format-Number ($ours / $theirs) '0') ($(Format-Number $ours '#,0') and $(Format-Number $theirs '#,0') events/s, the OpenAI .NET SDK $(Format-Number $sdk '#,0'))" 'at least 20' ($ours -ge 20 * $theirs)
}

Measure-Row stream-growth {
    $small = @(Measure-Case chat $url 10000 130)[110..129]; $large = @(Measure-Case chat $url 1000000 4)[1..3]
    $growth = (Get-Median $large.Time) / (Get-Median $small.Time)
    Add-Row 'Time for 1,000,000 chunks over 10,000' (Format-Number $growth '0') 'about 100: linear' ($growth -le 130)
    $memory = (Get-Median $large.Memory) - (Get-Median $small.Memory)
    Add-Row 'Working set after 1,000,000 chunks, more than after 10,000' "$(Format-Number $memory '0') MB" 'flat: at most 100 MB' ($memory -le 100)
}
