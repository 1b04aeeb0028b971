# How the build, the tests and the benchmarks start a PowerShell: the one that runs this, once more.

# The program, and the arguments that come before all others. Installed as a .NET tool, PowerShell runs in the dotnet host and
# has no program of its own.
function Get-PowerShellHost {
    $program = (Get-Process -Id $PID).Path
    $isTool = [IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet'
    [pscustomobject]@{ Path = $program; Arguments = [string[]] @(if ($isTool) { Join-Path $PSHOME 'pwsh.dll' }) }
}

# Runs it to its end and gives what it prints; $LASTEXITCODE is its own.
function Invoke-PowerShellHost {
    $shell = Get-PowerShellHost
    $first = $shell.Arguments
    & $shell.Path @first @args
}

# Starts it and gives the process. The process says its own id, for what Start-Process has started may be a launcher that
# ends, or is killed, without the shell.
function Start-PowerShellHost([string] $Script) {
    $shell = Get-PowerShellHost
    $folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "whataips-$([guid]::NewGuid())") -ItemType Directory
    $idFile = Join-Path $folder 'id'
    Set-Content "$folder/run.ps1" "Set-Content '$idFile.new' `$PID; Move-Item '$idFile.new' '$idFile'`n$Script" -Encoding utf8
    $arguments = $shell.Arguments + '-NoProfile', '-NonInteractive', '-File', "$folder/run.ps1" | ForEach-Object { "`"$_`"" }
    $started = Start-Process $shell.Path $arguments -PassThru -RedirectStandardOutput "$folder/said.txt" -RedirectStandardError "$folder/complained.txt"
    while (-not (Test-Path $idFile)) {
        if ($started.HasExited) { throw "The shell ended: $(Get-Content "$folder/*.txt")" }
        Start-Sleep -Milliseconds 20
    }
    Get-Process -Id (Get-Content $idFile) | Add-Member Folder $folder.FullName -PassThru
}
