#Requires -Version 5.1
<#
.SYNOPSIS
    Makes module/<culture>/WhataiPS.dll-Help.xml and module/<culture>/about_*.help.txt from docs/<culture>/*.md.
.DESCRIPTION
    PlatyPS reads the pages and writes the MAML. What its MAML lacks or shows badly is mended here: Markdown marks and
    code fences as bare text, default values, the pipeline input of parameters, links to nowhere. The same pages always
    give the same files. Needs Microsoft.PowerShell.PlatyPS 1.0; `build.ps1 Help` calls this.

    The page of a new cmdlet begins with New-MarkdownCommandHelp; that of a new parameter is a heading with a YAML block like
    the others. An example that has an ```output block is run by Help.Tests.ps1 after those before it, and must give just that.
.EXAMPLE
    ./build.ps1 Help
#>
[CmdletBinding()]
param(
    # Where en-US/ and zh-CN/ are written.
    [string] $Destination = (Join-Path $PSScriptRoot '../module')
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
    Write-Host 'Microsoft.PowerShell.PlatyPS makes the help and is not installed: Install-Module Microsoft.PowerShell.PlatyPS'
    exit 1
}

Import-Module Microsoft.PowerShell.PlatyPS
$cultures = 'en-US', 'zh-CN'
$topics = @{ 'en-US' = 'TOPIC'; 'zh-CN' = -join [char[]] (0x4E3B, 0x9898) }
# The first related link is where Get-Help -Online leads: the page that the help is made of, in the project that the manifest names.
$onlineVersions = @{ 'en-US' = 'Online Version'; 'zh-CN' = -join [char[]] (0x5728, 0x7EBF, 0x7248, 0x672C) }
$projectUri = [regex]::Match((Get-Content (Join-Path $PSScriptRoot '../WhataiPS.psd1') -Raw), "ProjectUri = '(.+)'").Groups[1].Value
$namespaces = @{
    maml = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
}
$columns = 79

#region Markdown as plain text

# Two lines of a paragraph become one; between Chinese characters there is no space.
function Join-Line([string] $Text) {
    $wide = '[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F\u201C\u201D]'
    $Text = [regex]::Replace($Text, "(?<=$wide)\n *(?=$wide)", '')
    [regex]::Replace($Text, '\n *', ' ')
}

function Remove-Mark([string] $Text) {
    $Text = [regex]::Replace($Text, '\[([^\]]+)\]\((https?://[^)]+)\)', '$1 ($2)')
    $Text = [regex]::Replace($Text, '\[([^\]]+)\]\([^)]+\)', '$1')
    $Text = [regex]::Replace($Text, '\*\*([^*]+)\*\*', '$1')
    # A pipe in a table's cell has to be escaped.
    [regex]::Replace($Text, '`([^`]+)`', '$1').Replace('\|', '|')
}

# Markdown in blocks: Kind is Text, List, Code, Table or Head.
function Read-Block([string] $Markdown) {
    $lines = ($Markdown -replace "`r", '').Trim("`n").Split("`n")
    for ($i = 0; $i -lt $lines.Count; $i++) {
        $start = $i
        switch -Regex ($lines[$i]) {
            '^\s*$' { break }
            '^```' {
                for ($i++; $lines[$i] -notmatch '^```\s*$'; $i++) { }
                [pscustomobject]@{ Kind = 'Code'; Language = $lines[$start].Trim('`', ' '); Lines = @($lines[($start + 1)..($i - 1)]) }
                break
            }
            '^(#+) ' {
                [pscustomobject]@{ Kind = 'Head'; Level = $Matches[1].Length; Lines = @(Remove-Mark ($lines[$i] -replace '^#+ ', '')) }
                break
            }
            '^\|' {
                while ($i + 1 -lt $lines.Count -and $lines[$i + 1] -match '^\|') { $i++ }
                [pscustomobject]@{ Kind = 'Table'; Lines = @($lines[$start..$i]) }
                break
            }
            default {
                while ($i + 1 -lt $lines.Count -and $lines[$i + 1] -notmatch '^\s*$|^```|^#+ |^\|') { $i++ }
                $text = $lines[$start..$i] -join "`n"
                if ($text -match '^- ') {
                    $items = [regex]::Split($text, '(?m)^- ') | Where-Object { $_ } | ForEach-Object { Remove-Mark (Join-Line $_.Trim("`n")) }
                    [pscustomobject]@{ Kind = 'List'; Lines = @($items | ForEach-Object { "- $_" }) }
                }
                else {
                    [pscustomobject]@{ Kind = 'Text'; Lines = @(Remove-Mark (Join-Line $text)) }
                }
            }
        }
    }
}

#endregion

#region MAML

function Select-Node($Node, [string] $Path) {
    $Node.SelectNodes($Path, $manager)
}

function Add-Element($Parent, [string] $Name, [string] $Text) {
    $prefix = $Name.Split(':')[0]
    $element = $Parent.OwnerDocument.CreateElement($Name, $namespaces[$prefix])
    if ($Text) { $element.InnerText = $Text }
    $Parent.AppendChild($element)
}

# Get-Help wraps a maml:para at the console's width, and puts an empty line after it.
function Add-Para($Parent, $Blocks) {
    foreach ($block in $Blocks) {
        $indent = if ($block.Kind -eq 'Code') { '    ' } else { '' }
        $null = Add-Element $Parent 'maml:para' (($block.Lines | ForEach-Object { ($indent + $_).TrimEnd() }) -join "`n")
    }
}

function Set-Para($Parent, [string] $Markdown) {
    if (-not $Parent) { return }
    $Parent.RemoveAll()
    Add-Para $Parent @(Read-Block $Markdown)
}

function Set-Example($Parent, $Examples) {
    $Parent.RemoveAll()
    foreach ($example in $Examples) {
        $element = Add-Element $Parent 'command:example'
        $null = Add-Element $element 'maml:title' "--------- $($example.Title) ---------"
        $blocks = @(Read-Block $example.Remarks)
        $kinds = @($blocks | ForEach-Object Kind)
        $first = [array]::IndexOf($kinds, 'Code')
        $introduction = Add-Element $element 'maml:introduction'
        if ($first -gt 0) {
            Add-Para $introduction $blocks[0..($first - 1)]
            # Get-Help puts nothing between the introduction and the code.
            $introduction.LastChild.InnerText += "`n`n"
        }

        $null = Add-Element $element 'dev:code' ($blocks[$first].Lines -join "`n")
        $remarks = Add-Element $element 'dev:remarks'
        foreach ($block in $blocks | Select-Object -Skip ($first + 1)) {
            $null = Add-Element $remarks 'maml:para' ($block.Lines -join "`n")
        }

        # Else the next title follows without an empty line.
        $null = Add-Element $remarks 'maml:para'
    }
}

function Get-ShortType([string] $Type) {
    $Type = $Type -replace '^System\.Nullable`1\[(.+)\]$', '$1'
    $short = @{ 'System.Int32' = 'int'; 'System.Int64' = 'long'; 'System.Double' = 'double'; 'System.String' = 'string'; 'System.Object' = 'Object' }
    $suffix = if ($Type.EndsWith('[]')) { '[]' } else { '' }
    $element = $Type -replace '\[\]$', ''
    $(if ($short.ContainsKey($element)) { $short[$element] } else { $element.Split('.')[-1] }) + $suffix
}

function Get-PipelineInput($Parameter) {
    $by = @(
        if ($Parameter.ParameterSets | Where-Object ValueFromPipeline) { 'ByValue' }
        if ($Parameter.ParameterSets | Where-Object ValueFromPipelineByPropertyName) { 'ByPropertyName' }
    )
    if ($by) { "true ($($by -join ', '))" } else { 'false' }
}

function Repair-Parameter($Node, $Parameter, [switch] $Describe) {
    $Node.SetAttribute('pipelineInput', (Get-PipelineInput $Parameter))
    $Node.SetAttribute('globbing', "$($Parameter.SupportsWildcards)".ToLowerInvariant())
    $Node.SetAttribute('variableLength', 'false')
    foreach ($value in Select-Node $Node 'command:parameterValue') {
        $value.SetAttribute('variableLength', 'false')
        $value.InnerText = Get-ShortType $Parameter.Type
    }

    if ($Describe) {
        Set-Para $Node.SelectSingleNode('maml:description', $manager) $Parameter.Description
        if ($Parameter.DefaultValue) { $null = Add-Element $Node 'dev:defaultValue' $Parameter.DefaultValue }
    }
}

function Repair-Command($Node, $Help) {
    Set-Para $Node.SelectSingleNode('command:details/maml:description', $manager) $Help.Synopsis
    Set-Para $Node.SelectSingleNode('maml:description', $manager) $Help.Description
    Set-Para $Node.SelectSingleNode('maml:alertSet/maml:alert', $manager) $Help.Notes
    foreach ($path in 'command:syntax/command:syntaxItem/command:parameter', 'command:parameters/command:parameter') {
        foreach ($parameter in Select-Node $Node $path) {
            $name = $parameter.SelectSingleNode('maml:name', $manager).InnerText
            Repair-Parameter $parameter ($Help.Parameters | Where-Object Name -EQ $name) -Describe:($path -like '*parameters*')
        }
    }

    foreach ($pair in @(@('command:inputTypes/command:inputType', $Help.Inputs), @('command:returnValues/command:returnValue', $Help.Outputs))) {
        $nodes = @(Select-Node $Node $pair[0])
        for ($i = 0; $i -lt $nodes.Count; $i++) {
            Set-Para $nodes[$i].SelectSingleNode('maml:description', $manager) @($pair[1])[$i].Description
        }
    }

    Set-Example $Node.SelectSingleNode('command:examples', $manager) $Help.Examples
    foreach ($link in @(Select-Node $Node 'command:relatedLinks/maml:navigationLink')) {
        $uri = $link.SelectSingleNode('maml:uri', $manager)
        # PlatyPS adds a link without address for the online version. In the others a file name helps nobody in Get-Help.
        if (-not $uri.InnerText) {
            $link.SelectSingleNode('maml:linkText', $manager).InnerText = $onlineVersions[$Culture]
            $uri.InnerText = "$projectUri/blob/main/docs/$Culture/$($Help.Title).md"
        }
        elseif ($uri.InnerText -notmatch '^https?:') { $uri.InnerText = '' }
    }
}

function Update-Maml([string] $Culture) {
    $pages = @(Get-ChildItem (Join-Path $PSScriptRoot $Culture) -Filter '*-*.md' | Sort-Object Name)
    $helps = @($pages | ForEach-Object { Import-MarkdownCommandHelp $_.FullName })
    $temporary = Join-Path ([IO.Path]::GetTempPath()) "whataips-help-$PID-$Culture"
    try {
        $exported = $helps | Export-MamlCommandHelp -OutputFolder $temporary -Force
        $document = [xml]::new()
        $document.Load($exported.FullName)
    }
    finally {
        Remove-Item $temporary -Recurse -Force -ErrorAction SilentlyContinue
    }

    $manager = [Xml.XmlNamespaceManager]::new($document.NameTable)
    foreach ($prefix in $namespaces.Keys) { $manager.AddNamespace($prefix, $namespaces[$prefix]) }
    foreach ($command in @(Select-Node $document '//command:command')) {
        $name = $command.SelectSingleNode('command:details/command:name', $manager).InnerText
        Repair-Command $command ($helps | Where-Object Title -EQ $name)
    }

    $settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
    $stream = [IO.MemoryStream]::new()
    $writer = [Xml.XmlWriter]::Create($stream, $settings)
    $document.Save($writer)
    $writer.Dispose()
    $file = Join-Path $Destination "$Culture/WhataiPS.dll-Help.xml"
    [IO.File]::WriteAllBytes($file, $stream.ToArray() + [byte] 10)
    $file
}

#endregion

#region About topics

# Chinese characters, full-width signs and emoji take two columns.
function Get-Width([string] $Text) {
    $Text.Length + [regex]::Matches($Text, '[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]').Count
}

function Split-Line([string] $Text, [int] $Width) {
    # A line may end before a space, and on either side of a Chinese character, but not inside its punctuation.
    $open = '[\uFF08\u300A\u201C]*'
    $close = '[\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF1F\uFF01\uFF09\u300B\u201D]*'
    $pieces = [regex]::Matches($Text, " *$open(?:[^\s\u201C\u201D\u2E80-\uFFEF]+|[\u2E80-\uFFEF])$close")
    $line = ''
    foreach ($piece in $pieces) {
        if ($line -and (Get-Width ($line + $piece.Value)) -gt $Width) {
            $line
            $line = $piece.Value.TrimStart()
        }
        else { $line += $piece.Value }
    }

    $line
}

function Format-Indented([string] $Text, [string] $First, [string] $Rest) {
    $lines = @(Split-Line $Text ($columns - $Rest.Length))
    $First + $lines[0]
    $lines | Select-Object -Skip 1 | ForEach-Object { $Rest + $_ }
}

# A table's rows as short paragraphs: the first cell, then the others below it, each with its column's name where there are several.
function Format-AboutTable([string[]] $Lines) {
    $rows = foreach ($line in $Lines) {
        , @([regex]::Split($line.Trim().Trim('|'), '(?<!\\)\|') | ForEach-Object { Remove-Mark $_.Trim() })
    }
    $heads = $rows[0]
    $colon = if ($heads[0] -match '[\u4E00-\u9FFF]') { "$([char]0xFF1A)" } else { ': ' }
    foreach ($row in $rows | Select-Object -Skip 2) {
        "    $($row[0])"
        for ($i = 1; $i -lt $row.Count; $i++) {
            if ($row[$i]) {
                Format-Indented $(if ($row.Count -gt 2) { "$($heads[$i])$colon$($row[$i])" } else { $row[$i] }) '        ' '          '
            }
        }
    }
}

function Format-About([string] $Markdown, [string] $Topic) {
    $body = ($Markdown -replace "`r", '') -replace '(?s)\A---\n.*?\n---\n', ''
    foreach ($block in Read-Block $body) {
        switch ($block.Kind) {
            # Get-Help's list of topics takes the fifth line for the short description.
            'Head' { if ($block.Level -eq 1) { $Topic; "    $($block.Lines[0])"; '' } else { $block.Lines[0].ToUpperInvariant() } }
            'Text' { Format-Indented $block.Lines[0] '    ' '    '; '' }
            'List' { $block.Lines | ForEach-Object { Format-Indented $_ '    ' '      ' }; '' }
            'Code' { $block.Lines | ForEach-Object { "        $_".TrimEnd() }; '' }
            'Table' { Format-AboutTable $block.Lines; '' }
        }
    }
}

function Update-About([string] $Culture) {
    foreach ($page in Get-ChildItem (Join-Path $PSScriptRoot $Culture) -Filter 'about_*.md' | Sort-Object Name) {
        $text = (@(Format-About ([IO.File]::ReadAllText($page.FullName)) $topics[$Culture]) -join "`n").TrimEnd() + "`n"
        $file = Join-Path $Destination "$Culture/$($page.BaseName).help.txt"
        # With the byte order mark, without which Windows PowerShell does not take it for UTF-8.
        [IO.File]::WriteAllText($file, $text, [Text.UTF8Encoding]::new($true))
        $file
    }
}

#endregion

# .NET's own folder is not PowerShell's.
$Destination = (Resolve-Path $Destination).ProviderPath
foreach ($culture in $cultures) {
    $null = New-Item (Join-Path $Destination $culture) -ItemType Directory -Force
    Update-Maml $culture
    Update-About $culture
}
