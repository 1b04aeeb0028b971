# Whole processes: an import, and a script's first answer.
Measure-Row import {
    # Many, for the differences are small beside the noise. A difference is taken within its round.
    $times = Measure-ShellInTurn ([ordered]@{ Bare = '$null = 1'; Empty = "Import-Module '$empty'"; Least = "Import-Module '$least'"; Module = "Import-Module '$module'" }) ($Rounds * 6 + 1)
    function Get-Over([string] $Name) { Get-Median @(foreach ($i in 0..($times.Bare.Count - 1)) { $times[$Name][$i] - $times.Bare[$i] }) }
    $ratio = (Get-Median $times.Module) / (Get-Median $times.Least)
    Add-Row 'Import of WhataiPS over import of an empty module with the same parts (one cmdlet, manifest, view, type data), whole processes' "$(Format-Number $ratio) ($(Format-Number (Get-Median $times.Module) '0') and $(Format-Number (Get-Median $times.Least) '0') ms)" 'at most 1.1' ($ratio -le 1.1)
    Add-Row 'What an import adds to `pwsh -NoProfile` alone: WhataiPS, that empty module, a bare dll' "$(Format-Number (Get-Over Module) '0'), $(Format-Number (Get-Over Least) '0') and $(Format-Number (Get-Over Empty) '0') ms over $(Format-Number (Get-Median $times.Bare) '0')"
}

Measure-Row first-answer {
    $chat = @"
`$answer = Invoke-RestMethod '$url/v1/chat/completions' -Method Post -ContentType 'application/json' -Headers @{ Authorization = 'Bearer sk-emulator' } ``
    -Body (@{ model = 'gpt-4o-mini'; messages = @(@{ role = 'user'; content = 'hello' }) } | ConvertTo-Json -Depth 5)
if (`$answer.choices[0].message.content -ne 'Echo: hello') { exit 1 }
"@
    $scripts = [ordered]@{
        Ours = "Import-Module '$module'; `$null = Connect-Whatai $url sk-emulator; if ((Invoke-WhataiChat 'hello').Text -ne 'Echo: hello') { exit 1 }"
        Theirs = $chat
    }
    if ($psOpenAI) {
        $scripts.PSOpenAI = "Import-Module PSOpenAI; if ((Request-ChatCompletion 'hello' -Model gpt-4o-mini -ApiBase '$url/v1' -ApiKey sk-emulator).Answer -ne 'Echo: hello') { exit 1 }"
    }
    $times = Measure-ShellInTurn $scripts ($Rounds * 2 + 1)
    $a = Get-Median $times.Ours; $b = Get-Median $times.Theirs
    Add-Row 'A fresh process to its first answer over the same with Invoke-RestMethod' "$(Format-Number ($a / $b)) ($(Format-Number $a '0') and $(Format-Number $b '0') ms$(if ($psOpenAI) { ", PSOpenAI $(Format-Number (Get-Median $times.PSOpenAI) '0') ms" }))" 'at most 0.95' ($a / $b -le 0.95)
}
