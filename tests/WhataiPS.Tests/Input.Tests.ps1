# What is given as text: objects as context arrive whole, answers mean their text, and what is no text is refused before it is paid for.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
    $null = $emulator | Connect-Whatai
    $text = Join-Path $TestDrive 'notes.txt'
    Set-Content $text 'what is in it'

    # What a model gets of piped objects.
    function Get-Context {
        param([Parameter(ValueFromPipeline)] [object] $InputObject)
        end {
            $null = $input | Invoke-WhataiChat 'Look.'
            ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[-1].content -replace '^Look\.\n\n'
        }
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
        ($emulator.Requests[-1].Body | ConvertFrom-Json).messages[-1].content | Should -BeExactly "Look.`n`na`n1`n2"
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
