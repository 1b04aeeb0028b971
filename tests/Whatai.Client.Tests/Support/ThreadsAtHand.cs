using System.Runtime.CompilerServices;
using System.Threading;

namespace Whatai.Client.Tests;

/// <summary>
/// Stopping an emulator blocks a thread, and on two cores the pool is slow to make another; tests of time-outs
/// beside it would measure that.
/// </summary>
internal static class ThreadsAtHand
{
    [ModuleInitializer]
    internal static void Prepare() => ThreadPool.SetMinThreads(64, 64);
}
