using System;
using System.Threading.Tasks;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

public class CompressionTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Compressed_answers_are_read_plain_and_streamed(string coding)
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        Assert.Equal("压缩 🌍 ok", (await client.Chat.CompleteAsync(Given.Chat("/say 压缩 🌍 ok"), Given.Fault(coding))).Text);
        Assert.Equal("压缩 🌍 ok", (await client.Chat.StreamAsync(Given.Chat("/say 压缩 🌍 ok"), Given.Fault(coding)).ToResultAsync()).Completion.Text);
    }

    [Fact]
    public async Task Compression_is_asked_for()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        string text = new('好', 10_000);
        Assert.Equal(text, (await client.Chat.CompleteAsync(Given.Chat("/say " + text))).Text);

        Assert.Contains("gzip", emulator.Requests[0].Headers["Accept-Encoding"], StringComparison.Ordinal);
        Assert.Contains("br", emulator.Requests[0].Headers["Accept-Encoding"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_stream_comes_as_it_is_made()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);
        emulator.TokenDelay = TimeSpan.FromMilliseconds(5);

        await foreach (Chat.ChatDelta _ in client.Chat.StreamAsync(Given.Chat("/length 5000"), Given.Fault("gzip")))
        {
            break;
        }

        await Eventually.TrueAsync(() => emulator.Requests[0].Outcome == "ClientClosed", "the connection closed");
    }

    [Theory]
    [InlineData("gzip", 200)]
    [InlineData("br", 200)]
    [InlineData("gzip", 401)]
    [InlineData("br", 401)]
    public async Task A_body_that_is_not_compressed_as_it_says_is_an_error_of_the_answer(string coding, int status)
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.AnswerAsync(status, $"Content-Type: application/json\r\nContent-Encoding: {coding}\r\n", Given.Utf8(Given.ChatJson()));
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url) with { MaxRetries = 0 });

        Exception? plain = await Record.ExceptionAsync(() => client.Chat.CompleteAsync(Given.Chat("Hi")));
        Exception? streamed = await Record.ExceptionAsync(() => client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync().ContinueWith(result => throw result.Result.Failure!));

        foreach (Exception? failure in new[] { plain, streamed })
        {
            WhataiException error = Assert.IsType<WhataiException>((failure as AggregateException)?.InnerException ?? failure);
            Assert.Contains(error.Kind, status == 401 ? [ErrorKind.AuthenticationFailed] : new[] { ErrorKind.InvalidResponse, ErrorKind.IncompleteAnswer });
        }
    }
}
