BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    class Step { [string] $explanation; [string] $output }
    class Answer { [Step[]] $steps; [ValidateSet('yes', 'no')] [string] $verdict; [ValidateRange(1, 5)] [int] $stars }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe '-Schema' {
    BeforeEach { $emulator.ClearLog() }

    It 'sends what the seed sends' {
        $null = Invoke-WhataiChat '9.11和9.8谁大' -SystemMessage 'You are a helpful math tutor. Guide the user through the solution step by step.' -SchemaName math_reasoning -Schema ([ordered]@{
                steps = @([ordered]@{ explanation = 'string'; output = 'string' }); final_answer = 'string'
            })
        ConvertTo-Canonical $emulator.Requests[-1].Body | Should -Be (ConvertTo-Canonical '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful math tutor. Guide the user through the solution step by step."},{"role":"user","content":"9.11和9.8谁大"}],"response_format":{"type":"json_schema","json_schema":{"name":"math_reasoning","schema":{"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":{"explanation":{"type":"string"},"output":{"type":"string"}},"required":["explanation","output"],"additionalProperties":false}},"final_answer":{"type":"string"}},"required":["steps","final_answer"],"additionalProperties":false},"strict":true}}}')
    }

    It 'gives the answer as an object, from <Form>' -ForEach @(
        @{ Form = 'a shorthand'; Schema = { @{ verdict = 'yes|no'; stars = 'integer'; steps = @(@{ explanation = 'string'; output = 'string' }) } } }
        @{ Form = 'JSON text'; Schema = { '{"type":"object","properties":{"verdict":{"enum":["yes","no"]},"stars":{"type":"integer"},"steps":{"type":"array","items":{"type":"object","properties":{"explanation":{"type":"string"},"output":{"type":"string"}}}}}}' } }
        @{ Form = 'a file'; Schema = {
                $file = Join-Path $TestDrive 'answer.json'
                Set-Content $file '{"type":"object","properties":{"verdict":{"enum":["yes","no"]},"stars":{"type":"integer"},"steps":{"type":"array","items":{"type":"object","properties":{"explanation":{"type":"string"},"output":{"type":"string"}}}}}}'
                $file
            }
        }
        @{ Form = 'a class'; Schema = { [Answer] } }
    ) {
        $answer = Invoke-WhataiChat 'Is it so?' -Schema (& $Schema)
        $answer.Object.verdict | Should -Be 'yes'
        $answer.Object.stars | Should -BeOfType [int]
        $answer.Object.steps[0].output | Should -BeOfType [string]
        $answer.Text | Should -Match '^\{'
    }

    It 'takes OpenAI''s wrapper off: <Form>' -ForEach @(
        $inner = '{"type":"object","properties":{"verdict":{"type":"string"}},"required":["verdict"],"additionalProperties":false}'
        $own = '{"name":"judgement","strict":true,"schema":' + $inner + '}'
        $table = @{ type = 'object'; properties = @{ verdict = @{ type = 'string' } } }
        @{ Form = 'name, strict, schema'; Given = $own }
        @{ Form = 'json_schema'; Given = '{"type":"json_schema","json_schema":' + $own + '}' }
        @{ Form = 'type, name, schema'; Given = '{"type":"json_schema","name":"judgement","strict":true,"schema":' + $inner + '}' }
        @{ Form = 'response_format'; Given = '{"response_format":{"type":"json_schema","json_schema":' + $own + '}}' }
        @{ Form = 'text.format'; Given = '{"text":{"format":{"type":"json_schema","name":"judgement","schema":' + $inner + '}}}' }
        @{ Form = 'a hashtable'; Given = @{ name = 'judgement'; strict = $true; schema = $table } }
        @{ Form = 'a hashtable without strict'; Given = @{ name = 'judgement'; schema = $table } }
        @{ Form = 'an ordered table of the whole'; Given = [ordered]@{ type = 'json_schema'; json_schema = @{ name = 'judgement'; strict = $true; schema = $table } } }
        @{ Form = 'a custom object'; Given = ($own | ConvertFrom-Json) }
        @{ Form = 'with a shorthand inside'; Given = @{ name = 'judgement'; strict = $true; schema = @{ verdict = 'string' } } }
        @{ Form = 'with a class inside'; Given = { @{ name = 'judgement'; strict = $true; schema = [Verdict] } } }
        @{ Form = 'a file'; Given = { Set-Content "$TestDrive/w.json" $Own; "$TestDrive/w.json" }; Own = $own }
    ) {
        class Verdict { [string] $verdict }
        $given = if ($Given -is [scriptblock]) { & $Given } else { $Given }
        (Invoke-WhataiChat 'x' -Schema $given).Object.verdict | Should -BeOfType [string]
        $format = ($emulator.Requests[-1].Body | ConvertFrom-Json).response_format.json_schema
        $format.name | Should -Be 'judgement'
        $format.strict | Should -BeTrue
        $format.schema.properties.verdict.type | Should -Be 'string'
        $format.schema.properties.PSObject.Properties.Name | Should -Be 'verdict'
    }

    It 'keeps what the wrapper says, and lets -SchemaName win' {
        $given = @{ name = 'judgement'; description = 'What is decided.'; strict = $false; schema = @{ type = 'object'; properties = @{ verdict = @{ type = 'string' } } } }
        $null = Invoke-WhataiChat 'x' -Schema $given -SchemaName mine
        $format = ($emulator.Requests[-1].Body | ConvertFrom-Json).response_format.json_schema
        $format.name, $format.description, $format.strict | Should -Be @('mine', 'What is decided.', $false)
        $format.schema.PSObject.Properties.Name | Should -Not -Contain 'additionalProperties'
        $null = Invoke-WhataiResponse 'x' -Schema $given -Model gpt-4.1
        ($emulator.Requests[-1].Body | ConvertFrom-Json).text.format.description | Should -Be 'What is decided.'
        $null = Invoke-WhataiGemini 'x' -Schema $given
        $emulator.Requests[-1].Body | Should -Match '"description":"What is decided."'
    }

    It 'takes no answer''s own members for a wrapper: <Given>' -ForEach @(
        @{ Given = '@{ name = "string"; schema = @{ title = "string" } }'; Members = 'name', 'schema' }
        @{ Given = '@{ name = "string"; schema = @{ type = "object"; properties = @{ a = @{ type = "string" } } } }'; Members = 'name', 'schema' }
        @{ Given = '@{ text = @{ format = "string" }; format = "string" }'; Members = 'format', 'text' }
        @{ Given = '''{"type":"object","properties":{"name":{"type":"string"},"schema":{"type":"object","properties":{"a":{"type":"string"}}}}}'''; Members = 'name', 'schema' }
    ) {
        $null = Invoke-WhataiChat 'x' -Schema (& ([scriptblock]::Create($Given)))
        ($emulator.Requests[-1].Body | ConvertFrom-Json).response_format.json_schema.schema.properties.PSObject.Properties.Name | Should -Be $Members
    }

    It 'refuses a wrapper''s name that the API does not take' {
        { Invoke-WhataiChat 'x' -Schema '{"name":"not good","schema":{"type":"object","properties":{}}}' } | Should -Throw '*not good*'
        $emulator.Requests | Should -HaveCount 0
    }

    It 'gives objects of the class' {
        (Invoke-WhataiChat 'x' -Schema ([Answer])).Object.GetType().Name | Should -Be 'Answer'
    }

    It 'works streamed, live and in bulk' {
        (Invoke-WhataiChat 'x' -Schema @{ ok = 'bool' } -Stream)[-1].Completion.Object.ok | Should -BeTrue
        (Invoke-WhataiChat 'x' -Schema @{ ok = 'bool' } -Live 6> $null).Object.ok | Should -BeTrue
        ('x', 'y' | Invoke-WhataiChat -Schema @{ ok = 'bool' } -ThrottleLimit 2).Object.ok | Should -Be @($true, $true)
    }

    It 'leaves a date-like string as it is' {
        (Invoke-WhataiChat '/json {"when":"2024-01-02T03:04:05Z"}' -Schema @{ when = 'string' }).Object.when | Should -BeExactly '2024-01-02T03:04:05Z'
    }

    It 'finds the object in <What>' -ForEach @(
        @{ What = 'a code block'; Text = "``````json`n{`"answer`":`"four`"}`n``````" }
        @{ What = 'a code block on one line'; Text = '```json {"answer":"four"} ```' }
        @{ What = 'a code block of tildes'; Text = "~~~`n{`"answer`":`"four`"}`n~~~" }
        @{ What = 'a code block with words around'; Text = "Here {it} is:`n``````json`n{`"answer`":`"four`"}`n```````nHope this helps!" }
        @{ What = 'one code block of two'; Text = "``````python`nprint({})`n```````nThe JSON:`n``````JSON`n{`"answer`":`"four`"}`n``````" }
        @{ What = 'text behind a byte order mark'; Text = "$([char]0xFEFF){`"answer`":`"four`"}" }
        @{ What = 'a sentence'; Text = 'Sure! {"answer":"four"} is it.' }
        @{ What = 'a JSON text'; Text = '"{\"answer\":\"four\"}"' }
    ) {
        (Invoke-WhataiChat "/json $Text" -Schema @{ answer = 'string' }).Object.answer | Should -Be 'four'
    }

    It 'takes none of two: <What>' -ForEach @(
        @{ What = 'two objects'; Text = '{"answer":"four"} {"answer":"five"}' }
        @{ What = 'two code blocks'; Text = "``````json`n{`"answer`":`"four`"}`n```````nor`n``````json`n{`"answer`":`"five`"}`n``````" }
    ) {
        { Invoke-WhataiChat "/json $Text" -Schema @{ answer = 'string' } -ErrorAction Stop } | Should -Throw -ErrorId 'SchemaMismatch,*'
    }

    It 'says apart that the answer <What>, and keeps it' -ForEach @(
        @{ What = 'is refused'; Prompt = '/refuse I may not'; Id = 'AnswerRefused'; Says = 'I may not' }
        @{ What = 'is cut'; Prompt = '/length 5'; Id = 'AnswerTruncated'; Says = 'MaxTokens' }
        @{ What = 'does not fit'; Prompt = '/json {"answer":5}'; Id = 'SchemaMismatch'; Says = 'expected string' }
        @{ What = 'lacks a member'; Prompt = '/json {}'; Id = 'SchemaMismatch'; Says = 'answer' }
        @{ What = 'is no JSON'; Prompt = '/json just text'; Id = 'SchemaMismatch'; Says = 'not JSON' }
    ) {
        $result = Invoke-WhataiChat $Prompt -Schema @{ answer = 'string' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        @($problem) | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($problem[0])" | Should -Match $Says
        $problem[0].Exception.Completion.Usage.TotalTokens | Should -BeGreaterThan 0
        $problem[0].TargetObject | Should -Be $Prompt
    }

    It 'refuses <What> before anything is sent' -ForEach @(
        @{ What = 'text that is no JSON'; Schema = { '{"type":' }; Says = 'JSON' }
        @{ What = 'a missing file'; Schema = { './no-such.json' }; Says = 'no-such.json' }
        @{ What = 'a word that is no type'; Schema = { @{ a = 'strnig' } }; Says = 'strnig' }
        @{ What = 'a root that is no object'; Schema = { '{"type":"array","items":{"type":"string"}}' }; Says = 'object' }
    ) {
        { Invoke-WhataiChat 'x' -Schema (& $Schema) } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage "*$Says*"
        $emulator.Requests | Should -HaveCount 0
    }

    It 'asks for any JSON object with -ResponseFormat Json' {
        $answer = Invoke-WhataiChat 'as JSON' -ResponseFormat Json
        $answer.Object.echo | Should -Be 'as JSON'
        ($emulator.Requests[-1].Body | ConvertFrom-Json).response_format.type | Should -Be 'json_object'
    }
}
