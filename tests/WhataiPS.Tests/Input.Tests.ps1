# What is given as text: objects as context arrive whole, answers mean their text, and what is no text is refused before it is paid for.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
    $null = $emulator | Connect-Whatai
    $text = Join-Path $TestDrive 'notes.txt'
    Set-Content $text 'what is in it'
    $binary = Join-Path $TestDrive 'bytes.dat'
    [IO.File]::WriteAllBytes($binary, [byte[]] (0..255))

    # What a model gets of piped objects.
    function Get-Context {
        $null = $input | Invoke-WhataiChat 'Look.'
        ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[-1].content -replace '^Look\.\n\n(The (object|\d+ objects) as (JSON|CSV)[^\n]*:\n)?'
    }
    class Node { [string] $Name; [Node] $Next }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Piped objects with a message' {
    BeforeEach { $emulator.ClearLog() }

    It 'arrive as <As>: <What>' -ForEach @(
        @{ What = 'texts'; As = 'lines'; Give = { 'one', "two`nthree" }; Text = "one`ntwo`nthree" }
        @{ What = 'single values'; As = 'lines'; Give = { 1, 2.5, [DayOfWeek]::Friday, [timespan]'1:02:03', [datetime]'2026-01-02 03:04:05' }; Text = "1`n2.5`nFriday`n01:02:03`n2026-01-02 03:04:05" }
        @{ What = 'flat rows'; As = 'CSV'; Give = { [pscustomobject]@{ Name = 'a, b'; Count = 1 }, [pscustomobject]@{ Name = 'say "hi"'; Count = $null } }; Text = "Name,Count`n`"a, b`",1`n`"say `"`"hi`"`"`"," }
        @{ What = 'ordered tables'; As = 'CSV'; Give = { [ordered]@{ z = 1; a = $true }, [ordered]@{ z = 2; a = $false } }; Text = "z,a`n1,true`n2,false" }
        @{ What = 'rows of a DataTable'; As = 'CSV'; Give = { $t = [Data.DataTable]::new(); $null = $t.Columns.Add('Id', [int]); $null = $t.Columns.Add('Note'); $null = $t.Rows.Add(1, 'x'); $null = $t.Rows.Add(2, [DBNull]::Value); $t.Rows }; Text = "Id,Note`n1,x`n2," }
        @{ What = 'rows with different properties'; As = 'JSON'; Give = { [pscustomobject]@{ a = 1 }, [pscustomobject]@{ b = 2 } }; Text = "{`"a`":1}`n{`"b`":2}" }
        @{ What = 'texts of many lines in rows'; As = 'JSON'; Give = { 1, 2 | ForEach-Object { [pscustomobject]@{ Id = $_; Message = "first`nsecond" } } }; Text = "{`"Id`":1,`"Message`":`"first\nsecond`"}`n{`"Id`":2,`"Message`":`"first\nsecond`"}" }
        @{ What = 'a hashtable'; As = 'JSON in the order of its keys'; Give = { @{ z = 1; b = @{ d = 2; c = $null } } }; Text = '{"b":{"c":null,"d":2},"z":1}' }
        @{ What = 'a list longer than four'; As = 'JSON'; Give = { [pscustomobject]@{ l = 1..9 } }; Text = '{"l":[1,2,3,4,5,6,7,8,9]}' }
        @{ What = 'nested objects'; As = 'JSON'; Give = { $o = 'end'; foreach ($i in 1..12) { $o = [pscustomobject]@{ in = $o } }; $o }; Text = ('{"in":' * 12) + '"end"' + ('}' * 12) }
        @{ What = 'objects of a class'; As = 'JSON'; Give = { $n = $null; foreach ($i in 9..1) { $n = [Node]@{ Name = "$i"; Next = $n } }; $n }; Text = (1..9 | ForEach-Object { "{`"Name`":`"$_`",`"Next`":" }) -join '' | ForEach-Object { $_ + 'null' + ('}' * 9) } }
        @{ What = 'values of all kinds'; As = 'JSON'
            Give = {
                [pscustomobject]@{ at = [datetime]::SpecifyKind('2026-01-02 03:04:05', 'Utc'); off = [datetimeoffset]'2026-01-02 03:04:05 +08:00'; day = [DayOfWeek]::Friday; both = [IO.FileAttributes]'ReadOnly, Hidden'
                    span = [timespan]'1.02:00'; id = [guid]::Empty; to = [uri]'http://x/?a=1&b=<'; version = [version]'1.2'; bytes = [byte[]](1, 2, 3); sum = 0.1; huge = [ulong]::MaxValue; not = [double]::NaN; ip = [ipaddress]'::1'; none = $null }
            }
            Text = '{"at":"2026-01-02 03:04:05Z","off":"2026-01-02 03:04:05 +08:00","day":"Friday","both":"ReadOnly, Hidden","span":"1.02:00:00","id":"00000000-0000-0000-0000-000000000000","to":"http://x/?a=1&b=<","version":"1.2","bytes":"AQID","sum":0.1,"huge":18446744073709551615,"not":"NaN","ip":"::1","none":null}' }
        @{ What = 'a circle'; As = 'JSON'; Give = { $h = @{ n = 1 }; $h.self = $h; $h }; Text = '{"n":1,"self":"(refers back to what it is in)"}' }
        @{ What = 'the same object twice'; As = 'JSON'; Give = { $o = [pscustomobject]@{ x = 1 }; [pscustomobject]@{ a = $o; b = $o } }; Text = '{"a":{"x":1},"b":{"x":1}}' }
        @{ What = 'a property that fails'; As = 'JSON without it'; Give = { [pscustomobject]@{ ok = 1 } | Add-Member ScriptProperty bad { throw 'no' } -PassThru }; Text = '{"ok":1}' }
        @{ What = 'an exception'; As = 'JSON'; Give = { [InvalidOperationException]::new('outer', [IO.FileNotFoundException]::new('inner', 'a.txt')) }; Text = '{"Type":"System.InvalidOperationException","Message":"outer","InnerException":{"Type":"System.IO.FileNotFoundException","Message":"inner","FileName":"a.txt"}}' }
        @{ What = 'XML'; As = 'itself'; Give = { [xml] '<a b="1"><c>d</c></a>' }; Text = '<a b="1"><c>d</c></a>' }
        @{ What = 'what Format-Table made'; As = 'CSV, not cut to a screen'; Give = { [pscustomobject]@{ a = 'x' * 900; b = 2 } | Format-Table }; Text = "a,b`n$('x' * 900),2" }
        @{ What = 'what Format-List made'; As = 'lines, not cut to a screen'; Give = { [pscustomobject]@{ a = 'x' * 900; b = 2 } | Format-List }; Text = "a: $('x' * 900)`nb: 2" }
    ) {
        & $Give | Get-Context | Should -BeExactly $Text
    }

    It 'are not cut: <What>' -ForEach @(
        @{ What = 'texts beyond a screen''s width'; Give = { [pscustomobject]@{ a = 'x' * 3000; b = 'y' * 3000 } }; All = ('x' * 3000), ('y' * 3000) }
        @{ What = 'many columns'; Give = { 1..3 | ForEach-Object { $o = [ordered]@{}; foreach ($i in 1..60) { $o["Column$i"] = "value $i of $_" }; [pscustomobject] $o } }; All = 'Column60', 'value 60 of 3', 'value 1 of 1' }
        @{ What = 'what came back from CLIXML'; Give = { [pscustomobject]@{ a = [pscustomobject]@{ b = 'deep' * 200 } } | Export-Clixml "$TestDrive/o.xml"; Import-Clixml "$TestDrive/o.xml" }; All = @('deep' * 200) }
        @{ What = 'an error'; Give = { try { Get-Item (Join-Path $TestDrive gone) -ErrorAction Stop } catch { $_ } }; All = 'Cannot find path', 'PathNotFound', 'ObjectNotFound', 'ItemNotFoundException' }
        @{ What = 'what a view shows of a .NET object, and what was added to it'; Give = { Get-Process -Id $PID | Add-Member Owner me -PassThru }; All = "`"Id`":$PID", '"WS(M)":', '"ProcessName":', '"Owner":"me"' }
    ) {
        $context = & $Give | Get-Context
        foreach ($part in $All) { $context | Should -Match ([regex]::Escape($part)) }
        $context | Should -Not -Match '…'
    }

    It 'are as good as an argument' {
        $null = Invoke-WhataiChat 'Look.' -InputObject @([pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2 })
        ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[-1].content | Should -BeExactly "Look.`n`nThe 2 objects as CSV with a header row:`na`n1`n2"
    }

    It 'stay bounded where the graph is the process' {
        $context = Get-Process -Id $PID | Select-Object Id, Threads, StartInfo | Get-Context
        $context.Length | Should -BeLessThan 100000
    }

    It 'are as whole where a tool gives them' {
        function Get-Deep { $o = 'end'; foreach ($i in 1..9) { $o = [pscustomobject]@{ in = $o } }; $o }
        (Invoke-WhataiChat '/toolcall Get-Deep {}' -Tool Get-Deep -ToolPolicy Auto).Messages[2].Content | Should -BeExactly (('{"in":' * 9) + '"end"' + ('}' * 9))
    }
}

Describe 'The form of piped objects' {
    BeforeEach { $emulator.ClearLog() }

    It 'is said to the model: <Form> of <What>' -ForEach @(
        @{ What = 'rows'; Form = 'Auto'; Give = { [pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2 } }; Text = "The 2 objects as CSV with a header row:`na`n1`n2" }
        @{ What = 'one row'; Form = 'Auto'; Give = { [pscustomobject]@{ a = 1 } }; Text = "The object as JSON:`n{`"a`":1}" }
        @{ What = 'nested rows'; Form = 'Auto'; Give = { [pscustomobject]@{ a = 1, 2 }, [pscustomobject]@{ a = 3 } }; Text = "The 2 objects as JSON, one on a line:`n{`"a`":[1,2]}`n{`"a`":3}" }
        @{ What = 'texts'; Form = 'Auto'; Give = { 'x', 'y' }; Text = "x`ny" }
        @{ What = 'rows'; Form = 'Json'; Give = { [pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2 } }; Text = "The 2 objects as JSON, one on a line:`n{`"a`":1}`n{`"a`":2}" }
        @{ What = 'texts'; Form = 'Json'; Give = { 'x', "y`nz" }; Text = "The 2 objects as JSON, one on a line:`n`"x`"`n`"y\nz`"" }
        @{ What = 'rows of different kinds'; Form = 'Csv'; Give = { [pscustomobject]@{ a = 1; b = 'x', '<é>' }, [pscustomobject]@{ a = 2; c = "d`ne" }, 'text' }
            Text = "The 3 objects as CSV with a header row:`na,b,c,Value`n1,`"[`"`"x`"`",`"`"<é>`"`"]`",,`n2,,`"d`ne`",`n,,,text" }
        @{ What = 'rows'; Form = 'Text'; Give = { [pscustomobject]@{ a = 1; b = @{ c = 2 } }, [pscustomobject]@{ a = 2 } }; Text = "a: 1`nb: {`"c`":2}`n`na: 2`n" }
        @{ What = 'texts'; Form = 'Text'; Give = { 'x', 7 }; Text = "x`n7" }
    ) {
        $null = & $Give | Invoke-WhataiChat 'Look.' -ContextFormat $Form
        ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[-1].content | Should -BeExactly "Look.`n`n$Text"
    }

    It 'has a limit, which is told before it is paid for, with size and remedy: <What>' -ForEach @(
        @{ What = 'objects'; Ask = { 1..3 | ForEach-Object { 'x' * 200 } | Invoke-WhataiChat 'Look.' -MaxContextLength 500 }; Says = '*3 objects*602 characters*500*Select-Object*-ForEach*-MaxContextLength*'; Target = 'Look.' }
        @{ What = 'a piped file'; Ask = { Get-Item $long | Invoke-WhataiResponse 'Look.' -Model gpt-4.1 -MaxContextLength 500 }; Says = '*characters*500*-MaxContextLength*'; Target = 'Look.' }
        @{ What = '-File'; Ask = { Invoke-WhataiGemini 'Look.' -File $long -MaxContextLength 500 }; Says = '*characters*500*-MaxContextLength*'; Target = 'Look.' }
        @{ What = 'the default'; Ask = { 'x' * 400001 | Invoke-WhataiChat 'Look.' }; Says = '*400?001*'; Target = 'Look.' }
        @{ What = 'one of many'; Ask = { 'a', ('x' * 501) | Invoke-WhataiChat 'Look.' -ForEach -MaxContextLength 500 | Out-Null }; Says = '*501*'; Target = 'x' * 501; Sent = 1 }
    ) {
        $long = Join-Path $TestDrive 'long.log'
        Set-Content $long ('x' * 600)
        $ErrorActionPreference = 'Continue'
        $problem = & $Ask 2>&1
        @($problem) | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'ContextTooLong,*'
        "$problem" | Should -BeLike $Says
        $problem.TargetObject | Should -Be $Target
        @($emulator.Requests).Count | Should -Be ([int] $Sent)
    }

    It 'has none where none is wanted' {
        ('x' * 400001 | Invoke-WhataiChat 'Look.' -MaxContextLength 0).Text.Length | Should -BeGreaterThan 400000
    }
}

Describe 'Piped files with a message' {
    BeforeAll {
        $folder = (New-Item (Join-Path $TestDrive files) -ItemType Directory).FullName
        $null = Invoke-WhataiChat '/image 8x8 images' | Save-WhataiImage "$folder/photo.png"
        [IO.File]::WriteAllText("$folder/a.reg", "Windows Registry`r`n", [Text.Encoding]::Unicode)
        [IO.File]::WriteAllBytes("$folder/b.diff", [Text.Encoding]::Unicode.GetBytes("+ 一行`r`n"))
        [IO.File]::WriteAllBytes("$folder/Dockerfile", [Text.Encoding]::UTF8.GetBytes("FROM scratch`n"))
        [IO.File]::WriteAllBytes("$folder/syslog.1", [Text.Encoding]::GetEncoding('GB18030').GetBytes("服务已停止`n"))
        Set-Content "$folder/paper.pdf" '%PDF-1.7' -NoNewline
        function Get-Part { @(($emulator.Requests[$args[0]].Body | ConvertFrom-Json).messages[-1].content) }
    }
    BeforeEach { $emulator.ClearLog() }

    It 'are one question with what they hold' {
        $answer = Get-ChildItem $folder | Sort-Object Name | Invoke-WhataiChat 'Sum up.'
        $emulator.Ledger | Should -HaveCount 1
        $answer.Input | Should -Be 'Sum up.'
        $parts = Get-Part -1
        $parts.type | Should -Be @('text', 'text', 'text', 'text', 'file', 'image_url', 'text')
        $parts[0].text | Should -BeExactly 'Sum up.'
        $parts[1].text | Should -BeExactly "<file name=`"a.reg`">`nWindows Registry`r`n</file>"
        $parts[2].text | Should -BeExactly "<file name=`"b.diff`">`n+ 一行`r`n</file>"
        $parts[3].text | Should -BeLike '*Dockerfile*FROM scratch*'
        $parts[4].file.filename | Should -Be 'paper.pdf'
        $parts[6].text | Should -BeLike '*syslog.1*服务已停止*'
    }

    It 'are a question each with -ForEach, side by side, in order and journalled: <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'Invoke-WhataiChat'; Extra = @{} }, @{ Cmdlet = 'Invoke-WhataiResponse'; Extra = @{ Model = 'gpt-4.1' } }, @{ Cmdlet = 'Invoke-WhataiGemini'; Extra = @{} }, @{ Cmdlet = 'Invoke-WhataiMessage'; Extra = @{} }
    ) {
        $files = Get-ChildItem $folder | Sort-Object Name
        foreach ($run in 1, 2) {
            $answers = $files | & $Cmdlet 'Sum up.' -ForEach -ThrottleLimit 3 -Journal "$TestDrive/$Cmdlet.jsonl" @Extra
            $answers.Input.Name | Should -Be $files.Name
            $answers.Input | Should -BeOfType IO.FileInfo
            $answers[2].Text | Should -BeLike '*FROM scratch*'
        }
        $emulator.Ledger | Should -HaveCount 6
    }

    It 'have an error each where one can''t be sent, and the others are asked' {
        [IO.File]::WriteAllBytes("$TestDrive/tool.exe", [byte[]] (0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0, 255, 255))
        $answers = (Get-Item $folder), (Get-Item "$TestDrive/tool.exe"), (Get-Item "$folder/a.reg") | Invoke-WhataiChat 'Sum up.' -ForEach -ErrorAction SilentlyContinue -ErrorVariable problem
        $answers.Input.Name | Should -Be 'a.reg'
        $problem.TargetObject.Name | Should -Be @('files', 'tool.exe')
        "$($problem[1])" | Should -BeLike '*tool.exe*'
    }

    It 'go beside objects, images of answers, and what -Image gives' {
        $image = (Invoke-WhataiChat '/image 16x8 images').Images[0]
        $null = [pscustomobject]@{ a = 1 }, (Get-Item "$folder/a.reg"), $image | Invoke-WhataiChat 'Look.' -Image "$folder/photo.png" -ImageDetail low
        $parts = Get-Part -1
        $parts.type | Should -Be @('text', 'text', 'image_url', 'image_url')
        $parts[0].text | Should -BeExactly "Look.`n`nThe object as JSON:`n{`"a`":1}"
        $parts[2].image_url.detail | Should -Be 'low'
    }

    It 'come from a job as well' {
        $file = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-Item "$folder/Dockerfile")))
        ($file | Invoke-WhataiChat 'Sum up.').Text | Should -BeLike '*FROM scratch*'
    }
}

Describe 'What is no text' {
    BeforeEach { $emulator.ClearLog() }
    AfterEach { $emulator.Requests | Where-Object Method -EQ 'POST' | Should -BeNullOrEmpty }

    It 'is refused before it is paid for, with the remedy: <What>' -ForEach @(
        foreach ($cmdlet in 'Invoke-WhataiChat', 'Invoke-WhataiResponse', 'Invoke-WhataiGemini', 'Invoke-WhataiMessage') {
            @{ What = "$cmdlet, piped binary file"; Run = [scriptblock]::Create("Get-Item `$binary | $cmdlet 'Sum up.'"); Says = 'bytes\.dat' }
            @{ What = "$cmdlet, piped binary file among others"; Run = [scriptblock]::Create("1, (Get-Item `$text), (Get-Item `$binary) | $cmdlet 'Sum up.'"); Says = 'bytes\.dat' }
            @{ What = "$cmdlet, piped file that is gone"; Run = [scriptblock]::Create("[IO.FileInfo] '/nowhere/gone.txt' | $cmdlet 'Sum up.'"); Says = 'gone\.txt' }
            @{ What = "$cmdlet, files as -InputObject, one binary"; Run = [scriptblock]::Create("$cmdlet 'Sum up.' -InputObject (Get-Item `$text, `$binary)"); Says = 'bytes\.dat' }
            @{ What = "$cmdlet, piped folder"; Run = [scriptblock]::Create("Get-Item `$TestDrive | $cmdlet 'Sum up.'"); Says = 'folder' }
            @{ What = "$cmdlet, piped file without a message"; Run = [scriptblock]::Create("Get-Item `$text | $cmdlet"); Says = 'your question' }
            @{ What = "$cmdlet, file as the message"; Run = [scriptblock]::Create("$cmdlet (Get-Item `$text)"); Says = '-File' }
            @{ What = "$cmdlet, script as the message, nothing piped"; Run = [scriptblock]::Create("$cmdlet { Get-Date }"); Says = 'nothing is piped' }
            @{ What = "$cmdlet, script as -SystemMessage"; Run = [scriptblock]::Create("$cmdlet hi -SystemMessage { 1 }"); Says = 'nothing is piped' }
            @{ What = "$cmdlet, piped script"; Run = [scriptblock]::Create("{ 1 } | $cmdlet"); Says = 'script block' }
            @{ What = "$cmdlet, script as context"; Run = [scriptblock]::Create("{ 1 } | $cmdlet 'Explain.'"); Says = 'script block' }
            @{ What = "$cmdlet, script as -InputObject"; Run = [scriptblock]::Create("$cmdlet 'Explain.' -InputObject { 1 }"); Says = 'script block' }
            @{ What = "$cmdlet, script in the history"; Run = [scriptblock]::Create("$cmdlet hi -History @{ role = 'user'; content = { 1 } }"); Says = 'History' }
            @{ What = "$cmdlet, lines as the message"; Run = [scriptblock]::Create("$cmdlet 'a', 'b'"); Says = 'list of 2\. Pipe them.*Get-Content -Raw' }
            @{ What = "$cmdlet, table as the message"; Run = [scriptblock]::Create("$cmdlet @{ a = 1 }"); Says = 'not text' }
        }
        @{ What = 'job''s folder'; Run = { Get-Item $TestDrive | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) } | Invoke-WhataiChat 'Sum up.' }; Says = 'folder' }
        @{ What = 'chat, -Stop'; Run = { Invoke-WhataiChat hi -Stop { 1 } }; Says = 'script block' }
        @{ What = 'completion, script'; Run = { Invoke-WhataiCompletion { 1 } }; Says = 'script block' }
        @{ What = 'completion, script in a list'; Run = { Invoke-WhataiCompletion 'a', { 1 } }; Says = 'script block' }
        @{ What = 'completion, piped script'; Run = { { 1 } | Invoke-WhataiCompletion }; Says = 'script block' }
        @{ What = 'completion, piped file'; Run = { Get-Item $text | Invoke-WhataiCompletion }; Says = 'Get-Content' }
        @{ What = 'completion, -Suffix'; Run = { Invoke-WhataiCompletion a -Suffix { 1 } }; Says = 'script block' }
        @{ What = 'embedding, script'; Run = { , { 1 } | Get-WhataiEmbedding }; Says = 'script block' }
        @{ What = 'embedding, file'; Run = { Get-Item $text | Get-WhataiEmbedding }; Says = 'Get-Content' }
        @{ What = 'similarity, script'; Run = { { 1 } | Measure-WhataiSimilarity 'a' }; Says = 'ScriptBlock' }
        @{ What = 'similarity, reference'; Run = { 'a' | Measure-WhataiSimilarity { 1 } }; Says = 'ScriptBlock' }
        @{ What = 'image, script'; Run = { New-WhataiImage { 1 } }; Says = 'script block' }
        @{ What = 'image, piped script'; Run = { { 1 } | New-WhataiImage }; Says = 'script block|Prompt' }
        @{ What = 'image, piped file'; Run = { Get-Item $text | New-WhataiImage }; Says = 'file|Prompt' }
        @{ What = 'edit'; Run = { Edit-WhataiImage { 1 } $text }; Says = 'script block' }
        @{ What = 'video, script'; Run = { Start-WhataiVideo { 1 } }; Says = 'script block' }
        @{ What = 'speech, script'; Run = { , { 1 } | ConvertTo-WhataiSpeech }; Says = 'script block' }
        @{ What = 'speech, file'; Run = { Get-Item $text | ConvertTo-WhataiSpeech }; Says = 'Get-Content' }
        @{ What = 'speech, -Instructions'; Run = { ConvertTo-WhataiSpeech a -Instructions { 1 } }; Says = 'script block' }
        @{ What = 'transcription, -Prompt'; Run = { ConvertFrom-WhataiSpeech $text -Prompt { 1 } }; Says = 'script block' }
    ) {
        $problem = $null
        $result = try { & $Run -ErrorVariable problem 2>&1 } catch { $_ }
        $failure = @($result | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $failure.Count | Should -BeGreaterThan 0
        "$($failure[0])" | Should -Match $Says
        @($result).Count | Should -Be $failure.Count
    }

    It 'does not keep the list of files from being asked about' {
        Get-ChildItem $text | Select-Object Name, Length | Invoke-WhataiChat 'Which is largest?' -WhatIf 6>&1 | Should -BeNullOrEmpty
    }
}

Describe 'An answer where a text is wanted' {
    BeforeEach { $emulator.ClearLog() }

    It 'means its text: <From> to <To>' -ForEach @(
        $sources = @{
            Chat = { Invoke-WhataiChat '/say good day' }; Response = { Invoke-WhataiResponse '/say good day' -Model gpt-4.1 }; Gemini = { Invoke-WhataiGemini '/say good day' }; Message = { Invoke-WhataiMessage '/say good day' }
            Completion = { Invoke-WhataiCompletion '/say good day' }; Streamed = { Invoke-WhataiChat '/say good day' -Stream }; Live = { Invoke-WhataiChat '/say good day' -Live 6> $null }
            Saved = { Invoke-WhataiChat '/say good day' | Export-Clixml "$TestDrive/s.xml"; Import-Clixml "$TestDrive/s.xml" }
            Json = { Invoke-WhataiChat '/say good day' | ConvertTo-Json -Depth 6 -WarningAction Ignore | ConvertFrom-Json }
            Heard = { $null = ConvertTo-WhataiSpeech 'good day' "$TestDrive/h.wav" -Force; ConvertFrom-WhataiSpeech "$TestDrive/h.wav" }
        }
        foreach ($from in $sources.Keys) {
            @{ From = $from; Source = $sources[$from]; To = 'speech'; Into = { $input | ConvertTo-WhataiSpeech -OutFile "$TestDrive/o.mp3" -Force }; Read = { $args[0].input } }
            @{ From = $from; Source = $sources[$from]; To = 'embedding'; Into = { $input | Get-WhataiEmbedding }; Read = { $args[0].input } }
            # A piece of a stream is no prompt.
            if ($from -eq 'Streamed') { continue }
            @{ From = $from; Source = $sources[$from]; To = 'image'; Into = { $input | New-WhataiImage }; Read = { $args[0].model | Should -Be 'nano-banana'; $args[0].prompt } }
            @{ From = $from; Source = $sources[$from]; To = 'video'; Into = { $input | Start-WhataiVideo }; Read = { $args[0].duration | Should -BeNullOrEmpty; $args[0].content[0].text } }
        }
    ) {
        $given = @(& $Source)
        $emulator.ClearLog()
        $null = $given | & $Into
        $emulator.Ledger | Should -HaveCount 1
        @(& $Read ($emulator.Requests[-1].Body | ConvertFrom-Json)) | Should -Be @('good day')
    }

    It 'goes on with a completion' {
        $null = Invoke-WhataiChat '/say good day' | Invoke-WhataiCompletion
        ($emulator.Requests[-1].Body | ConvertFrom-Json).prompt | Should -Be 'good day'
    }

    It 'is compared by its text' {
        $best = (Invoke-WhataiChat '/say apples'), (Invoke-WhataiChat '/say pears') | Measure-WhataiSimilarity 'pears' -First 1
        $best.Text | Should -Be 'pears'
    }

    It 'takes a transcription as a prompt' {
        $null = ConvertTo-WhataiSpeech '/say heard' "$TestDrive/p.wav" -Force
        (ConvertFrom-WhataiSpeech "$TestDrive/p.wav" | Invoke-WhataiChat).Text | Should -Be 'heard'
    }
}
