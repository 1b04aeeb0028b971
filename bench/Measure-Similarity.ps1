# Times Measure-WhataiSimilarity and a bare C# loop over the same vectors, in turn; prints both times in milliseconds, a pair a line.
param([string] $Module, [string] $Bench, [int] $Count, [int] $Dimensions, [int] $Repetitions)
Import-Module $Module
$null = [Reflection.Assembly]::LoadFrom($Bench)
$random = [Random]::new(1)
$numbers = [float[]]::new($Dimensions + 10000)
foreach ($i in 0..($numbers.Length - 1)) { $numbers[$i] = $random.NextSingle() - 0.5 }
$vectors = [float[][]]::new($Count)
for ($i = 0; $i -lt $Count; $i++) {
    $vectors[$i] = [float[]]::new($Dimensions)
    [Array]::Copy($numbers, $random.Next(10000), $vectors[$i], 0, $Dimensions)
}
foreach ($i in 1..$Repetitions) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $null = Measure-WhataiSimilarity $vectors[0] -InputObject $vectors -First 10
    $ours = $watch.Elapsed.TotalMilliseconds
    $watch.Restart()
    $null = [WhataiBench.Similarity]::Sum($vectors)
    [string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $ours, $watch.Elapsed.TotalMilliseconds)
}
