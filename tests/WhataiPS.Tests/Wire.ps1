# What cmdlets send, in a form that is the same each time; see WireCases.jsonl.

# The files that the calls name, as small as they can be: a picture, a mask, a sound and a document.
function Initialize-WireFile([string] $Folder) {
    $silence = [byte[]]::new(1600)
    $head = [Text.Encoding]::ASCII.GetBytes('RIFF') + [BitConverter]::GetBytes(36 + $silence.Length) + [Text.Encoding]::ASCII.GetBytes('WAVEfmt ') + [BitConverter]::GetBytes(16) +
        [BitConverter]::GetBytes([int16] 1) + [BitConverter]::GetBytes([int16] 1) + [BitConverter]::GetBytes(8000) + [BitConverter]::GetBytes(16000) +
        [BitConverter]::GetBytes([int16] 2) + [BitConverter]::GetBytes([int16] 16) + [Text.Encoding]::ASCII.GetBytes('data') + [BitConverter]::GetBytes($silence.Length)
    [IO.File]::WriteAllBytes("$Folder/a.png", [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAADElEQVR42mNgIB0AAAA0AAFIo31vAAAAAElFTkSuQmCC'))
    [IO.File]::WriteAllBytes("$Folder/mask.png", [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAADElEQVR42mNgoBwAAABEAAHpHptRAAAAAElFTkSuQmCC'))
    [IO.File]::WriteAllBytes("$Folder/a.wav", [byte[]] ($head + $silence))
    [IO.File]::WriteAllBytes("$Folder/a.pdf", [Text.Encoding]::ASCII.GetBytes("%PDF-1.4`n%%EOF"))
}

# The emulator's ids have the time in them, and bytes say nothing.
function ConvertTo-WireText([string] $Text) {
    $Text -replace '(?<=base64,|"data":"|"image":\[")[A-Za-z0-9+/=]{20,}', 'AAAA' -replace '\b(resp|mcpr|mcpl|call|fc|msg|video)_\d\w*', '$1_1'
}

# A request as a case has it: the body is its JSON, or the fields of a form; a file is its media type.
function Get-WireRequest($Request) {
    $body = if ($Request.Headers['Content-Type'] -match 'boundary="?([^";]+)') {
        $form = [ordered]@{}
        foreach ($part in $Request.Body -split "--$([regex]::Escape($Matches[1]))") {
            if ($part -notmatch '(?s)name="?([^";\r\n]+)"?(.*?)\r\n\r\n(.*)\r\n$') { continue }
            $name = $Matches[1]
            $value = if ($Matches[2] -notmatch 'filename=') { ConvertTo-WireText $Matches[3] } elseif ($part -match 'Content-Type: ([^\r]+)') { "($($Matches[1]))" }
            if ($form.Contains($name)) { $form[$name] = [object[]] $form[$name] + $value }
            else { $form[$name] = if ($name.EndsWith('[]')) { , [object[]] $value } else { $value } }
        }
        [pscustomobject] $form
    }
    elseif ($Request.Body) { ConvertTo-WireText $Request.Body | ConvertFrom-Json }
    [pscustomobject]@{ method = $Request.Method; path = ConvertTo-WireText $Request.Path; body = $body }
}
