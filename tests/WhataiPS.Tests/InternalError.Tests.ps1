BeforeAll {
    . $PSScriptRoot/Common.ps1
    if (-not ('OddList' -as [type])) {
        Add-Type @'
public class OddList : System.Collections.IEnumerable
{
    public System.Collections.IEnumerator GetEnumerator() { throw new System.FormatException("odd"); }
}

public class OddProperty
{
    public string RawJson { get { throw new System.FormatException("odd"); } }
}
'@
    }
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
}
AfterAll { Disconnect-Whatai -All; $emulator | Stop-WhataiEmulator }

Describe 'What nobody foresaw' {
    It 'is one error of that input, and the next ones go on' {
        $odd = [pscustomobject]@{ Vector = [OddList]::new() }
        $found = (@{ Vector = [float[]] (1, 0) }, $odd, @{ Vector = [float[]] (0, 1) }) | ForEach-Object { , $_ } |
            Measure-WhataiSimilarity -Reference ([float[]] (1, 0)) -ErrorVariable problem -ErrorAction SilentlyContinue
        $found | Should -HaveCount 2
        @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InternalError,*'
        "$($problem[0])" | Should -BeLike '*FormatException: odd*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*ProjectUri*'
    }

    It 'is an invalid argument where a property of the input cannot be read' {
        $answers = 'one', [OddProperty]::new(), 'two' | Invoke-WhataiChat -ErrorVariable problem -ErrorAction SilentlyContinue
        $answers.Text | Should -Be 'Echo: one', 'Echo: two'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($problem[0])" | Should -BeLike '*odd*'
    }

    It 'still stops where the caller wants to stop' {
        { 'one', [OddProperty]::new(), 'two' | Invoke-WhataiChat -ErrorAction Stop } | Should -Throw '*odd*'
        @(1..5 | ForEach-Object { "$_" } | Invoke-WhataiChat | Select-Object -First 2) | Should -HaveCount 2
    }
}
