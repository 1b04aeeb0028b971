# The samples for schedulers: with their variables faked, and as an array of Slurm where one answers.
BeforeDiscovery {
    $hasSlurm = [bool] (Get-Command sbatch -ErrorAction Ignore) -and $(try { (& sinfo -h -o '%T' 2>$null) -match 'idle|mixed' } catch { $false })
    if (-not $hasSlurm) { Write-Host 'Left out: the array of Slurm, since no sbatch answers here.' }
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $samples = (Resolve-Path "$PSScriptRoot/../../samples").ProviderPath
    $environment = @{ WHATAI_BASE_URL = "$($emulator.BaseUrl)"; WHATAI_API_KEY = 'sk-emulator'; PSModulePath = Split-Path (Split-Path (Resolve-Path $ModulePath)) }
    $prompts = Join-Path $TestDrive prompts.txt
    1..20 | ForEach-Object { "/say $_" } | Set-Content $prompts
    function Invoke-Sample([string] $Line, [hashtable] $With = @{}) {
        $all = $environment.Clone()
        foreach ($name in $With.Keys) { $all[$name] = $With[$name] }
        $name, $arguments = $Line -split ' ', 2
        Invoke-FreshShell "& '$samples/$name' $arguments; exit `$LASTEXITCODE" $all
        $LASTEXITCODE
    }
}
AfterAll { $emulator | Stop-WhataiEmulator }

Describe 'Samples that run shards' {
    BeforeEach {
        $emulator.ClearLog()
        $run = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'asks by the index of an indexed job, says 75 and 1 apart, and collects for free' {
        $yaml = Get-Content "$samples/k8s-indexed-job.yaml" -Raw
        $yaml | Should -Match "-Shard, '\*/8'"
        $yaml | Should -Match 'completions: 8'
        $ask = "BulkShard.ps1 -Path '$prompts' -Journal '$run' -Shard"
        @(Invoke-Sample "$ask '*/2'" @{ JOB_COMPLETION_INDEX = '0' })[-1] | Should -Be 0
        $collect = "BulkCollect.ps1 -Path '$prompts' -Journal '$run' -OutFile '$run.csv'"
        @(Invoke-Sample $collect)[-1] | Should -Be 1
        $asked = $emulator.Ledger.Count
        $emulator.AddFault('503', 100)
        @(Invoke-Sample "$ask '*/2'" @{ JOB_COMPLETION_INDEX = '1' })[-1] | Should -Be 75
        $emulator.ClearFaults()
        @(Invoke-Sample "$ask 1/2")[-1] | Should -Be 0
        @(Invoke-Sample $collect)[-1] | Should -Be 0
        (Import-Csv "$run.csv").Text | Should -Be @(1..20 | ForEach-Object { "$_" })
        $emulator.Ledger.Count | Should -BeGreaterThan $asked
    }

    It 'runs as an array of Slurm, whose collecting job waits for all of it' -Skip:(-not $hasSlurm) {
        $pwsh = (Get-Process -Id $PID).Path
        $arguments = [Environment]::GetCommandLineArgs()
        $start = if ((Split-Path $pwsh -Leaf) -like 'dotnet*') { "$pwsh $($arguments[0])" } else { $pwsh }
        $saved = @{}
        $all = $environment + @{ PWSH = $start }
        foreach ($name in $all.Keys) { $saved[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $all[$name]) }
        Push-Location $TestDrive
        try { $null = & "$samples/SlurmArray.sh" $prompts $run "$run.csv" 2 }
        finally {
            Pop-Location
            foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) }
        }
        $because = { (Get-ChildItem $TestDrive -Filter slurm-*.out | Get-Content) -join "`n" }
        Wait-Until { (Test-Path "$run.csv") -and @(Import-Csv "$run.csv").Count -eq 20 } -Seconds 120 | Should -BeTrue -Because (& $because)
        (Import-Csv "$run.csv").Text | Should -Be @(1..20 | ForEach-Object { "$_" })
        $emulator.Ledger | Should -HaveCount 20
        (Get-ChildItem $run | Get-Content -Raw) -join '' | Should -Not -Match 'sk-emulator'
    }
}

Describe 'What comes back from another process' {
    It 'is shown and piped on like what was made here, and an error keeps its kind' {
        # Jobs serialize as remoting over SSH does.
        $url = "$($emulator.BaseUrl)"
        $job = Start-Job -ScriptBlock {
            Import-Module $using:ModulePath
            $null = Connect-Whatai $using:url sk-emulator
            '/say back' | Invoke-WhataiChat
            '/repeat x' | Invoke-WhataiChat
        }
        $null = $job | Wait-Job
        $answer = $job | Receive-Job -ErrorVariable problem -ErrorAction SilentlyContinue
        $job | Remove-Job
        $answer.Text | Should -Be back
        $answer.Usage.TotalTokens | Should -BeGreaterThan 0
        $null = $emulator | Connect-Whatai
        $answer | Out-String | Should -Be (Invoke-WhataiChat '/say back' | Out-String)
        Invoke-WhataiChat '/say more' -History $answer | ForEach-Object Text | Should -Be more
        "$($problem.Exception.SerializedRemoteException.Kind)" | Should -Be InvalidRequest
        $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        Disconnect-Whatai -All
    }
}
