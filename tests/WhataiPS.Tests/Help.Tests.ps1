# The help in both languages: complete, true to the cmdlets, and found by Get-Help. Pages are docs/<culture>/*.md;
# module/<culture> holds what docs/Update-Help.ps1 made of them. An example that shows an output is run, and must give it.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../output/WhataiPS" -Force
    $cultures = 'en-US', 'zh-CN'
    $names = (Get-Module WhataiPS).ExportedCmdlets.Keys | Sort-Object
    $pages = foreach ($culture in $cultures) { foreach ($name in $names) { @{ Culture = $culture; Name = $name } } }
    $languages = foreach ($culture in $cultures) { @{ Culture = $culture } }
    $hasPlatyPS = [bool] (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../output/WhataiPS" -Force
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $cmdlets = (Get-Module WhataiPS).ExportedCmdlets
    $common = [Management.Automation.Cmdlet]::CommonParameters
    $chinese = '[\u4E00-\u9FFF]'
    . "$root/scripts/PowerShellHost.ps1"

    function Get-PagePath([string] $Culture, [string] $Name) { "$root/docs/$Culture/$Name.md" }

    function Get-Page([string] $Culture, [string] $Name) {
        (Get-Content -LiteralPath (Get-PagePath $Culture $Name) -Raw -Encoding utf8) -replace "`r", ''
    }

    function Get-Section([string] $Page, [string] $Heading) {
        [regex]::Match($Page, "(?ms)^## $Heading\n(.*?)(?=^## |\z)").Groups[1].Value.Trim()
    }

    # The parameters of a page, each with its text and the plain values of its YAML block.
    function Get-PageParameter([string] $Page) {
        foreach ($match in [regex]::Matches((Get-Section $Page 'PARAMETERS'), '(?ms)^### -(\w+)\n(.*?)^```yaml\n(.*?)^```')) {
            $yaml = $match.Groups[3].Value
            $aliases = [regex]::Match($yaml, '(?m)^Aliases:(?: \[\])?\n((?:- .*\n)*)').Groups[1].Value
            $sets = foreach ($set in [regex]::Matches($yaml, '(?m)^- Name: (.*)\n((?:  .*\n)+)')) {
                $values = $set.Groups[2].Value
                '{0}|{1}' -f $set.Groups[1].Value, ((
                    'Position', 'IsRequired', 'ValueFromPipeline', 'ValueFromPipelineByPropertyName', 'ValueFromRemainingArguments' |
                        ForEach-Object { [regex]::Match($values, "(?m)^  ${_}: (.*)$").Groups[1].Value }) -join '|')
            }
            [pscustomobject]@{
                Name = $match.Groups[1].Value
                Text = $match.Groups[2].Value.Trim()
                Aliases = @([regex]::Matches($aliases, '(?m)^- (.*)$') | ForEach-Object { $_.Groups[1].Value } | Sort-Object) -join ','
                Wildcards = [regex]::Match($yaml, '(?m)^SupportsWildcards: (\w+)').Groups[1].Value
                Sets = @($sets | Sort-Object) -join "`n"
            }
        }
    }

    # The same of the cmdlet itself.
    function Get-CmdletParameter([string] $Name) {
        foreach ($parameter in $cmdlets[$Name].Parameters.Values | Where-Object Name -NotIn $common) {
            $sets = foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                '{0}|{1}|{2}|{3}|{4}|{5}' -f $(if ($set.Key -eq '__AllParameterSets') { '(All)' } else { $set.Key }),
                $(if ($set.Value.Position -lt 0) { 'Named' } else { $set.Value.Position }),
                "$($set.Value.IsMandatory)".ToLowerInvariant(), "$($set.Value.ValueFromPipeline)".ToLowerInvariant(),
                "$($set.Value.ValueFromPipelineByPropertyName)".ToLowerInvariant(), "$($set.Value.ValueFromRemainingArguments)".ToLowerInvariant()
            }
            [pscustomobject]@{
                Name = $parameter.Name
                Aliases = @($parameter.Aliases | Sort-Object) -join ','
                Wildcards = "$([bool] ($parameter.Attributes | Where-Object { $_ -is [Management.Automation.SupportsWildcardsAttribute] }))".ToLowerInvariant()
                Sets = @($sets | Sort-Object) -join "`n"
            }
        }
    }

    function Get-Example([string] $Page) {
        foreach ($match in [regex]::Matches("$(Get-Section $Page 'EXAMPLES')`n### ", '(?ms)^### (Example (\d+)[^\n]*)\n(.*?)(?=^### )')) {
            $blocks = [regex]::Matches($match.Groups[3].Value, '(?ms)^```(\w+)\n(.*?)\n```$')
            $outputAt = $blocks | Where-Object { $_.Groups[1].Value -eq 'output' } | Select-Object -Last 1 | ForEach-Object Index
            [pscustomobject]@{
                Title = $match.Groups[1].Value
                Number = [int] $match.Groups[2].Value
                Code = @($blocks | Where-Object { $_.Groups[1].Value -eq 'powershell' } | ForEach-Object { $_.Groups[2].Value })
                Output = @($blocks | Where-Object { $_.Groups[1].Value -eq 'output' } | ForEach-Object { $_.Groups[2].Value })
                # What comes after the last output is not run.
                Run = @($blocks | Where-Object { $_.Groups[1].Value -eq 'powershell' -and $_.Index -lt $outputAt } | ForEach-Object { $_.Groups[2].Value })
            }
        }
    }

    # What is wrong with a piece of code: it does not parse, or uses a cmdlet or parameter of the module that there is not.
    function Find-Problem([string] $Code) {
        $errors = $null
        $ast = [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
        $errors | ForEach-Object Message
        foreach ($call in $ast.FindAll({ param($node) $node -is [Management.Automation.Language.CommandAst] }, $true)) {
            if ($call.GetCommandName() -notmatch '-Whatai') { continue }
            $command = $cmdlets[$call.GetCommandName()]
            if (-not $command) {
                "there is no $($call.GetCommandName())"
                continue
            }

            $used = foreach ($element in $call.CommandElements) {
                if ($element -is [Management.Automation.Language.CommandParameterAst]) { $element.ParameterName }
                elseif ($element -is [Management.Automation.Language.VariableExpressionAst] -and $element.Splatted) {
                    # The hashtable is in the same code, at the start of a line.
                    $table = [regex]::Match($Code, '(?ms)^\$' + $element.VariablePath.UserPath + ' = (@\{.*?\})(?=\n\S|\z)').Groups[1].Value
                    $hashtable = [Management.Automation.Language.Parser]::ParseInput($table, [ref] $null, [ref] $null).
                        Find({ param($node) $node -is [Management.Automation.Language.HashtableAst] }, $true)
                    if ($hashtable) { $hashtable.KeyValuePairs.Item1.Value } else { "nothing known of $element" }
                }
            }
            foreach ($parameter in $used) {
                try { $null = $command.ResolveParameter($parameter) } catch { "$($command.Name) has no -$parameter" }
            }
        }
    }

    # Letters and digits alone, so that marks, wrapping and indentation do not matter.
    function Get-BareText([string] $Text) {
        ([regex]::Replace($Text, '\[([^\]]+)\]\((?!http)[^)]+\)', '$1')) -replace '[^\p{L}\p{N}]', ''
    }

    # What differs from run to run, or with .NET's compression: ports, request ids, times, sizes. Empty lines do not count.
    function Get-Comparable([string] $Text) {
        $Text = $Text -replace '127\.0\.0\.1:\d{4,5}', '127.0.0.1:PORT' -replace '\b\d{22}\b', 'ID' -replace '\d+\.\d s\]', 'N s]' -replace '\d+ bytes', 'N bytes'
        @($Text -replace "`r", '' -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ }) -join "`n"
    }

    # Runs in a process of its own, in the given language: what Get-Help shows, and what the examples give.
    $runner = @'
param([string] $Module, [string] $Culture, [string] $ExampleFile, [string] $OutFile)
[cultureinfo]::CurrentUICulture = $Culture
if (Get-Variable PSStyle -ErrorAction Ignore) { $PSStyle.OutputRendering = 'PlainText' }
Set-Location (Split-Path $OutFile)
Import-Module $Module
$help = foreach ($name in (Get-Module WhataiPS).ExportedCmdlets.Keys) {
    $full = Get-Help $name
    @{
        Name = $name
        Synopsis = $full.Synopsis
        Description = ($full.description | Out-String -Width 1000)
        Parameters = @($full.parameters.parameter | Where-Object { $_ } | ForEach-Object { @{ Name = $_.name; Text = ($_.description | Out-String -Width 1000) } })
        Examples = (Get-Help $name -Examples | Out-String -Width 200)
        Online = @($full.relatedLinks.navigationLink)[0].uri
    }
}
$about = Get-Help about_Whatai | Out-String

# What a browser would be told, where one is started by a program that can be another.
$opened = if (Get-Variable IsLinux -ValueOnly -ErrorAction Ignore) {
    Set-Content ./xdg-open "#!/bin/sh`necho `"`$1`" >'$PWD/opened.new'; mv '$PWD/opened.new' '$PWD/opened'"
    chmod +x ./xdg-open
    $env:PATH = "${PWD}:$env:PATH"
    Get-Help Connect-Whatai -Online
    for ($i = 0; $i -lt 500 -and -not (Test-Path ./opened); $i++) { Start-Sleep -Milliseconds 10 }
    "$(Get-Content ./opened)"
}

# What a console would show of it.
function Show {
    $pending = New-Object Collections.Generic.List[object]
    $text = New-Object Text.StringBuilder
    function Flush { if ($pending.Count) { [void] $text.Append(($pending | Out-String -Width 80)); $pending.Clear() } }
    foreach ($item in $input) {
        $message = if ($item -is [Management.Automation.InformationRecord]) { $item.MessageData }
        if ($message -is [Management.Automation.HostInformationMessage]) {
            # Without the tag it is for who asks for it.
            if ($item.Tags -notcontains 'PSHOST') { continue }
            . Flush
            [void] $text.Append($message.Message + $(if (-not $message.NoNewLine) { "`n" }))
        }
        else { $pending.Add($item) }
    }
    . Flush
    $text.ToString()
}

$runs = foreach ($page in Get-Content $ExampleFile -Raw -Encoding UTF8 | ConvertFrom-Json | Group-Object Page) {
    Disconnect-Whatai -All
    Stop-WhataiEmulator
    Get-WhataiUsage -Reset | Out-Null
    Remove-Item env:WHATAI_* -ErrorAction SilentlyContinue
    & {
        foreach ($example in $args[0]) {
            # Each statement by itself, as one types them.
            $statements = [Management.Automation.Language.Parser]::ParseInput($example.Code, [ref] $null, [ref] $null).EndBlock.Statements
            $shown = foreach ($statement in $statements) { . ([scriptblock]::Create($statement.Extent.Text)) *>&1 | Show }
            @{ Page = $example.Page; Number = $example.Number; Output = $shown -join '' }
        }
    } $page.Group
}
Disconnect-Whatai -All
Stop-WhataiEmulator
@{ Help = @($help); About = $about; Opened = $opened; Runs = @($runs) } | ConvertTo-Json -Depth 6 | Set-Content $OutFile -Encoding UTF8
'@

    function Start-Runner([string] $Culture) {
        $examples = foreach ($name in $cmdlets.Keys | Where-Object { Test-Path (Get-PagePath $Culture $_) }) {
            Get-Example (Get-Page $Culture $name) | Where-Object Output | ForEach-Object { @{ Page = $name; Number = $_.Number; Code = $_.Run -join "`n" } }
        }
        $folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "whataips-help-$PID-$Culture") -ItemType Directory -Force
        [IO.File]::WriteAllText("$folder/run.ps1", $runner, [Text.UTF8Encoding]::new($true))
        [IO.File]::WriteAllText("$folder/examples.json", (ConvertTo-Json @($examples)), [Text.UTF8Encoding]::new($false))
        $shell = Get-PowerShellHost
        $arguments = $shell.Arguments + '-NoProfile', '-File', "$folder/run.ps1", "$root/output/WhataiPS/WhataiPS.psd1", $Culture, "$folder/examples.json", "$folder/out.json" |
            ForEach-Object { "`"$_`"" }
        $process = Start-Process $shell.Path $arguments -PassThru -NoNewWindow -RedirectStandardOutput "$folder/said.txt" -RedirectStandardError "$folder/complained.txt"
        @{ Culture = $Culture; Folder = "$folder"; Process = $process }
    }

    function Wait-Runner($Run) {
        try {
            if (-not $Run.Process.WaitForExit(300000)) {
                $Run.Process.Kill()
                throw "An example of the run in $($Run.Culture) does not end; the files that it has written: $(Get-ChildItem $Run.Folder | Sort-Object LastWriteTime | ForEach-Object Name)"
            }
            if (-not (Test-Path "$($Run.Folder)/out.json")) { throw "The run in $($Run.Culture) gave nothing: $(Get-Content "$($Run.Folder)/*.txt")" }
            Get-Content "$($Run.Folder)/out.json" -Raw -Encoding utf8 | ConvertFrom-Json
        }
        finally {
            Remove-Item $Run.Folder -Recurse -Force
        }
    }

    $seen = @{}
    foreach ($run in @('en-US', 'zh-CN' | ForEach-Object { Start-Runner $_ })) { $seen[$run.Culture] = Wait-Runner $run }

    function Get-Maml([string] $Culture, [string] $Name) {
        $document = [xml]::new()
        $document.Load("$root/module/$Culture/WhataiPS.dll-Help.xml")
        $document.helpItems.command | Where-Object { $_.details.name -eq $Name }
    }

    function Get-Inner($Nodes) { @($Nodes | Where-Object { $_ } | ForEach-Object InnerText) -join "`n" }
}

Describe '<Name>, page in <Culture>' -ForEach $pages {
    BeforeAll {
        $page = if (Test-Path (Get-PagePath $Culture $Name)) { Get-Page $Culture $Name } else { '' }
        $examples = @(Get-Example $page)
        $help = $seen[$Culture].Help | Where-Object Name -EQ $Name
    }

    It 'exists and is filled in' {
        Get-PagePath $Culture $Name | Should -Exist
        $page | Should -Not -Match '\{\{ ?Fill'
        $page | Should -Match "(?m)^Locale: $Culture$"
        foreach ($heading in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') {
            Get-Section $page $heading | Should -Not -BeNullOrEmpty -Because "of $heading"
        }
    }

    It 'has exactly the parameters of the cmdlet, each described' {
        $real = @(Get-CmdletParameter $Name)
        $written = @(Get-PageParameter $page)
        ($written.Name | Sort-Object) -join ' ' | Should -BeExactly (($real.Name | Sort-Object) -join ' ')
        foreach ($parameter in $real) {
            $found = $written | Where-Object Name -CEQ $parameter.Name
            $found.Text | Should -Not -BeNullOrEmpty -Because "of -$($parameter.Name)"
            $found.Aliases | Should -BeExactly $parameter.Aliases -Because "of the aliases of -$($parameter.Name)"
            $found.Sets | Should -BeExactly $parameter.Sets -Because "of set|position|mandatory|pipeline|property|rest of -$($parameter.Name)"
            $found.Wildcards | Should -BeExactly $parameter.Wildcards -Because "of the wildcards of -$($parameter.Name)"
        }
    }

    It 'shows the syntax of every parameter set' {
        $syntax = Get-BareText (Get-Section $page 'SYNTAX')
        foreach ($set in $cmdlets[$Name].ParameterSets) {
            $syntax.Contains((Get-BareText "$Name $set")) | Should -BeTrue -Because "the set $($set.Name) is: $Name $set"
        }
    }

    It 'is in its language' {
        $texts = @(Get-Section $page 'SYNOPSIS'; Get-Section $page 'NOTES'; Get-PageParameter $page | ForEach-Object Text)
        $texts | Where-Object { ($_ -match $chinese) -ne ($Culture -eq 'zh-CN') } | Should -BeNullOrEmpty
    }

    It 'has no table, which Get-Help would show as Markdown' {
        $page | Should -Not -Match '(?m)^\| *-'
    }

    It 'has examples that parse and use only what there is' {
        $examples.Count | Should -BeGreaterThan 1
        $problems = foreach ($example in $examples) {
            if (-not $example.Code) { "'$($example.Title)' has no code" }
            foreach ($code in $example.Code) { Find-Problem $code | ForEach-Object { "'$($example.Title)': $_" } }
        }
        $problems | Should -BeNullOrEmpty
    }

    It 'shows the true outputs of its examples' {
        $shown = @($examples | Where-Object Output)
        $shown.Count | Should -BeGreaterThan 0
        foreach ($example in $shown) {
            $run = $seen[$Culture].Runs | Where-Object { $_.Page -eq $Name -and $_.Number -eq $example.Number }
            Get-Comparable $run.Output | Should -BeExactly (Get-Comparable ($example.Output -join "`n")) -Because "of '$($example.Title)'"
        }
    }

    It 'has become the MAML in module/' {
        $maml = Get-Maml $Culture $Name
        $maml | Should -Not -BeNullOrEmpty
        Get-BareText (Get-Inner $maml.details.description) | Should -BeExactly (Get-BareText (Get-Section $page 'SYNOPSIS'))
        Get-BareText (Get-Inner $maml.description) | Should -BeExactly (Get-BareText (Get-Section $page 'DESCRIPTION'))
        Get-BareText (Get-Inner $maml.alertSet.alert) | Should -BeExactly (Get-BareText (Get-Section $page 'NOTES'))
        @($maml.examples.example).Count | Should -Be $examples.Count
        for ($i = 0; $i -lt $examples.Count; $i++) {
            @($maml.examples.example)[$i].code | Should -BeExactly $examples[$i].Code[0]
        }

        foreach ($parameter in Get-PageParameter $page) {
            $node = @($maml.parameters.parameter) | Where-Object name -EQ $parameter.Name
            Get-BareText (Get-Inner $node.description) | Should -BeExactly (Get-BareText $parameter.Text) -Because "of -$($parameter.Name)"
        }
    }

    It 'is what Get-Help shows' {
        Get-BareText $help.Synopsis | Should -BeExactly (Get-BareText (Get-Section $page 'SYNOPSIS'))
        Get-BareText $help.Description | Should -BeExactly (Get-BareText (Get-Section $page 'DESCRIPTION'))
        $shown = Get-BareText $help.Examples
        foreach ($example in $examples) {
            $shown.Contains((Get-BareText $example.Title)) | Should -BeTrue -Because "of the title '$($example.Title)'"
            $shown.Contains((Get-BareText $example.Code[0])) | Should -BeTrue -Because "of the code of '$($example.Title)'"
        }

        foreach ($parameter in Get-PageParameter $page) {
            $text = ($help.Parameters | Where-Object Name -EQ $parameter.Name).Text
            Get-BareText $text | Should -BeExactly (Get-BareText $parameter.Text) -Because "of -$($parameter.Name)"
        }
    }
}

Describe 'Get-Help -Online in <Culture>' -ForEach $languages {
    It 'leads to the page' {
        $docs = "$((Test-ModuleManifest "$root/output/WhataiPS/WhataiPS.psd1").ProjectUri)/blob/main/docs/$Culture"
        foreach ($help in $seen[$Culture].Help) { $help.Online | Should -BeExactly "$docs/$($help.Name).md" }
        if ($IsLinux) { $seen[$Culture].Opened | Should -BeExactly "$docs/Connect-Whatai.md" }
    }
}

Describe 'about_Whatai in <Culture>' -ForEach $languages {
    BeforeAll {
        $page = Get-Page $Culture 'about_Whatai'
        $file = "$root/module/$Culture/about_Whatai.help.txt"
    }

    It 'names every error id' {
        $ids = [Enum]::GetNames([Whatai.Client.ErrorKind]) +
            $cmdlets['Invoke-WhataiChat'].ImplementingType.Assembly.GetType('WhataiPS.Errors.WhataiErrors').GetMethods('Public, Static').Name
        $ids.Count | Should -BeGreaterThan 15
        $ids | Where-Object { $_ -ne 'CallFailed' -and -not $page.Contains("``$_``") } | Should -BeNullOrEmpty
    }

    It 'names every fault of the emulator' {
        [Whatai.Emulator.GatewayEmulator]::FaultNames | Where-Object { -not $page.Contains("``$_``") } | Should -BeNullOrEmpty
    }

    It 'names every cmdlet and environment variable' {
        @($cmdlets.Keys) + 'WHATAI_API_KEY', 'WHATAI_BASE_URL', 'WHATAI_MODEL' |
            Where-Object { -not $page.Contains($_) } | Should -BeNullOrEmpty
    }

    It 'has code that parses and uses only what there is' {
        $blocks = [regex]::Matches($page, '(?ms)^```powershell\n(.*?)^```')
        $blocks.Count | Should -BeGreaterThan 1
        $blocks | ForEach-Object { Find-Problem $_.Groups[1].Value } | Should -BeNullOrEmpty
    }

    It 'has become the text in module/, which Windows PowerShell can read' {
        ([IO.File]::ReadAllBytes($file)[0..2] | ForEach-Object { '{0:X2}' -f $_ }) -join '' | Should -Be 'EFBBBF'
        $text = Get-BareText (Get-Content $file -Raw -Encoding utf8)
        # Without the tables' heads, of which the text has not all.
        $body = $page -replace '(?s)\A---\n.*?\n---\n', '' -replace '\|.*\|\n\| ---.*\n', ''
        [regex]::Split($body, '\n\n|\n?```\w*|\n(?=- )|(?<!\\)\|') | Where-Object { -not $text.Contains((Get-BareText $_)) } | Should -BeNullOrEmpty
    }

    It 'is what Get-Help shows' {
        (Get-BareText $seen[$Culture].About).Contains((Get-BareText (Get-Content $file -Raw -Encoding utf8))) | Should -BeTrue
        $seen[$Culture].About.Split("`n")[4].Trim() | Should -Not -BeNullOrEmpty -Because 'Get-Help about_* takes this line as the short description'
    }
}

Describe 'Update-Help.ps1' {
    It 'makes exactly what is in module/' -Skip:(-not $hasPlatyPS) {
        $folder = New-Item "$TestDrive/module" -ItemType Directory
        & "$root/docs/Update-Help.ps1" -Destination $folder.FullName | Should -HaveCount 4
        foreach ($file in Get-ChildItem $folder -Recurse -File) {
            $kept = "$root/module/$($file.Directory.Name)/$($file.Name)"
            (Get-FileHash $kept).Hash | Should -Be (Get-FileHash $file.FullName).Hash -Because "$($file.Directory.Name)/$($file.Name) is made from docs/: run build.ps1 Help"
        }
    }

    It 'is all that is built into the module' {
        foreach ($file in Get-ChildItem "$root/module/en-US", "$root/module/zh-CN" -File) {
            (Get-FileHash "$root/output/WhataiPS/$($file.Directory.Name)/$($file.Name)").Hash |
                Should -Be (Get-FileHash $file.FullName).Hash -Because 'output/ is built from module/: run build.ps1 Build'
        }
    }
}
