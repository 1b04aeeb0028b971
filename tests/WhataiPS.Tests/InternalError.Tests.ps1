BeforeAll {
    . $PSScriptRoot/Common.ps1
    if (-not ('OddList' -as [type])) {
        Add-Type @'
public class OddList : System.Collections.IEnumerable
{
    public System.Collections.IEnumerator GetEnumerator() { throw new System.FormatException("odd"); }
}

// Fails at the second look.
public class OddComparer : System.Collections.Generic.IEqualityComparer<string>
{
    private int _looks;
    public bool Equals(string one, string other) { return one == other; }
    public int GetHashCode(string text) { if (++_looks == 2) throw new System.InvalidOperationException("odd"); return text.GetHashCode(); }
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

    It 'is one error of its input in a bulk run too, whatever its type, and no answer is lost' -ForEach @(
        @{ Call = { 'a', 'b', 'c', 'd' | Invoke-WhataiChat -ThrottleLimit 4 -ErrorAction SilentlyContinue -ErrorVariable script:problem } }
        @{ Call = { 'a', 'b', 'c', 'd' | Invoke-WhataiChat -ErrorAction SilentlyContinue -ErrorVariable script:problem } }
        @{ Call = { 'a', 'b', 'c', 'd' | New-WhataiImage -Model gpt-image-1 -ThrottleLimit 4 -ErrorAction SilentlyContinue -ErrorVariable script:problem } }
        @{ Call = { 'a', 'b', 'c', 'd' | Start-WhataiVideo -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable script:problem } }
        @{ Call = { ConvertTo-WhataiSpeech 'a', 'b', 'c', 'd' -OutDirectory $TestDrive -Force -ErrorAction SilentlyContinue -ErrorVariable script:problem } }
    ) {
        # The count of what is spent fails once.
        $assembly = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'WhataiPS' }[0]
        $session = $assembly.GetType('WhataiPS.Sessions.WhataiSession').GetProperty('Current').GetValue($null)
        $meter = $session.GetType().GetProperty('Usage').GetValue($session)
        $models = $meter.GetType().GetField('_models', 'NonPublic, Instance')
        $saved = $models.GetValue($meter)
        $models.SetValue($meter, [Activator]::CreateInstance($models.FieldType, [object[]] @([OddComparer]::new())))
        try { $answers = & $Call }
        finally { $models.SetValue($meter, $saved) }
        $answers | Should -HaveCount 3
        $problem = @($problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InternalError,*'
        $problem[0].TargetObject | Should -Be 'b'
    }

    It 'leaves <Name> to the loop around it, and asks no more' -ForEach @(
        @{ Name = 'break'; Loop = { foreach ($turn in 1) { 1..5 | ForEach-Object { "$_" } | Invoke-WhataiChat | ForEach-Object { $_; break } } }; Asked = 1 }
        @{ Name = 'continue'; Loop = { foreach ($turn in 1, 2) { 1..5 | ForEach-Object { "$_" } | Invoke-WhataiChat | ForEach-Object { $_; continue } } }; Asked = 2 }
        @{ Name = 'throw'; Loop = { try { 1..5 | ForEach-Object { "$_" } | Invoke-WhataiChat | ForEach-Object { $_; throw 'mine' } } catch { $Error.RemoveAt(0) } }; Asked = 1 }
        @{ Name = 'Select-Object -First'; Loop = { 1..5 | ForEach-Object { "$_" } | Invoke-WhataiChat | Select-Object -First 1 }; Asked = 1 }
    ) {
        $emulator.ClearLog()
        $Error.Clear()
        $null = & $Loop
        @($Error | Where-Object { $_.FullyQualifiedErrorId -like 'InternalError*' }) | Should -BeNullOrEmpty
        $emulator.Requests | Should -HaveCount $Asked
    }

    It 'still stops where the caller wants to stop' {
        { 'one', [OddProperty]::new(), 'two' | Invoke-WhataiChat -ErrorAction Stop } | Should -Throw '*odd*'
        @(1..5 | ForEach-Object { "$_" } | Invoke-WhataiChat | Select-Object -First 2) | Should -HaveCount 2
    }
}
