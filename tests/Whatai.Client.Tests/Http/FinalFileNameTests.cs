using System;
using System.IO;
using System.Linq;
using System.Threading;
using Whatai.Client.Files;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Whole files get their names, and none takes another's.</summary>
public sealed class TargetNameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whatai-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_end_at_once_take_nothing_from_each_other()
    {
        const int Writers = 8;
        for (int round = 0; round < 50; round++)
        {
            string target = Path.Combine(_folder, $"{round}.png");
            using var start = new Barrier(Writers);
            Thread[] threads = Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
            {
                string partial = Path.Combine(_folder, $"{writer}.partial");
                File.WriteAllText(partial, $"{writer}");
                start.SignalAndWait();
                FinalFileName.Commit(partial, target, new FileTarget { Path = target, IfExists = ExistingFile.Number });
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            Assert.Equal(Writers, Directory.GetFiles(_folder, $"{round}*.png").Select(File.ReadAllText).Distinct().Count());
            Array.ForEach(Directory.GetFiles(_folder), File.Delete);
        }
    }
}
