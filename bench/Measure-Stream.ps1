# Times what one PowerShell process does against the address, by name; prints one line 'milliseconds count megabytes' a repetition,
# the first one cold.
param([string] $What, [string] $Url, [int] $Count, [int] $Repetitions)
$ErrorActionPreference = 'Stop'
$prompt = "/repeat $Count word"
if ($What -ne 'psopenai') {
    Import-Module "$PSScriptRoot/../output/WhataiPS"
    $null = Connect-Whatai $Url sk-emulator
}
switch ($What) {
    'whatai' { $run = { Invoke-WhataiChat $prompt -Stream > $null; $Count } }
    'response' { $run = { Invoke-WhataiResponse $prompt -Model gpt-4.1 -Stream > $null; $Count } }
    'gemini' { $run = { Invoke-WhataiGemini $prompt -Model gemini-2.5-pro -Stream > $null; $Count } }
    'psopenai' {
        Import-Module PSOpenAI
        $run = { (Request-ChatCompletion -Message $prompt -Model gpt-4o -Stream -ApiBase "$Url/v1" -ApiKey sk-emulator | Measure-Object).Count }
    }
}
foreach ($i in 1..$Repetitions) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $counted = & $run
    $time = $watch.Elapsed.TotalMilliseconds
    [GC]::Collect()
    [string]::Format([cultureinfo]::InvariantCulture, '{0:0.###} {1} {2:0.#}', $time, $counted, [Diagnostics.Process]::GetCurrentProcess().WorkingSet64 / 1MB)
}
