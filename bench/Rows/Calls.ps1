# One call, and many side by side.
Measure-Row plain-call {
    # Call by call in turn.
    Import-Module $module
    $null = Connect-Whatai $url sk-emulator
    $null = [Reflection.Assembly]::LoadFrom($bench)
    $body = @{ model = 'gpt-4o-mini'; messages = @(@{ role = 'user'; content = 'hello' }) } | ConvertTo-Json -Depth 5
    $headers = @{ Authorization = 'Bearer sk-emulator' }
    $address = "$url/v1/chat/completions"
    $calls = [ordered]@{
        Ours = { $null = Invoke-WhataiChat 'hello' }
        Theirs = { $null = Invoke-RestMethod $address -Method Post -Body $body -ContentType 'application/json' -Headers $headers }
        Bare = { $null = [WhataiBench.BareCall]::Post($address, $body) }
    }
    $times = @{ Ours = @(); Theirs = @(); Bare = @() }
    foreach ($i in 1..350) {
        foreach ($name in $calls.Keys) {
            $watch = [Diagnostics.Stopwatch]::StartNew(); & $calls[$name]; $times[$name] += $watch.Elapsed.TotalMilliseconds
        }
    }
    $a, $b, $c = 'Ours', 'Theirs', 'Bare' | ForEach-Object { Get-Median $times[$_][50..349] }
    Add-Row 'One plain chat over Invoke-RestMethod for the same call' "$(Format-Number ($a / $b)) ($(Format-Number $a '0.000') and $(Format-Number $b '0.000') ms)" 'at most 0.6' ($a / $b -le 0.6)
    Add-Row 'A bare HttpClient call of the same body, which looks at nothing of the answer, over Invoke-RestMethod' "$(Format-Number ($c / $b)) ($(Format-Number $c '0.000') ms)"
}

Measure-Row allocations {
    $call, $unasked, $nothing = 'call', 'unasked', 'nothing' | ForEach-Object { (Measure-Case $_ $url 1000 2)[1].Allocated / 1000 }
    Add-Row 'Allocated by a plain chat; by the same cmdlet that has nothing to ask; by a cmdlet that does nothing' "$(Format-Number ($call / 1KB) '0.0'), $(Format-Number ($unasked / 1KB) '0.0') and $(Format-Number ($nothing / 1KB) '0.0') KB"
    $events = foreach ($api in 'chat', 'response', 'gemini', 'message') {
        $few, $many = 10000, 110000 | ForEach-Object { (Measure-Case $api $url $_ 2)[1].Allocated }
        "$(Format-Number (($many - $few) / 100000) '0') B $api"
    }
    Add-Row 'Allocated by one more event of a stream' ($events -join ', ')
}

Measure-Row first-piece {
    # The time to the first piece, against curl's time to the first byte.
    if (-not (Get-Command curl -CommandType Application -ErrorAction SilentlyContinue)) { return }
    Import-Module $module
    $null = Connect-Whatai $url sk-emulator
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

Measure-Row side-by-side {
    Import-Module $module
    $slow = Start-WhataiEmulator -LatencyMs 50
    $null = $slow | Connect-Whatai -Name slow
    $times = @(foreach ($i in 1..3) { (Measure-Command { 1..2000 | ForEach-Object { "/say $_" } | Invoke-WhataiChat -Connection slow -ThrottleLimit 16 }).TotalSeconds })
    $ideal = 2000 * 0.05 / 16
    Add-Row '2,000 prompts of 50 ms, 16 side by side, over the ideal time' "$(Format-Number ((Get-Median $times) / $ideal)) ($(Format-Number (Get-Median $times)) and $(Format-Number $ideal) s)" 'at most 1.3' ((Get-Median $times) / $ideal -le 1.3)
    Disconnect-Whatai slow
    $slow | Stop-WhataiEmulator
}

Measure-Row similarity {
    # Memory is what takes the time, 614 MB a run.
    $pairs = foreach ($round in 1..3) { Invoke-PowerShellHost -NoProfile -File "$PSScriptRoot/../Measure-Similarity.ps1" $module $bench 100000 1536 12 | Select-Object -Last 6 }
    $a = Get-Median ($pairs | ForEach-Object { [double] (-split $_)[0] }); $b = Get-Median ($pairs | ForEach-Object { [double] (-split $_)[1] })
    Add-Row 'Measure-WhataiSimilarity over 100,000 vectors of 1,536 numbers, over a bare Vector<float> loop in C#, both warm' "$(Format-Number ($a / $b)) ($(Format-Number $a '0') and $(Format-Number $b '0') ms)" 'at most 2' ($a / $b -le 2)
}
