// Does all exercises and prints a line for each: "ok NAME", or "failed NAME: why". With a folder, for the files.
using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Whatai.Desktop.Exercise;

WhataiPS.DesktopAssemblies.Resolve();
return await RunAsync(args[0]);

// Apart, for what it needs is looked for when it is compiled.
[MethodImpl(MethodImplOptions.NoInlining)]
static async Task<int> RunAsync(string folder)
{
    int failures = 0;
    using var exercises = new Exercises(folder);
    foreach ((string name, Func<Task> exercise) in exercises.All)
    {
        try
        {
            await exercise();
            Console.WriteLine("ok " + name);
        }
#pragma warning disable CA1031 // Whatever it is, it is told, and the next one is tried.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            failures++;
            Console.WriteLine($"failed {name}: {ex}");
        }
    }

    return failures;
}
