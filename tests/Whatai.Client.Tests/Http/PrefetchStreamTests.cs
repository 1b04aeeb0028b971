using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A body that is read on while what came of it is looked at.</summary>
public class PrefetchStreamTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 300_000).Select(static n => (byte)(n * 31))];

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(32 * 1024)]
    [InlineData(100_000)]
    public async Task It_gives_all_in_order_whatever_is_asked_for(int size)
    {
        using var stream = new PrefetchStream(new MemoryStream(s_content));
        using var copy = new MemoryStream();
        byte[] buffer = new byte[size];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            copy.Write(buffer, 0, count);
        }

        Assert.Equal(s_content, copy.ToArray());
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task It_reads_on_while_nobody_asks_but_not_without_end()
    {
        var body = new Endless();
        using var stream = new PrefetchStream(body);
        Assert.Equal(0, body.Reads);

        Assert.Equal(1, await stream.ReadAsync(new byte[1]));

        await Eventually.TrueAsync(() => body.Reads >= 5, "the body is read on");
        await Task.Delay(100);
        Assert.InRange(body.Reads, 5, 6);
    }

    [Fact]
    public async Task What_came_before_it_broke_is_given_first()
    {
        using var stream = new PrefetchStream(new Breaking(s_content.AsMemory(0, 50_000)));
        byte[] buffer = new byte[50_000];

        await stream.ReadExactlyAsync(buffer);

        Assert.Equal(s_content.Take(50_000), buffer);
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(async () => _ = await stream.ReadAsync(buffer))).Message);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        using var stop = new CancellationTokenSource();
        using var stream = new PrefetchStream(new Silent());
        ValueTask<int> read = stream.ReadAsync(new byte[1], stop.Token);

        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => _ = await read);
    }

    [Fact]
    public async Task A_body_is_closed_once_no_read_of_it_is_under_way()
    {
        var body = new Silent();
        var stream = new PrefetchStream(body);
        Task<int> read = stream.ReadAsync(new byte[1]).AsTask();
        await Eventually.TrueAsync(() => body.IsRead, "the body is read");

        stream.Dispose();

        await Eventually.TrueAsync(() => body.IsClosed, "the body is closed");
        Assert.False(body.WasReadWhenClosed);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public void A_body_that_was_never_read_is_closed_at_once()
    {
        var body = new Silent();

        new PrefetchStream(body).Dispose();

        Assert.True(body.IsClosed);
    }

    private sealed class Endless : MemoryStream
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _reads);
            return new(buffer.Length);
        }
    }

    private sealed class Breaking(ReadOnlyMemory<byte> content) : MemoryStream
    {
        private ReadOnlyMemory<byte> _left = content;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left.IsEmpty)
            {
                throw new IOException("broken");
            }

            int count = Math.Min(buffer.Length, _left.Length);
            _left[..count].CopyTo(buffer);
            _left = _left[count..];
            return new(count);
        }
    }

    private sealed class Silent : MemoryStream
    {
        public bool IsRead { get; private set; }

        public bool IsClosed { get; private set; }

        public bool WasReadWhenClosed { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            IsRead = true;
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                IsRead = false;
            }

            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            WasReadWhenClosed = IsRead;
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
