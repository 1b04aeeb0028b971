BeforeAll {
    . $PSScriptRoot/Common.ps1

    # Answers by the number that the path begins with, byte by byte as given, and with 400 to other paths.
    function Start-RawServer([string[]] $Answers) {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
            param($listener, $answers)
            while ($true) {
                try { $client = $listener.AcceptTcpClient() } catch { return }
                try {
                    $stream = $client.GetStream()
                    $reader = [IO.StreamReader]::new($stream, [Text.Encoding]::Latin1)
                    $path = $reader.ReadLine().Split(' ')[1]
                    $length = 0
                    while ($line = $reader.ReadLine()) { if ($line -match '^content-length: (\d+)') { $length = [int] $Matches[1] } }
                    $null = $reader.ReadBlock([char[]]::new($length), 0, $length)
                    $answer = if ($path -match '^/(\d+)/') { $answers[[int] $Matches[1]] } else { "HTTP/1.1 400 X`r`nContent-Length: 0`r`nConnection: close`r`n`r`n" }
                    $stream.Write([Text.Encoding]::Latin1.GetBytes($answer))
                }
                catch [IO.IOException] { Write-Debug 'It did not wait for the answer.' }
                finally { $client.Dispose() }
            }
        }).AddArgument($listener).AddArgument($Answers)
        @{ Listener = $listener; Shell = $shell; Handle = $shell.BeginInvoke(); Port = $listener.LocalEndpoint.Port }
    }

    function Stop-RawServer($Server) {
        $Server.Listener.Stop()
        $null = $Server.Shell.EndInvoke($Server.Handle)
        $Server.Shell.Dispose()
    }
}

Describe 'The key is never seen' {
    It 'stands in nothing that is printed, exported or sent elsewhere' {
        $secret = 'sk-do-not-show-' + [guid]::NewGuid().ToString('N')
        $folder = Join-Path $TestDrive 'out'
        $null = New-Item $folder -ItemType Directory
        $all = Invoke-FreshShell -Environment @{ WHATAI_API_KEY = $secret } -Script @"
`$null = Start-Transcript '$folder/transcript.txt'
`$other = Start-WhataiEmulator
`$emulator = Start-WhataiEmulator -ApiKey `$env:WHATAI_API_KEY -RedirectTarget `$other.BaseUrl
`$VerbosePreference = 'Continue'; `$DebugPreference = 'Continue'; `$ErrorActionPreference = 'Continue'
`$connection = Connect-Whatai `$emulator.BaseUrl -MaximumRetryCount 1
`$connection; `$connection | Format-List * ; "`$connection"; `$connection | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue
Invoke-WhataiChat 'hello'
Invoke-WhataiChat 'hello' -Stream
Invoke-WhataiChat 'hello' -Live
Get-WhataiModel | Out-Null
foreach (`$fault in 'shape-key-echo', '401', '500', '429', 'reset', 'redirect-cross', 'redirect-302', 'redirect-same', 'html-200', 'json-garbage') {
    Invoke-WhataiChat "with `$fault" -Header @{ 'X-Emulator-Fault' = `$fault }
    Get-WhataiModel -Header @{ 'X-Emulator-Fault' = `$fault } | Out-Null
}
`$Error | Format-List * -Force
`$Error | ForEach-Object { `$_.Exception.ToString() }
`$connection | Export-Clixml '$folder/connection.xml'
`$Error | Export-Clixml '$folder/errors.xml'
Invoke-WhataiChat 'hello' | Export-Clixml '$folder/answer.xml'
`$emulator.Requests | Format-List * -Force
"other: `$(`$other.Requests.Count) requests"
`$other.Requests | Format-List * -Force
`$null = Stop-Transcript
"@
        $files = Get-ChildItem $folder
        $files.Count | Should -Be 4
        $text = $all + "`n" + ($files | ForEach-Object { Get-Content $_ -Raw })
        # The script printed what could have shown it: else this test proves nothing.
        $text | Should -Match 'Authorization: \*\*\*'
        $text | Should -Match 'other: 0 requests'
        $text | Should -Match 'redirects to'
        $hex = -join ([Text.Encoding]::Unicode.GetBytes($secret) | ForEach-Object { $_.ToString('x2') })
        $text | Should -Not -Match $secret
        $text | Should -Not -Match $hex
        $text | Should -Not -Match ([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($secret)))
    }

    It 'stands in nothing that an error shows, spelled in any way, by what no HTTP server would say: <Way>' -ForEach @(
        @{ Way = 'as the key'; Connect = '-ApiKey $key' }
        @{ Way = 'as a header'; Connect = '-Header @{ Authorization = "Bearer $key" }' }
    ) {
        $secret = 'sk-Zq7/Xw2Vb9+Nm4Lk6Jh8Gf3Ds5Ap1Oi0Uy'
        $base64 = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("user:$secret"))
        $hidden = [ordered] @{
            Plain = $secret
            Escaped = -join ([char[]] $secret | ForEach-Object { '\u{0:x4}' -f [int] $_ })
            Slashed = $secret.Replace('/', '\/')
            Percent = [uri]::EscapeDataString($secret)
            AllPercent = -join ([char[]] $secret | ForEach-Object { '%{0:x2}' -f [int] $_ })
            Base64 = $base64
            Upper = $secret.ToUpperInvariant()
            Most = $secret.Substring(0, $secret.Length - 4)
        }
        $all = foreach ($spelled in $hidden.Values) {
            $json = "{`"error`":{`"message`":`"No: $spelled`",`"code`":`"$spelled`",`"type`":`"$spelled`"}}"
            "HTTP/1.1 401 $spelled`r`nContent-Type: application/json`r`nX-Echo: $spelled`r`nX-Request-Id: $spelled`r`nContent-Length: $($json.Length)`r`nConnection: close`r`n`r`n$json"
            "HTTP/1.1 200 OK`r`nContent-Type: text/html`r`nConnection: close`r`n`r`n<html><title>$spelled</title></html>"
            "HTTP/1.1 200 OK`r`nContent-Type: text/event-stream`r`nConnection: close`r`n`r`ndata: $json`n`n"
            "HTTP/1.1 200 OK`r`n$spelled`r`n`r`n"
            "HTTP/1.1 $spelled`r`n`r`n"
            "$spelled 200 OK`r`n`r`n"
            "HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nTransfer-Encoding: chunked`r`n`r`n$spelled`r`nabc"
            "HTTP/1.1 307 X`r`nLocation: /self/$spelled/x?k=$spelled`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"
            "HTTP/1.1 307 X`r`nLocation: http://127.0.0.1:1/$spelled`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"
        }
        # Each kind of answer and each spelling at the least once; the core's own tests have all pairs.
        $answers = for ($i = 0; $i -lt $all.Count; $i += 5) { $all[$i] }
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item $folder -ItemType Directory
        $server = Start-RawServer $answers
        try {
            $all = Invoke-FreshShell -Environment @{ KEY = $secret } -Script @"
`$null = Start-Transcript '$folder/transcript.txt'
`$VerbosePreference = 'Continue'; `$DebugPreference = 'Continue'; `$ErrorActionPreference = 'Continue'
`$key = `$env:KEY
foreach (`$n in 0..$($answers.Count - 1)) {
    `$connection = Connect-Whatai http://127.0.0.1:$($server.Port)/`$n -MaximumRetryCount 0 $Connect
    `$connection | Format-List *
    Invoke-WhataiChat 'hello'
    Invoke-WhataiChat 'hello' -Stream
    Get-WhataiModel
}
"errors: `$(`$Error.Count)"
`$Error | Format-List * -Force
`$Error | ForEach-Object { `$_.Exception.ToString() }
`$Error | Select-Object -First 12 | ForEach-Object { Get-Error -InputObject `$_ }
`$Error | Export-Clixml '$folder/errors.xml'
`$connection | Export-Clixml '$folder/connection.xml'
`$null = Stop-Transcript
"@
        }
        finally { Stop-RawServer $server }
        $text = $all + "`n" + (Get-ChildItem $folder | ForEach-Object { Get-Content $_ -Raw })
        # All of them failed, in words that would have shown it.
        [int] [regex]::Match($all, 'errors: (\d+)').Groups[1].Value | Should -BeGreaterThan (2 * $answers.Count)
        $text | Should -Match "invalid header line: '\*\*\*'"
        foreach ($name in $hidden.Keys) {
            $text.IndexOf($hidden[$name], [StringComparison]::OrdinalIgnoreCase) | Should -Be -1 -Because "the answer has it $name"
        }
    }
}
