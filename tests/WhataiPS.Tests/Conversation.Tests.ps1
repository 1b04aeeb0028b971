BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $first = Invoke-WhataiChat 'Hi 你好' -SystemMessage 'Be brief.'
    $saved = Join-Path $TestDrive 'chat'
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Conversations' {
    It 'goes on from CLIXML' {
        $first | Export-Clixml "$saved.xml"
        $again = Import-Clixml "$saved.xml" | Invoke-WhataiChat '/history'
        $again.Text | Should -BeLike '4 messages: system user assistant user*'
        $again.Messages.Content | Should -Contain "Hi 你好"
    }

    It 'goes on from JSON' {
        $first | ConvertTo-Json -Depth 6 | Set-Content "$saved.json" -Encoding utf8
        $again = Get-Content "$saved.json" -Raw | ConvertFrom-Json | Invoke-WhataiChat '/history'
        $again.Text | Should -BeLike '4 messages: system user assistant user*'
        (Invoke-WhataiChat '/system' -History (Get-Content "$saved.json" -Raw | ConvertFrom-Json)).Text | Should -Be 'Be brief.'
    }

    It 'goes on from the last piece of a stream' {
        $last = Invoke-WhataiChat 'Hi' -Stream | Select-Object -Last 1
        ($last | Invoke-WhataiChat '/history').Text | Should -BeLike '3 messages:*'
    }

    It 'branches: an answer can be gone on with twice' {
        $one = $first | Invoke-WhataiChat 'one'
        $two = $first | Invoke-WhataiChat 'two'
        $one.Messages.Content[-2] | Should -Be 'one'
        $two.Messages.Content[-2] | Should -Be 'two'
        $first.Messages | Should -HaveCount 3
    }
}
