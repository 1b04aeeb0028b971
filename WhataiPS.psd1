@{
    # One dll, chosen by edition: no script module stands between. Reading this file is part of each import: a string that holds
    # the edition and lists with commas are cheap to evaluate, an if or a list by lines is not (measured in CONTRIBUTING.md).
    RootModule = "bin/$PSEdition/WhataiPS.dll"
    ModuleVersion = '0.1.0'
    GUID = '6f0c1b58-5f0e-4d5c-9a3f-2f6f5d0c7e51'
    Author = 'The WhataiPS founders'
    CompanyName = 'WhataiPS'
    Copyright = '(c) The WhataiPS founders. MIT licensed.'
    Description = 'AI gateways as a native part of PowerShell: chat, streamed or whole, as pipeline objects; with an offline emulator. 让 AI 网关成为 PowerShell 的一部分。'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    TypesToProcess = @('WhataiPS.Types.ps1xml')
    FormatsToProcess = @('WhataiPS.Format.ps1xml')
    FunctionsToExport = @()
    AliasesToExport = @('whatai')
    VariablesToExport = @()
    CmdletsToExport = @(
        'Connect-Whatai',
        'ConvertFrom-WhataiSpeech',
        'ConvertTo-WhataiSpeech',
        'Disconnect-Whatai',
        'Edit-WhataiImage',
        'Enter-WhataiChat',
        'Export-WhataiReport',
        'Get-WhataiBalance',
        'Get-WhataiBill',
        'Get-WhataiConnection',
        'Get-WhataiEmbedding',
        'Get-WhataiEmulator',
        'Get-WhataiJournal',
        'Get-WhataiModel',
        'Get-WhataiPrice',
        'Get-WhataiPrompt',
        'Get-WhataiUsage',
        'Get-WhataiVideo',
        'Invoke-WhataiApi',
        'Invoke-WhataiChat',
        'Invoke-WhataiCompletion',
        'Invoke-WhataiGemini',
        'Invoke-WhataiMessage',
        'Measure-WhataiSimilarity',
        'New-WhataiImage',
        'Invoke-WhataiResponse',
        'Save-WhataiImage',
        'Save-WhataiVideo',
        'Show-WhataiImage',
        'Start-WhataiEmulator',
        'Start-WhataiVideo',
        'Stop-WhataiEmulator',
        'Stop-WhataiVideo',
        'Test-WhataiContent',
        'Test-WhataiEndpoint',
        'Wait-WhataiImage',
        'Wait-WhataiResponse',
        'Wait-WhataiVideo'
    )
    PrivateData = @{
        PSData = @{
            Tags = @('AI', 'OpenAI', 'Chat', 'LLM', 'Gateway', 'Gemini', 'Whatai', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/licenses/MIT'
            # The help's online version and the icon are found from the project's address.
            ProjectUri = 'https://github.com/WhataiPS/WhataiPS'
            IconUri = 'https://github.com/WhataiPS/WhataiPS/raw/main/docs/icon.png'
            ReleaseNotes = 'https://github.com/WhataiPS/WhataiPS/blob/main/CHANGELOG.md'
        }
    }
}
