using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A long body is read on while what came of it is looked at.</summary>
public class PrefetchStreamTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 3 * PrefetchStream.LongFrom).Select(static n => (byte)(n * 31))];

    [Theory]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(32 * 1024)]
    [InlineData(1_000_000)]
    public async Task It_gives_all_in_order_whatever_is_asked_for(int size)
    {
        using var stream = new PrefetchStream(new Body(s_content.Length, AtEnd.Ends));
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
    public async Task A_short_one_is_read_as_it_is_asked_for()
    {
        var body = new Body(s_content.Length, AtEnd.Ends);
        using var stream = new PrefetchStream(body);

        await stream.ReadExactlyAsync(new byte[PrefetchStream.LongFrom]);

        await Task.Delay(100);
        Assert.Equal(PrefetchStream.LongFrom, body.Given);
    }

    [Fact]
    public async Task It_reads_on_while_nobody_asks_but_not_without_end()
    {
        var body = new Body(s_content.Length, AtEnd.Ends);
        using var stream = new PrefetchStream(body);

        await stream.ReadExactlyAsync(new byte[PrefetchStream.LongFrom]);
        await stream.ReadExactlyAsync(new byte[1]);

        await Eventually.TrueAsync(() => body.Given >= PrefetchStream.LongFrom + (5 * 32 * 1024), "the body is read on");
        await Task.Delay(100);
        Assert.InRange(body.Given, PrefetchStream.LongFrom, PrefetchStream.LongFrom + (6 * 32 * 1024));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PrefetchStream.LongFrom + 50_000)]
    public async Task What_came_before_it_broke_is_given_first(int length)
    {
        using var stream = new PrefetchStream(new Body(length, AtEnd.Breaks));
        byte[] buffer = new byte[1000];
        using var copy = new MemoryStream();
        while (copy.Length < length)
        {
            copy.Write(buffer, 0, await stream.ReadAsync(buffer));
        }

        Assert.Equal(s_content.Take(length), copy.ToArray());
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(async () => _ = await stream.ReadAsync(buffer))).Message);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PrefetchStream.LongFrom + 50_000)]
    public async Task A_wait_can_be_given_up(int length)
    {
        using var stop = new CancellationTokenSource();
        using var stream = new PrefetchStream(new Body(length, AtEnd.IsSilent));
        for (int left = length; left > 0;)
        {
            left -= await stream.ReadAsync(new byte[1000]);
        }

        ValueTask<int> read = stream.ReadAsync(new byte[1], stop.Token);

        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => _ = await read);
    }

    [Fact]
    public async Task A_body_is_closed_once_no_read_of_it_is_under_way()
    {
        var body = new Body(PrefetchStream.LongFrom + 1, AtEnd.IsSilent);
        var stream = new PrefetchStream(body);
        await stream.ReadExactlyAsync(new byte[PrefetchStream.LongFrom]);
        await stream.ReadExactlyAsync(new byte[1]);
        await Eventually.TrueAsync(() => body.IsWaiting, "the body is read");

        stream.Dispose();

        await Eventually.TrueAsync(() => body.IsClosed, "the body is closed");
        Assert.False(body.WasWaitingWhenClosed);
    }

    [Fact]
    public void A_body_that_was_never_read_is_closed_at_once()
    {
        var body = new Body(1, AtEnd.Ends);

        new PrefetchStream(body).Dispose();

        Assert.True(body.IsClosed);
    }

    private enum AtEnd
    {
        Ends,
        Breaks,
        IsSilent,
    }

    private sealed class Body(int length, AtEnd atEnd) : MemoryStream
    {
        private int _given;

        public int Given => Volatile.Read(ref _given);

        public bool IsWaiting { get; private set; }

        public bool IsClosed { get; private set; }

        public bool WasWaitingWhenClosed { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given == length && atEnd == AtEnd.Breaks)
            {
                throw new IOException("broken");
            }

            if (_given == length && atEnd == AtEnd.IsSilent)
            {
                IsWaiting = true;
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    IsWaiting = false;
                }
            }

            int count = Math.Min(buffer.Length, length - _given);
            s_content.AsMemory(_given, count).CopyTo(buffer);
            Interlocked.Add(ref _given, count);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            WasWaitingWhenClosed = IsWaiting;
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
