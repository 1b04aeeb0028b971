BeforeDiscovery {
    $chromium = Get-Command chromium, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
    $null = $emulator | Connect-Whatai -TrackCost
    Push-Location $TestDrive
    function Get-Page([string] $Path) { Get-Content $Path -Raw -Encoding utf8 }
    $hostile = '</pre></details><script>alert(1)</script><img src=x onerror="alert(2)"> "quoted" & ''single'''
}
AfterAll {
    Pop-Location
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Export-WhataiReport' {
    It 'shows prompts, answers, pictures, videos, sounds and errors, with what they took' {
        $results = @(
            Invoke-WhataiChat '/say a fine answer' -Model gpt-4o
            New-WhataiImage 'A red cat' -Model gpt-image-1 -OutDirectory pics
            Start-WhataiVideo 'A cat on a roof' | Wait-WhataiVideo -OutDirectory videos
            ConvertTo-WhataiSpeech 'Good day' day.wav
            Invoke-WhataiChat 'fails' -Header @{ 'X-Emulator-Fault' = '400' } -ErrorAction Continue 2>&1
            [pscustomobject]@{ Kind = 'bug'; Count = 3 }
        )
        $file = $results | Export-WhataiReport run.html -Title 'Night run'
        $file | Should -BeOfType IO.FileInfo
        $file.FullName | Should -Be (Join-Path $TestDrive run.html)
        # As Get-Item has it, so that its view has all columns.
        $file.PSParentPath | Should -BeLike '*FileSystem::*'
        $page = Get-Page run.html
        foreach ($text in '<h1>Night run</h1>', 'a fine answer', 'gpt-4o', 'A red cat', 'src="data:image/png;base64,', 'src="data:video/mp4;base64,', 'src="data:audio/', 'InvalidRequest', 'Kind: bug', ' USD', '<svg ', "request id $($results[0].RequestId)") {
            $page | Should -BeLike "*$([wildcardpattern]::Escape($text))*"
        }
        [regex]::Matches($page, 'class="row"').Count | Should -Be 6
        $page | Should -Match 'Results</dt><dd>5<'
        $page | Should -Match 'Errors</dt><dd class="bad">1<'
    }

    It 'needs nothing from elsewhere, and takes everything from models as text' {
        $image = New-WhataiImage 'hosted'
        "/say $hostile" | Invoke-WhataiChat | Export-WhataiReport hostile.html -Title $hostile
        $image, ([pscustomobject]@{ Prompt = $hostile; Text = $hostile; Model = $hostile; Status = $hostile; RequestId = $hostile; Url = 'javascript:alert(3)'; Path = "$hostile.png" }) | Export-WhataiReport all.html
        foreach ($page in (Get-Page hostile.html), (Get-Page all.html)) {
            [regex]::Matches($page, '<script').Count | Should -Be 1
            $page | Should -Not -Match '<img src=x|="javascript:'
            # What is loaded is within the page; only links, which nobody follows unasked, go elsewhere.
            [regex]::Matches($page, '\b(src|srcset|poster|data)="([^"]*)"').ForEach({ $_.Groups[2].Value }) | Where-Object { $_ -notlike 'data:*' } | Should -BeNullOrEmpty
            $page | Should -Not -Match '<link|@import|url\('
            $policy = [regex]::Match($page, 'Content-Security-Policy" content="([^"]+)"').Groups[1].Value
            $policy | Should -Match "^default-src 'none'"
            $script = [regex]::Match($page, '(?s)<script>(.*)</script>').Groups[1].Value
            $hash = [Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($script)))
            $policy | Should -BeLike "*script-src 'sha256-$hash'*"
        }
        Get-Page all.html | Should -BeLike "*href=`"$($emulator.MediaBaseUrl)/*"
    }

    It 'reads the journals of a run: answers, files, what failed, and what nobody knows' {
        $null = 'one', 'two' | Invoke-WhataiChat -Journal chat.jsonl
        $null = 'three' | Invoke-WhataiChat -Journal chat.jsonl -Header @{ 'X-Emulator-Fault' = '400' } -ErrorAction SilentlyContinue
        Add-Content chat.jsonl '{"key":"k","sent":"2026-01-02T03:04:05Z"}'
        $null = 'four' | Invoke-WhataiMessage -Journal message.jsonl
        $null = 'five' | Invoke-WhataiGemini -Journal gemini.jsonl
        $null = 'six' | Invoke-WhataiResponse -Journal response.jsonl
        $null = 'a dog' | New-WhataiImage -OutDirectory dogs -Journal image.jsonl
        $null = Export-WhataiReport run.html -Journal *.jsonl
        $page = Get-Page run.html
        foreach ($text in 'one', 'two', 'four', 'five', 'six') { $page | Should -BeLike "*Echo: $text<*" }
        $page | Should -BeLike '*src="data:image/png*'
        $page | Should -BeLike '*may have been billed*'
        $page | Should -Match 'Results</dt><dd>6<'
        $page | Should -Match 'Errors</dt><dd class="bad">2<'
        $null = Get-Item chat.jsonl | Export-WhataiReport piped.html
        Get-Page piped.html | Should -BeLike '*Echo: two<*'
    }

    It 'reads what a job or a file brought back' {
        Invoke-WhataiChat '/say kept' | Export-Clixml kept.xml
        $null = Import-Clixml kept.xml | Export-WhataiReport kept.html
        Get-Page kept.html | Should -Match '(?s)<pre>/say kept</pre>.*<pre>kept</pre>'
        Get-Page kept.html | Should -Match 'gpt-4o-mini &#183; \d+ \+ 1 '
    }

    It 'names what finds no room' {
        $null = New-WhataiImage 'large' -Model gpt-image-1 -OutFile large.png | Export-WhataiReport small.html -MaximumMediaMB 0.001
        Get-Page small.html | Should -Not -BeLike '*data:image*'
        Get-Page small.html | Should -BeLike '*1 file(s) found no room*large.png*'
    }

    It 'is Chinese where the session is' {
        $culture = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            $null = Invoke-WhataiChat 'x' | Export-WhataiReport zh.html
        }
        finally { [cultureinfo]::CurrentUICulture = $culture }
        Get-Page zh.html | Should -BeLike '*<html lang="zh-Hans">*提示词*回答*'
    }

    It 'says what it can not do' {
        { Export-WhataiReport x.html } | Should -Throw -ErrorId 'InvalidArgument,*'
        { 'x' | Export-WhataiReport no/such/x.html } | Should -Throw -ErrorId 'FileNotWritten,*'
        Set-Content notes.jsonl 'no journal'
        $null = 'x' | Export-WhataiReport x.html -Journal notes.jsonl, none.jsonl -ErrorVariable problem -ErrorAction SilentlyContinue
        ($problem | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be @('JournalNotOpened', 'InvalidArgument')
        Get-Page x.html | Should -Match 'Results</dt><dd>1<'
        'y' | Export-WhataiReport x.html -NoClobber -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $null = @() | Export-WhataiReport empty.html
        Get-Page empty.html | Should -BeLike '*There are no results.*'
    }

    It 'works in a browser with 5,000 rows, its script allowed by its own policy and no other' -Skip:(-not $chromium) {
        1..5000 | ForEach-Object { [pscustomobject]@{ Prompt = "Prompt $_"; Text = "Answer $_ $hostile"; Model = "m$($_ % 3)"; Duration = [timespan]::FromSeconds(1 + $_ % 60) } } | Export-WhataiReport big.html | Out-Null
        $program = (Get-Command chromium, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
        $shown = & $program --headless --no-sandbox --disable-gpu "--user-data-dir=$TestDrive/profile" --dump-dom "file://$TestDrive/big.html" 2>$null | Out-String
        $shown | Should -BeLike '*role="status">5000 / 5000<*'
        [regex]::Matches($shown, '<script').Count | Should -Be 1
    }
}
