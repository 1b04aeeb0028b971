BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $env:WHATAI_CONNECTION_FILE = "$TestDrive/user/connections.json"
    $root = (New-Item "$TestDrive/work/sub/deep" -ItemType Directory).Parent.Parent.FullName
    $null = New-Item "$root/.whatai/prompts", "$root/sub/.github/prompts", "$TestDrive/user/prompts", "$root/.git" -ItemType Directory
    Push-Location "$root/sub/deep"

    function Set-Prompt([string] $Name, [string] $Text, [string] $Folder = "$root/.whatai/prompts") { Set-Content "$Folder/$Name.prompt.md" $Text -Encoding utf8 }
    function Get-Sent { $emulator.Requests[-1].Body | ConvertFrom-Json }
}
AfterAll {
    Pop-Location
    Remove-Item env:WHATAI_CONNECTION_FILE
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Saved prompts' {
    BeforeEach { $emulator.ClearLog() }

    It 'are asked by their name, with what they say, unless something else is given' {
        Set-Prompt translate "---`ndescription: Translates`nmodel: gpt-4o`nsystem: >-`n  Translate.`n  No more.`ntemperature: 0.2`nconfig:`n  maxOutputTokens: 99`n  topP: 0.5`nschema: { word: string }`nvariables:`n  language: French`n---`nInto {{ language }}, `${input:tone:how}:`n"
        (Invoke-WhataiChat Hello -Prompt translate -PromptVariable @{ tone = 'so {{language}}' }).Object.word | Should -Not -BeNullOrEmpty
        $sent = Get-Sent
        $sent.model | Should -Be 'gpt-4o'
        $sent.messages.content | Should -Be 'Translate. No more.', "Into French, so {{language}}:`n`nHello"
        $sent.temperature, $sent.top_p, $sent.max_tokens | Should -Be 0.2, 0.5, 99
        $sent.response_format.json_schema.schema.properties.word.type | Should -Be 'string'
        $null = Invoke-WhataiChat -Prompt translate -PromptVariable @{ tone = 'x'; language = '德语' } -Model gpt-4.1 -SystemMessage s -Temperature 1 -Schema @{ n = 'integer' }
        $sent = Get-Sent
        $sent.model | Should -Be 'gpt-4.1'
        $sent.messages.content | Should -Be 's', 'Into 德语, x:'
        $sent.temperature | Should -Be 1
        $sent.response_format.json_schema.schema.properties.n.type | Should -Be 'integer'
    }

    It 'are asked by <Cmdlet>, about what is piped' -ForEach @(foreach ($one in 'Chat', 'Response', 'Gemini', 'Message') { @{ Cmdlet = "Invoke-Whatai$one" } }) {
        Set-Prompt review 'Review this.'
        (1, 2 | & $Cmdlet -Prompt review).Messages[-2].Content | Should -Match '(?s)^Review this\.\n\n.*1.*2'
        (1, 2 | & $Cmdlet -Prompt review -ForEach) | Should -HaveCount 2
    }

    It 'are found from the current folder upward, the nearest first, then with the user' {
        Set-Prompt near outer; Set-Prompt near inner "$root/sub/.github/prompts"; Set-Prompt mine user "$TestDrive/user/prompts"; Set-Prompt near user "$TestDrive/user/prompts"
        $null = New-Item "$TestDrive/.whatai/prompts" -ItemType Directory -Force
        Set-Prompt planted 'above the repository' "$TestDrive/.whatai/prompts"
        (Get-WhataiPrompt near).Text | Should -Be 'inner'
        (Get-WhataiPrompt mine).Text | Should -Be 'user'
        (Get-WhataiPrompt).Name | Should -Not -Contain 'planted'
        (Invoke-WhataiChat -Prompt ../.github/prompts/near.prompt.md).Messages[0].Content | Should -Be 'inner'
        (TabExpansion2 'Invoke-WhataiMessage -Prompt nea').CompletionMatches.CompletionText | Should -Be 'near'
        (Get-WhataiPrompt n*r).Name | Should -Be 'near'
        Get-WhataiPrompt near | Out-String | Should -Match 'near'
    }

    It 'take several models' {
        Set-Prompt both "---`nmodel: [gpt-4o, gpt-4.1]`n---`n/say yes"
        (Invoke-WhataiChat -Prompt both).Model | Should -Be 'gpt-4o', 'gpt-4.1'
    }

    It 'read settings as YAML has them: <Yaml>' -ForEach @(
        @{ Yaml = "description: 'it''s' # why"; Is = "it's" }
        @{ Yaml = 'description: "a\"b: #c"'; Is = 'a"b: #c' }
        @{ Yaml = "description: a #b"; Is = 'a' }
        @{ Yaml = "description: a#b:c"; Is = 'a#b:c' }
        @{ Yaml = "description: |`n  a`n    b`n`n  c"; Is = "a`n  b`n`nc" }
        @{ Yaml = "description: >`n  a`n  b`n`n  c"; Is = "a b`nc" }
        @{ Yaml = "`"description`": 12"; Is = '12' }
        @{ Yaml = "# note`n`ndescription: 你好"; Is = '你好' }
        @{ Yaml = "input:`n  default:`n    x: 1`ndescription: b"; Is = 'b' }
        @{ Yaml = "list:`n- a: 1`n  b: [x, {y: z}]`n- 'c'`ndescription: d"; Is = 'd' }
        @{ Yaml = "description:`nmodel: m"; Is = $null }
    ) {
        Set-Prompt yaml "---`r`n$($Yaml -replace "`n", "`r`n")`r`n---`r`ntext"
        $prompt = Get-WhataiPrompt yaml
        $prompt.Description | Should -BeExactly $Is
        $prompt.Text | Should -Be 'text'
    }

    It 'take lists and tables in a schema' {
        Set-Prompt shape "---`nschema:`n  type: object`n  properties:`n    tags:`n      type: array`n      items: { type: string }`n  required:`n    - tags`n---`ntext"
        $null = Invoke-WhataiChat -Prompt shape
        (Get-Sent).response_format.json_schema.schema.properties.tags.items.type | Should -Be 'string'
    }

    It 'are refused where they can''t be read, and nothing is sent: <What>' -ForEach @(
        @{ What = 'settings without an end'; Text = "---`nmodel: x`ntext"; Says = '---' }
        @{ What = 'an anchor'; Text = "---`na: &x [1]`n---`nt"; Says = 'line 2.*Anchors' }
        @{ What = 'a reference'; Text = "---`na: *x`n---`nt"; Says = 'line 2' }
        @{ What = 'a tag'; Text = "---`nb: 1`na: !!python/object x`n---`nt"; Says = 'line 3' }
        @{ What = 'a merge'; Text = "---`n<<: {a: 1}`n---`nt"; Says = 'line 2' }
        @{ What = 'a tab'; Text = "---`na:`n`tb: 1`n---`nt"; Says = 'invalid tab' }
        @{ What = 'a key twice'; Text = "---`na: 1`nA: 2`n---`nt"; Says = 'line 3' }
        @{ What = 'an open bracket'; Text = "---`na: [1, 2`n---`nt"; Says = 'flow sequence' }
        @{ What = 'too deep'; Text = "---`na: $('[' * 50)$(']' * 50)`n---`nt"; Says = 'line 2' }
        @{ What = 'no text'; Text = "---`nmodel: x`n---`n"; Says = 'no text' }
        @{ What = 'a temperature that is none'; Text = "---`ntemperature: 9`n---`nt"; Says = 'temperature.*9' }
        @{ What = 'a number that is none'; Text = "---`nmax_tokens: many`n---`nt"; Says = 'maxTokens.*many' }
        @{ What = 'a table for a text'; Text = "---`nsystem: { a: b }`n---`nt"; Says = 'system' }
        @{ What = 'a schema from elsewhere'; Text = "---`nschema: ../secret.json`n---`nt"; Says = 'schema.*secret' }
        @{ What = 'a schema from elsewhere in a wrapper'; Text = "---`nschema: { name: a, schema: /etc/secret.json }`n---`nt"; Says = 'schema' }
    ) {
        Set-Prompt bad $Text
        $problem = { Invoke-WhataiChat -Prompt bad } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'PromptUnreadable,*'
        "$problem" | Should -Match $Says
        Get-WhataiPrompt b* -ErrorVariable problems -ErrorAction SilentlyContinue | ForEach-Object Name | Should -Contain 'both'
        $problems | Should -HaveCount 1
        Remove-Item "$root/.whatai/prompts/bad.prompt.md"
        $emulator.Ledger | Should -BeNullOrEmpty
    }

    It 'name no tool and no code that would run' {
        Set-Prompt sly "---`ntools: [Remove-Item]`nagent: agent`nheader: { x: y }`n---`n`$(throw 'run') {{ x }}"
        $shown = Invoke-WhataiChat -Prompt sly -PromptVariable @{ x = '$(throw 2)' } -Verbose 4>&1
        $shown | Where-Object { "$_" -match 'tools, agent, header' } | Should -HaveCount 1
        (Get-Sent).messages[0].content | Should -BeExactly "`$(throw 'run') `$(throw 2)"
        (Get-Sent).tools | Should -BeNullOrEmpty
    }

    It 'take a schema that lies beside them' {
        Set-Content "$root/.whatai/prompts/word.json" '{"type":"object","properties":{"w":{"type":"string"}}}'
        Set-Prompt beside "---`nschema: word.json`n---`ntext"
        (Invoke-WhataiChat -Prompt beside).Object.w | Should -Not -BeNullOrEmpty
    }

    It 'say what is wrong: <What>' -ForEach @(
        @{ What = 'a text for a name'; Run = { Invoke-WhataiChat -Prompt 'Say hi' }; Id = 'NoSuchPrompt'; Says = '-Message' }
        @{ What = 'a file that is not there'; Run = { Invoke-WhataiChat -Prompt ./none.prompt.md }; Id = 'PromptUnreadable'; Says = 'none.prompt.md' }
        @{ What = 'a place that is not filled'; Run = { Invoke-WhataiChat -Prompt translate }; Id = 'InvalidArgument'; Says = 'tone' }
        @{ What = 'a value without a place'; Run = { Invoke-WhataiChat -Prompt translate -PromptVariable @{ tune = 1 } }; Id = 'InvalidArgument'; Says = 'tune' }
        @{ What = 'values alone'; Run = { Invoke-WhataiChat hi -PromptVariable @{ tune = 1 } }; Id = 'InvalidArgument'; Says = '-Prompt' }
        @{ What = 'a script block'; Run = { 1 | Invoke-WhataiChat { "$_" } -Prompt translate }; Id = 'InvalidArgument'; Says = '-ForEach' }
        @{ What = 'none of that name'; Run = { Get-WhataiPrompt none -ErrorAction Stop }; Id = 'NoSuchPrompt'; Says = 'none.prompt.md' }
    ) {
        $problem = $Run | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$problem" | Should -Match $Says
        $emulator.Ledger | Should -BeNullOrEmpty
    }
}
