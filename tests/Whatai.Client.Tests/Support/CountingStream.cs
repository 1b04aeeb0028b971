using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>Counts how often it is read, however it is.</summary>
internal sealed class CountingStream(byte[] content) : MemoryStream(content)
{
    public int Reads { get; private set; }

    public bool FailsNext { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count();
        return new(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Count();
        return Task.FromResult(Read(buffer, offset, count));
    }

    private void Count()
    {
        Reads++;
        if (FailsNext)
        {
            FailsNext = false;
            throw new IOException("broken");
        }
    }
}
