# Each JSON example of the seed documents' chat sections, produced by a cmdlet call: equal as JSON.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    # No list of models: the examples name what they like.
    $emulator = Start-WhataiEmulator -Model 'gpt-4o-mini', 'gpt-4.1-mini', 'claude-3-5-sonnet-20241022', 'gpt-3.5-turbo', 'gpt-4o', 'gemini-2.5-pro-preview-05-06', 'claude-3-7-sonnet-20250219-thinking', 'doubao-seedance-1-0-pro-250528', 'string'
    $null = $emulator | Connect-Whatai -MaximumRetryCount 0
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'The seeds'' requests' {
    It '<Name>' -ForEach @(
        @{ Name = '000, the first chat'
            Call = { Invoke-WhataiChat '周树人和遲迅是兄弟受？' -SystemMessage 'You are a helpful assistant.' -Model gpt-4o-mini }
            Body = '{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"周树人和遲迅是兄弟受？"}]}'
        }
        @{ Name = '001, with a limit and a temperature'
            Call = { Invoke-WhataiChat '你好，请介绍一下自己。' -SystemMessage 'You are a helpful assistant.' -Model gpt-4o -MaxTokens 1000 -Temperature 0.7 }
            Body = '{"model":"gpt-4o","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"你好，请介绍一下自己。"}],"max_tokens":1000,"temperature":0.7}'
        }
        @{ Name = '002, the curl example'
            Call = { Invoke-WhataiChat '你是谁？夸我几句我就给你续费~' -SystemMessage '你是我的全能助手，你叫小美' -Model gpt-4.1-mini -MaxTokens 8192 -Temperature 0.8 -TopP 1 -PresencePenalty 1 }
            Body = '{"max_tokens":8192,"model":"gpt-4.1-mini","temperature":0.8,"top_p":1,"presence_penalty":1,"messages":[{"role":"system","content":"你是我的全能助手，你叫小美"},{"role":"user","content":"你是谁？夸我几句我就给你续费~"}]}'
        }
        @{ Name = '002, the Python example'
            Call = { Invoke-WhataiChat '你好' -Model gpt-3.5-turbo }
            Body = '{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"你好"}]}'
        }
        @{ Name = '003, a streamed message of parts'
            Call = {
                Invoke-WhataiChat -Stream -Model claude-3-5-sonnet-20241022 -Temperature 0.5 -TopP 1 -FrequencyPenalty 0 -PresencePenalty 0 -MaxTokens 1024 `
                    -SystemMessage "You are Claude, a large language model trained by Anthropic.`nKnowledge cutoff: 2024-04`nCurrent model: claude-3-5-sonnet-20241022`nCurrent time: 2025/2/12 21:10:29`nLatex inline: `$x^2`$`nLatex block: `$`$e=mc^2`$`$" `
                    -History @{ role = 'user'; content = @(@{ type = 'text'; text = '你好' }) } -ExtraBody @{ stream_options = $null }
            }
            Body = '{"model":"claude-3-5-sonnet-20241022","messages":[{"role":"system","content":"You are Claude, a large language model trained by Anthropic.\nKnowledge cutoff: 2024-04\nCurrent model: claude-3-5-sonnet-20241022\nCurrent time: 2025/2/12 21:10:29\nLatex inline: $x^2$\nLatex block: $$e=mc^2$$"},{"role":"user","content":[{"type":"text","text":"你好"}]}],"temperature":0.5,"top_p":1,"frequency_penalty":0,"presence_penalty":0,"max_tokens":1024,"stream":true}'
        }
        @{ Name = '004, every member at once (seen is the misspelt seed)'; Refused = $true
            Call = {
                Invoke-WhataiChat -Stream -Model string -Temperature 0 -TopP 0 -Stop string -PresencePenalty 0 -FrequencyPenalty 0 -User string -Seed 0 `
                    -History @{ role = 'string'; content = 'string' } `
                    -ExtraBody @{ n = 0; max_tokens = 0; logit_bias = $null; response_format = @{}; tools = @('string'); tool_choice = @{}; stream_options = $null }
            }
            Body = '{"model":"string","messages":[{"role":"string","content":"string"}],"temperature":0,"top_p":0,"n":0,"stream":true,"stop":"string","max_tokens":0,"presence_penalty":0,"frequency_penalty":0,"logit_bias":null,"user":"string","response_format":{},"seed":0,"tools":["string"],"tool_choice":{}}'
        }
        @{ Name = '004, streamed'
            Call = { Invoke-WhataiChat 'Hello!' -SystemMessage 'You are a helpful assistant.' -Model gpt-3.5-turbo -Stream -ExtraBody @{ stream_options = $null } }
            Body = '{"model":"gpt-3.5-turbo","stream":true,"messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Hello!"}]}'
        }
        @{ Name = '004, an image'
            Call = { Invoke-WhataiChat '这张图片有什么' -Image 'https://github.com/dianping/cat/raw/master/cat-home/src/main/webapp/images/logo/cat_logo03.png' -Model gpt-4o -MaxTokens 400 -ExtraBody @{ stream = $false } }
            Body = '{"model":"gpt-4o","stream":false,"messages":[{"role":"user","content":[{"type":"text","text":"这张图片有什么"},{"type":"image_url","image_url":{"url":"https://github.com/dianping/cat/raw/master/cat-home/src/main/webapp/images/logo/cat_logo03.png"}}]}],"max_tokens":400}'
        }
        @{ Name = '004, a video'
            Call = { Invoke-WhataiChat '这个视频讲了什么？' -Video 'https://cdn.klingai.com/bs2/upload-kling-api/9940478466/image2video/ChDGZWhmQd8AAAAAAWo7kg-0_raw_video_2.mp4' -Model gemini-2.5-pro-preview-05-06 -Stream -MaxTokens 4000 -ExtraBody @{ stream_options = $null } }
            Body = '{"model":"gemini-2.5-pro-preview-05-06","stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"这个视频讲了什么？"},{"type":"image_url","image_url":{"url":"https://cdn.klingai.com/bs2/upload-kling-api/9940478466/image2video/ChDGZWhmQd8AAAAAAWo7kg-0_raw_video_2.mp4"}}]}],"max_tokens":4000}'
        }
        @{ Name = '004, a Seedance video'
            Call = { Start-WhataiVideo '多个镜头。一十侦换进入一间光线恘暗的房间。他检查桌上的线索，手里拿起桌上的恟个物响。镜头转发他恣在态索。 --ratio 16:9' -FirstFrame 'https://ark-project.tos-cn-beijing.volces.com/doc_image/seepro_i2v.png' -Model doubao-seedance-1-0-pro-250528 }
            Body = '{"model":"doubao-seedance-1-0-pro-250528","content":[{"type":"text","text":"多个镜头。一十侦换进入一间光线恘暗的房间。他检查桌上的线索，手里拿起桌上的恟个物响。镜头转发他恣在态索。 --ratio 16:9"},{"type":"image_url","image_url":{"url":"https://ark-project.tos-cn-beijing.volces.com/doc_image/seepro_i2v.png"}}]}'
        }
        @{ Name = '004, Claude thinking'
            Call = { Invoke-WhataiChat 'Hello!' -Model claude-3-7-sonnet-20250219-thinking }
            Body = '{"model":"claude-3-7-sonnet-20250219-thinking","messages":[{"role":"user","content":"Hello!"}]}'
        }
    ) {
        $emulator.ClearLog()
        try { $null = & $Call } catch { Write-Debug "$_" }
        ConvertTo-Canonical $emulator.Requests[0].Body | Should -Be (ConvertTo-Canonical $Body)
        # What the example's placeholders hold no gateway takes; the others must be answered.
        $emulator.Requests[0].Status | Should -Be $(if ($Refused) { 400 } else { 200 })
    }
}
