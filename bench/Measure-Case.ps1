# Times what one PowerShell process does, by name; prints a line 'milliseconds count allocated-bytes working-set peak before held' a
# repetition, the first one cold. The last four are in MB: the peak is over the working set before the first one; held is the working set
# behind the last one, once the collector has given back to the system what nothing refers to (0 before).
param([string] $Module, [string] $Case, [string] $Url, [int] $Count, [int] $Repetitions = 1)
$ErrorActionPreference = 'Stop'
$prompt = "/repeat $Count word"
$folder = $null
# It makes the large files, for the memory of this process is measured.
$bench = "$PSScriptRoot/Bench/bin/Release/net8.0/whatai-bench.dll"
function Get-Folder { New-Item (Join-Path ([IO.Path]::GetTempPath()) "whatai-bench-$PID") -ItemType Directory -Force }
if ($Case -ne 'psopenai') {
    Import-Module $Module
    $null = Connect-Whatai $Url sk-emulator
}
switch ($Case) {
    'call' { $run = { foreach ($i in 1..$Count) { $null = Invoke-WhataiChat 'hello' }; $Count } }
    # The same cmdlet, bound and begun, that has nothing to ask.
    'unasked' { $run = { foreach ($i in 1..$Count) { $null = @() | Invoke-WhataiChat }; $Count } }
    # What the loop and the shell themselves take: a cmdlet that does nothing.
    'nothing' {
        Import-Module "$PSScriptRoot/Empty/bin/Core/EmptyModule.dll"
        $run = { foreach ($i in 1..$Count) { $null = Get-Nothing }; $Count }
    }
    'chat' { $run = { Invoke-WhataiChat $prompt -Stream > $null; $Count } }
    'response' { $run = { Invoke-WhataiResponse $prompt -Model gpt-4.1 -Stream > $null; $Count } }
    'gemini' { $run = { Invoke-WhataiGemini $prompt -Model gemini-2.5-pro -Stream > $null; $Count } }
    # This API always has a limit of tokens; the default would cut it.
    'message' { $run = { Invoke-WhataiMessage $prompt -Model claude-sonnet-4-5 -MaxTokens ($Count + 1) -Stream > $null; $Count } }
    'psopenai' {
        Import-Module PSOpenAI
        $run = { (Request-ChatCompletion -Message $prompt -Model gpt-4o -Stream -ApiBase "$Url/v1" -ApiKey sk-emulator | Measure-Object).Count }
    }
    'history' {
        $messages = foreach ($i in 1..$Count) { [Whatai.Client.Conversations.ChatMessage]::new(@('assistant', 'user')[$i % 2], "What was said at number $i of a long talk.") }
        $run = { $null = Invoke-WhataiChat 'hello' -History $messages; $Count }
    }
    'tools' {
        $tools = foreach ($i in 1..$Count) { @{ name = "tool$i"; description = "Number $i"; parameters = @{ properties = @{ city = @{ type = 'string' }; days = @{ type = 'integer' } }; required = 'city' } } }
        $run = { $null = Invoke-WhataiChat 'hello' -Tool $tools -ToolPolicy None; $Count }
    }
    'models' { $run = { @(Get-WhataiModel).Count } }
    'base64' {
        $folder = Get-Folder
        $run = { $null = New-WhataiImage 'a cat' -Model gpt-image-1 -OutFile "$folder/cat.png" -Force; $Count }
    }
    'text' {
        # It comes compressed as no honest answer is. What a first call loads is no answer's.
        $null = Connect-Whatai $Url sk-emulator -MaximumResponseMB 0
        $null = Invoke-WhataiChat 'hello'
        $run = { (Invoke-WhataiChat "/repeat $($Count / 1KB) $('x' * 1KB)").Text.Length }
    }
    'bulk' {
        $folder = Get-Folder
        & dotnet $bench prompts "$folder/in.txt" $Count
        $run = { [IO.File]::ReadLines("$folder/in.txt") | Invoke-WhataiChat -ThrottleLimit 16 | ForEach-Object Text | Set-Content "$folder/out.txt"; [Linq.Enumerable]::Count([IO.File]::ReadLines("$folder/out.txt")) }
    }
    'journal' {
        $folder = Get-Folder
        # One entry as the module writes it, under so many keys.
        $null = Invoke-WhataiChat '/say an answer of a few words, as there are many in such a file' -Journal "$folder/one.jsonl"
        & dotnet $bench journal "$folder/one.jsonl" "$folder/all.jsonl" $Count
        $run = { $null = Invoke-WhataiChat 'hello' -Journal "$folder/all.jsonl"; $Count }
    }
    default { throw "There is no case '$Case'." }
}
try {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $before = $process.WorkingSet64
    foreach ($i in 1..$Repetitions) {
        $allocated = [GC]::GetTotalAllocatedBytes($true)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $counted = & $run
        $time = $watch.Elapsed.TotalMilliseconds
        $allocated = [GC]::GetTotalAllocatedBytes($true) - $allocated
        $process.Refresh()
        $peak = ($process.PeakWorkingSet64 - $before) / 1MB
        [GC]::Collect()
        $process.Refresh()
        $memory = $process.WorkingSet64
        $held = 0
        if ($i -eq $Repetitions) {
            [GC]::Collect(2, [GCCollectionMode]::Aggressive, $true, $true)
            $process.Refresh()
            $held = $process.WorkingSet64
        }
        [string]::Format([cultureinfo]::InvariantCulture, '{0:0.###} {1} {2} {3:0.#} {4:0.#} {5:0.#} {6:0.#}', $time, $counted, $allocated, $memory / 1MB, $peak, $before / 1MB, $held / 1MB)
    }
}
finally {
    if ($folder) { Remove-Item $folder -Recurse -Force }
}
