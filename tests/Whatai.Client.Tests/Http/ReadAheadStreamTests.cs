using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A connection that is read in large pieces, and gives them in small ones.</summary>
public class ReadAheadStreamTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 300_000).Select(static n => (byte)(n * 31))];

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public async Task It_gives_all_in_order_whatever_is_asked_for(int size)
    {
        using var stream = new ReadAheadStream(new CountingStream(s_content));
        using var copy = new MemoryStream();
        byte[] buffer = new byte[size];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            copy.Write(buffer, 0, count);
        }

        Assert.Equal(s_content, copy.ToArray());
    }

    [Fact]
    public async Task It_reads_the_connection_seldom()
    {
        var socket = new CountingStream(s_content);
        using var stream = new ReadAheadStream(socket);
        byte[] buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) > 0)
        {
        }

        // 73 without it.
        Assert.InRange(socket.Reads, 1, 11);
    }

    // How the framework finds out whether an idle connection was closed.
    [Fact]
    public async Task A_read_of_nothing_waits_for_what_comes_and_not_for_what_is_there()
    {
        var socket = new CountingStream(s_content);
        using var stream = new ReadAheadStream(socket);
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty));
        Assert.Equal(1, socket.Reads);

        Assert.Equal(1, await stream.ReadAsync(new byte[1]));
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty));
        Assert.Equal(2, socket.Reads);
    }

    [Fact]
    public async Task A_read_that_failed_can_be_followed_by_another()
    {
        var socket = new CountingStream(s_content) { FailsNext = true };
        using var stream = new ReadAheadStream(socket);
        byte[] buffer = new byte[10];

        await Assert.ThrowsAsync<IOException>(async () => _ = await stream.ReadAsync(buffer));

        Assert.Equal(10, await stream.ReadAsync(buffer));
        Assert.Equal(s_content.Take(10), buffer);
    }
}
