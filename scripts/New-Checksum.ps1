<#
.SYNOPSIS
    Writes SHA256SUMS beside the given files: `sha256sum --check SHA256SUMS` tells whether they are still what they were.
.OUTPUTS
    System.IO.FileInfo: SHA256SUMS.
#>
[CmdletBinding()]
param(
    # The files, all of one folder.
    [Parameter(Mandatory, ValueFromPipeline)] [IO.FileInfo] $File
)
begin {
    $ErrorActionPreference = 'Stop'
    $files = New-Object Collections.Generic.List[IO.FileInfo]
}
process { $files.Add($File) }
end {
    $lines = foreach ($one in $files | Sort-Object Name) { "$((Get-FileHash -LiteralPath $one.FullName).Hash.ToLowerInvariant())  $($one.Name)`n" }
    $sums = Join-Path $files[0].DirectoryName 'SHA256SUMS'
    [IO.File]::WriteAllText($sums, -join $lines)
    Get-Item $sums
}
