using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>For what another thread will have done soon.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Limit, "Not in time: " + what);
            await Task.Delay(5);
        }
    }
}
