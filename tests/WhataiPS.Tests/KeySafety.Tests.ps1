BeforeAll { . $PSScriptRoot/Common.ps1 }

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
}
