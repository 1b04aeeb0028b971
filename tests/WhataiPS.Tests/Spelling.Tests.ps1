# One table for every parameter that knows its values, by ValidateSet or by a completer: typed in any case, they go out as the API
# spells them, and unknown ones as they were typed.
BeforeDiscovery {
    # The cmdlet, the parameter, how it is called with the values in $value, and where the request has them.
    $table = @(
        foreach ($cmdlet in 'Invoke-WhataiChat', 'Invoke-WhataiResponse', 'Invoke-WhataiGemini', 'Invoke-WhataiMessage') {
            $image = @{ 'Invoke-WhataiChat' = { $body.messages[0].content[1].image_url.detail }; 'Invoke-WhataiResponse' = { $body.input[0].content[1].detail } }[$cmdlet]
            $choice = @{ 'Invoke-WhataiChat' = { $body.tool_choice }; 'Invoke-WhataiResponse' = { $body.tool_choice } }[$cmdlet]
            @{ Cmdlet = $cmdlet; Name = 'ImageDetail'; Call = { & $Cmdlet hi -Image $png -ImageDetail $value -ErrorAction Ignore }; Read = $image }
            @{ Cmdlet = $cmdlet; Name = 'ToolChoice'; Call = { & $Cmdlet hi -Tool Get-Thing -ToolPolicy None -ToolChoice $value -ErrorAction Ignore }; Read = $choice }
        }
        @{ Cmdlet = 'Invoke-WhataiChat'; Name = 'ReasoningEffort'; Call = { Invoke-WhataiChat hi -ReasoningEffort $value }; Read = { $body.reasoning_effort } }
        @{ Cmdlet = 'Invoke-WhataiChat'; Name = 'Voice'; Call = { Invoke-WhataiChat hi -Voice $value }; Read = { $body.audio.voice } }
        @{ Cmdlet = 'Invoke-WhataiChat'; Name = 'AudioFormat'; Call = { Invoke-WhataiChat hi -AudioFormat $value }; Read = { $body.audio.format } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Name = 'ReasoningEffort'; Call = { Invoke-WhataiResponse hi -ReasoningEffort $value }; Read = { $body.reasoning.effort } }
        @{ Cmdlet = 'Invoke-WhataiChat'; Name = 'TextVerbosity'; Call = { Invoke-WhataiChat hi -TextVerbosity $value }; Read = { $body.verbosity } }
        foreach ($cmdlet in 'Invoke-WhataiChat', 'Invoke-WhataiResponse') {
            @{ Cmdlet = $cmdlet; Name = 'ServiceTier'; Call = { & $Cmdlet hi -ServiceTier $value }; Read = { $body.service_tier } }
        }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Name = 'MediaResolution'; Call = { Invoke-WhataiGemini hi -MediaResolution $value }; Read = { $body.generationConfig.mediaResolution -replace 'MEDIA_RESOLUTION_' | ForEach-Object ToLowerInvariant } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Name = 'ReasoningSummary'; Call = { Invoke-WhataiResponse hi -ReasoningSummary $value }; Read = { $body.reasoning.summary } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Name = 'TextVerbosity'; Call = { Invoke-WhataiResponse hi -TextVerbosity $value }; Read = { $body.text.verbosity } }
        @{ Cmdlet = 'Invoke-WhataiChat'; Name = 'WebSearchContextSize'; Call = { Invoke-WhataiChat hi -WebSearchContextSize $value }; Read = { $body.web_search_options.search_context_size } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Name = 'BuiltInTool'; Call = { Invoke-WhataiResponse hi -BuiltInTool $value }; Read = { $body.tools[0].type } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Name = 'WebSearchContextSize'; Call = { Invoke-WhataiResponse hi -WebSearchContextSize $value }; Read = { $body.tools[0].search_context_size } }
        @{ Cmdlet = 'Invoke-WhataiResponse'; Name = 'Truncation'; Call = { Invoke-WhataiResponse hi -Truncation $value }; Read = { $body.truncation } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Name = 'ThinkingLevel'; Call = { Invoke-WhataiGemini hi -ThinkingLevel $value }; Read = { $body.generationConfig.thinkingConfig.thinkingLevel } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Name = 'Voice'; Call = { Invoke-WhataiGemini hi -Voice $value }; Read = { $body.generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Name = 'ResponseModality'; Call = { Invoke-WhataiGemini hi -ResponseModality $value }; Read = { $body.generationConfig.responseModalities } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Name = 'AspectRatio'; Call = { Invoke-WhataiGemini hi -AspectRatio $value }; Read = { $body.generationConfig.imageConfig.aspectRatio } }
        @{ Cmdlet = 'Invoke-WhataiGemini'; Name = 'ImageSize'; Call = { Invoke-WhataiGemini hi -ImageSize $value }; Read = { $body.generationConfig.imageConfig.imageSize } }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Name = 'Thinking'; Call = { Invoke-WhataiMessage hi -ErrorAction SilentlyContinue -Thinking $value }; Read = { $body.thinking.type } }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Name = 'ThinkingDisplay'; Call = { Invoke-WhataiMessage hi -ThinkingDisplay $value }; Read = { $body.thinking.display } }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Name = 'Effort'; Call = { Invoke-WhataiMessage hi -Effort $value }; Read = { $body.output_config.effort } }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Name = 'CacheTtl'; Call = { Invoke-WhataiMessage hi -CacheMessages -CacheTtl $value }; Read = { $body.messages[0].content[0].cache_control.ttl } }
        @{ Cmdlet = 'Invoke-WhataiMessage'; Name = 'ServiceTier'; Call = { Invoke-WhataiMessage hi -ServiceTier $value }; Read = { $body.service_tier } }
        foreach ($cmdlet in 'New-WhataiImage', 'Edit-WhataiImage') {
            $image = if ($cmdlet -eq 'New-WhataiImage') { @{} } else { @{ Image = "$TestDrive/a.png" } }
            @{ Cmdlet = $cmdlet; Name = 'AspectRatio'; Call = { & $Cmdlet x @files -AspectRatio $value }; Field = 'aspect_ratio' }
            @{ Cmdlet = $cmdlet; Name = 'ImageSize'; Call = { & $Cmdlet x @files -ImageSize $value -Model nano-banana-2 }; Field = 'image_size' }
            @{ Cmdlet = $cmdlet; Name = 'Size'; Call = { & $Cmdlet x @files -ErrorAction SilentlyContinue -Size $value -Model $(if ($value -like '*1792*') { 'dall-e-3' } elseif ($value -match '^(512|256)' -and -not $files.Image) { 'dall-e-2' } else { 'gpt-image-1' }) }; Field = 'size' }
            @{ Cmdlet = $cmdlet; Name = 'Quality'; Call = { & $Cmdlet x @files -Quality $value -Model $(if ($value -in 'standard', 'hd') { 'dall-e-3' } else { 'gpt-image-1' }) }; Field = 'quality' }
            @{ Cmdlet = $cmdlet; Name = 'Background'; Call = { & $Cmdlet x @files -Background $value -Model gpt-image-1 }; Field = 'background' }
            @{ Cmdlet = $cmdlet; Name = 'OutputFormat'; Call = { & $Cmdlet x @files -OutputFormat $value -Model gpt-image-1 }; Field = 'output_format' }
            @{ Cmdlet = $cmdlet; Name = 'ResponseFormat'; Call = { & $Cmdlet x @files -ResponseFormat $value }; Field = 'response_format' }
        }
        @{ Cmdlet = 'New-WhataiImage'; Name = 'Moderation'; Call = { New-WhataiImage x -Moderation $value -Model gpt-image-1 }; Field = 'moderation' }
        @{ Cmdlet = 'New-WhataiImage'; Name = 'Style'; Call = { New-WhataiImage x -Style $value -Model dall-e-3 }; Field = 'style' }
        @{ Cmdlet = 'Edit-WhataiImage'; Name = 'InputFidelity'; Call = { Edit-WhataiImage x @files -InputFidelity $value -Model gpt-image-1 }; Field = 'input_fidelity' }
        @{ Cmdlet = 'ConvertTo-WhataiSpeech'; Name = 'Voice'; Call = { ConvertTo-WhataiSpeech x o.mp3 -Force -Voice $value }; Field = 'voice' }
        @{ Cmdlet = 'ConvertTo-WhataiSpeech'; Name = 'Format'; Call = { ConvertTo-WhataiSpeech x o -Force -Format $value }; Field = 'response_format' }
        @{ Cmdlet = 'ConvertFrom-WhataiSpeech'; Name = 'Timestamp'; Call = { ConvertFrom-WhataiSpeech a.wav -Timestamp $value }; Field = 'timestamp_granularities[]' }
        @{ Cmdlet = 'ConvertFrom-WhataiSpeech'; Name = 'As'; Call = { ConvertFrom-WhataiSpeech a.wav -As $value }; Field = 'response_format'; Spelled = 'srt', 'vtt' }
        @{ Cmdlet = 'Get-WhataiEmbedding'; Name = 'EncodingFormat'; Call = { Get-WhataiEmbedding x -EncodingFormat $value }; Field = 'encoding_format' }
        @{ Cmdlet = 'Start-WhataiVideo'; Name = 'Resolution'; Call = { [pscustomobject]@{ Prompt = 'x'; Resolution = $value } | Start-WhataiVideo -TextFlag:$false }; Field = 'resolution' }
        @{ Cmdlet = 'Start-WhataiVideo'; Name = 'Ratio'; Call = { Start-WhataiVideo x -FirstFrame $png -Ratio $value -TextFlag:$false }; Field = 'ratio' }
        @{ Cmdlet = 'Start-WhataiVideo'; Name = 'ServiceTier'; Call = { Start-WhataiVideo x -ServiceTier $value }; Field = 'service_tier' }
        @{ Cmdlet = 'Start-WhataiVideo'; Name = 'Route'; Call = { (Start-WhataiVideo x -Route $value).Route }; Given = $true }
        @{ Cmdlet = 'Get-WhataiVideo'; Name = 'Route'; Call = { Get-WhataiVideo -Route $value -ErrorAction Stop }; Only = 'Seedance' }
        @{ Cmdlet = 'Wait-WhataiVideo'; Name = 'Route'; Call = { (Start-WhataiVideo x -Route $value).Id | Wait-WhataiVideo -Route $value | ForEach-Object Route }; Given = $true }
        @{ Cmdlet = 'Save-WhataiVideo'; Name = 'Route'; Call = { (Start-WhataiVideo x -Route $value | Wait-WhataiVideo).Id | Save-WhataiVideo v.mp4 -Route $value -Force }; Only = 'Seedance' }
        @{ Cmdlet = 'Stop-WhataiVideo'; Name = 'Route'; Call = { (Start-WhataiVideo x -Route $value | Wait-WhataiVideo).Id | Stop-WhataiVideo -Route $value }; Only = 'Seedance' }
        @{ Cmdlet = 'Get-WhataiVideo'; Name = 'Status'; Call = { Get-WhataiVideo -Status $value }; Query = 'filter.status' }
        @{ Cmdlet = 'Get-WhataiVideo'; Name = 'ServiceTier'; Call = { Get-WhataiVideo -ServiceTier $value }; Query = 'filter.service_tier' }
        @{ Cmdlet = 'Invoke-WhataiApi'; Name = 'Method'; Call = { Invoke-WhataiApi /v1/models -Method $value -ErrorAction SilentlyContinue; $emulator.Requests[-1].Method }; Given = $true; Spelled = 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD' }
        @{ Cmdlet = 'Connect-Whatai'; Name = 'ApiKeyHeader'; Call = { $null = Connect-Whatai $emulator.BaseUrl $emulator.ApiKey -Name header -ApiKeyHeader $value; (Get-WhataiConnection -Name header).ApiKeyHeader; Disconnect-Whatai -Name header -Confirm:$false }; Given = $true }
        @{ Cmdlet = 'Start-WhataiEmulator'; Name = 'Fault'; Call = { $one = Start-WhataiEmulator -Fault $value; $one | Stop-WhataiEmulator } }
    )
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator -VideoQueueMs 0 -VideoRunMs 0
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
    Push-Location $TestDrive
    $png = "$TestDrive/a.png"
    [IO.File]::WriteAllBytes($png, [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAADklEQVR4nGNgQAUMFPAAAKAAAclWXzEAAAAASUVORK5CYII='))
    $null = ConvertTo-WhataiSpeech 'Hello' a.wav
    function Get-Thing { 1 }

    # The values that a parameter knows, as the cmdlet's own class says.
    $binding = (Get-Command Invoke-WhataiChat).ImplementingType.Assembly.GetType('WhataiPS.Binding.KnownSpellingAttribute')
    $reader = $binding.GetMethod('Known', [Reflection.BindingFlags] 'Static, NonPublic')
    function Get-KnownValue([string] $Cmdlet, [string] $Name) { @($reader.Invoke($null, @((Get-Command $Cmdlet).ImplementingType.GetProperty($Name)))) }

    # One field of a JSON body or of a form.
    function Get-Field([string] $Name) {
        $request = $emulator.Requests[-1]
        if ("$($request.Body)".TrimStart().StartsWith('{')) { return ($request.Body | ConvertFrom-Json).$Name }
        [regex]::Matches($request.Body, "name=`"?$([regex]::Escape($Name))`"?\r?\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]*)") | ForEach-Object { $_.Groups[1].Value }
    }
}
AfterAll {
    Pop-Location
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'A known value' {
    BeforeEach { $emulator.ClearLog() }

    It 'goes out as the API spells it: <Cmdlet> -<Name>' -ForEach $table {
        $files = if ($Cmdlet -eq 'Edit-WhataiImage') { @{ Image = $png } } else { @{} }
        $known = @(Get-KnownValue $Cmdlet $Name)
        $known.Count | Should -BeGreaterThan 0
        for ($i = 0; $i -lt $known.Count; $i++) {
            if ($Only -and $known[$i] -ne $Only) { continue }
            $right = if ($Spelled) { $Spelled[$i] } else { $known[$i] }
            $value = if ($right -ceq $right.ToUpperInvariant()) { $right.ToLowerInvariant() } else { $right.ToUpperInvariant() }
            $answer = & $Call
            $body = try { $emulator.Requests[-1].Body | ConvertFrom-Json -ErrorAction Stop } catch { $null }
            if ($Read) { @(& $Read)[0] | Should -BeExactly $right }
            if ($Field) { @(Get-Field $Field)[0] | Should -BeExactly $right }
            if ($Query) { $emulator.Requests[-1].Path | Should -MatchExactly "$([regex]::Escape($Query))=$right(&|$)" }
            if ($Given) { @($answer)[-1] | Should -BeExactly $right }
        }
    }

    It 'is tried for every parameter that has one' -ForEach @{ Table = $table } {
        $tried = $Table | ForEach-Object { "$($_.Cmdlet) -$($_.Name)" }
        foreach ($command in Get-Command -Module WhataiPS -CommandType Cmdlet) {
            foreach ($parameter in $command.ImplementingType.GetProperties()) {
                # An address is read as one, a provider is PowerShell's own and a shard the run's, which go to no API, and a header's name has no case.
                if (-not (Get-KnownValue $command.Name $parameter.Name) -or $parameter.Name -in 'BaseUrl', 'ToolProvider', 'Shard') { continue }
                "$($command.Name) -$($parameter.Name)" | Should -BeIn $tried
                $parameter.GetCustomAttributes($binding, $true) | Should -HaveCount 1
            }
        }
    }

    It 'is read in a list, and in what is not known the case stays' {
        $null = Invoke-WhataiGemini hi -ResponseModality text, Image
        ($emulator.Requests[-1].Body | ConvertFrom-Json).generationConfig.responseModalities | Should -BeExactly 'TEXT', 'IMAGE'
        $null = Invoke-WhataiChat hi -ReasoningEffort Utmost
        ($emulator.Requests[-1].Body | ConvertFrom-Json).reasoning_effort | Should -BeExactly 'Utmost'
        $null = ConvertTo-WhataiSpeech x o.mp3 -Force -Voice MyOwn
        ($emulator.Requests[-1].Body | ConvertFrom-Json).voice | Should -BeExactly 'MyOwn'
    }

    It 'is a tool''s name as well' {
        $null = Invoke-WhataiChat hi -Tool Get-Thing -ToolPolicy None -ToolChoice get-thing
        ($emulator.Requests[-1].Body | ConvertFrom-Json).tool_choice.function.name | Should -BeExactly 'Get-Thing'
        $null = Invoke-WhataiResponse hi -WebSearch -ToolChoice WEB_SEARCH_PREVIEW -Model gpt-4.1
        ($emulator.Requests[-1].Body | ConvertFrom-Json).tool_choice.type | Should -BeExactly 'web_search_preview'
    }

    It 'is a role in a history as well' {
        $null = Invoke-WhataiChat -History @{ Role = 'System'; Content = 'Be brief.' }, @{ Role = 'USER'; Content = 'hi' }
        ($emulator.Requests[-1].Body | ConvertFrom-Json).messages.role | Should -BeExactly 'system', 'user'
    }
}
