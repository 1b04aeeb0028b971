using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Batches;
using Whatai.Client.Embeddings;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Texts become vectors: in order, bit for bit, and where a request is refused, parted until it is not.</summary>
public class EmbeddingTests
{
    [Fact]
    public async Task A_request_is_what_the_reference_says()
    {
        var handler = new ScriptedHandler(Steps.Ok("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        EmbeddingBatch batch = await client.Embeddings.EmbedAsync(Request("a") with { Dimensions = 2, User = "u" }, new CallOptions { ExtraBody = new JsonObject { ["x"] = 1 } });

        JsonAssert.Equal("""{"model":"text-embedding-3-small","input":"a","dimensions":2,"encoding_format":"base64","user":"u","x":1}""", System.Text.Encoding.UTF8.GetString(handler.Requests[0].Body!));
        Assert.Equal("/v1/embeddings", handler.Requests[0].Uri.AbsolutePath);
        Assert.Equal([1f, 0.5f], batch.Embeddings[0].Vector);
        Assert.Equal("a", batch.Embeddings[0].Input);
        Assert.Equal("m", batch.Embeddings[0].Model);
        Assert.Equal(3, batch.Usage!.TotalTokens);
        Assert.Equal("""{"object":"embedding","index":0}""", batch.Embeddings[0].RawJson);
    }

    [Fact]
    public async Task Base64_and_numbers_are_the_same_bit_for_bit()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);
        string[] texts = ["Wer hat Faust geschrieben?", "谁写了浮士德？", "🌍", " . "];

        EmbeddingBatch bytes = await client.Embeddings.EmbedAsync(Request(texts));
        EmbeddingBatch numbers = await client.Embeddings.EmbedAsync(Request(texts) with { AsBase64 = false });

        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(1536, bytes.Embeddings[i].Dimensions);
            Assert.Equal(bytes.Embeddings[i].Vector.Select(BitConverter.SingleToInt32Bits), numbers.Embeddings[i].Vector.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(1, bytes.Embeddings[i].Vector.Sum(x => (double)x * x), 5);
        }
    }

    [Fact]
    public async Task Vectors_are_put_in_the_order_of_their_index()
    {
        var handler = new ScriptedHandler(Steps.Ok("""{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        EmbeddingBatch batch = await client.Embeddings.EmbedAsync(Request("a", "b"));

        Assert.Equal([1f, 2f], batch.Embeddings.Select(one => one.Vector[0]));
        Assert.Equal(["a", "b"], batch.Embeddings.Select(one => one.Input));
        Assert.Equal("text-embedding-3-small", batch.Model);
    }

    // Two texts, of which the first is (1, 0) and the second is (0, 1).
    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[[1,0]]},{"index":1,"embedding":[[0,1]]}]}""")]
    [InlineData("""{"data":[{"index":1,"embedding":[1,0]},{"index":2,"embedding":[0,1]}]}""")]
    [InlineData("""{"data":[{"index":65,"embedding":[0,1]},{"index":64,"embedding":[1,0]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,0]},{"index":0,"embedding":[0,1]}]}""")]
    [InlineData("""{"data":[{"index":"1","embedding":[0,1]},{"index":"0","embedding":[1,0]}]}""")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"index":null,"embedding":[0,1]}]}""")]
    [InlineData("""{"data":[{"embedding":"AACAPwAAAAA"},{"embedding":"AAAAAAAAgD8"}]}""")]
    [InlineData("""{"data":[{"embedding":"AACA\nPwAA\nAAA="},{"embedding":"data:;base64,AAAAAAAAgD8="}]}""")]
    [InlineData("""{"data":[{"embedding":["1","0"]},{"embedding":["0","1.0"]}]}""")]
    [InlineData("""{"data":[{"embedding":{"float":[1,0]}},{"embedding":{"base64":"AAAAAAAAgD8="}}]}""")]
    [InlineData("""{"data":[[1,0],[0,1]]}""")]
    [InlineData("""{"data":["AACAPwAAAAA=","AAAAAAAAgD8="]}""")]
    [InlineData("""{"embeddings":[[1,0],[0,1]]}""")]
    [InlineData("""{"embeddings":{"float":[[1,0],[0,1]]}}""")]
    [InlineData("""[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[0,1]}]""")]
    [InlineData("""{"output":{"embeddings":[{"text_index":1,"embedding":[0,1]},{"text_index":0,"embedding":[1,0]}]},"usage":{"total_tokens":1}}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,0],"x":NaN},{"index":1,"embedding":[0,1]}]}""")]
    public async Task Vectors_are_read_in_the_shapes_of_servers(string answer)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        EmbeddingBatch batch = await client.Embeddings.EmbedAsync(Request("a", "b"));

        Assert.Equal([1f, 0f], batch.Embeddings[0].Vector);
        Assert.Equal([0f, 1f], batch.Embeddings[1].Vector);
    }

    [Theory]
    [InlineData("""{"embedding":[1,0]}""")]
    [InlineData("""{"data":[1,0]}""")]
    [InlineData("""{"data":[{"index":3,"embedding":[1,0]}]}""")]
    public async Task One_vector_is_that_of_the_one_text(string answer)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        EmbeddingBatch batch = await client.Embeddings.EmbedAsync(Request("a"));

        Assert.Equal([1f, 0f], Assert.Single(batch.Embeddings).Vector);
    }

    [Theory]
    [InlineData("[null,null]", "not a finite number")]
    [InlineData("[NaN,NaN]", "not a finite number")]
    [InlineData("[\"NaN\",1]", "not a finite number")]
    [InlineData("[1,Infinity]", "not a finite number")]
    [InlineData("\"AADAfwAAgD8=\"", "not a finite number")]
    [InlineData("[[1,0],[0,1]]", "one for each token")]
    [InlineData("[]", "empty")]
    [InlineData("true", "neither an array of numbers nor")]
    [InlineData("\"AAAA\"", "neither an array of numbers nor")]
    [InlineData("[1,0,0]", "has 3 numbers")]
    public async Task A_vector_that_is_none_is_refused_with_the_reason(string vector, string reason)
    {
        string answer = $$"""{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":{{vector}}}]}""";
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Embeddings.EmbedAsync(Request("a", "b")));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("vector 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal(answer, failure.RawJson);
    }

    public static TheoryData<string> WrongAnswers =>
    [
        """{"data":[{"index":0,"embedding":[1]}]}""",
        """{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}""",
        """{"data":[{"index":0,"embedding":[1]},{"index":7,"embedding":[1]}]}""",
        """{"data":[{"index":0,"embedding":[1]},{"index":1}]}""",
        """{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[]}]}""",
        """{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":"AAAA"}]}""",
        """{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":"not base64!"}]}""",
        """{"object":"list"}""",
        "[]",
    ];

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task An_answer_without_a_vector_for_each_text_is_an_error(string answer)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Embeddings.EmbedAsync(Request("a", "b")));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
    }

    [Fact]
    public async Task A_gateway_that_refuses_base64_is_asked_for_numbers_and_not_for_base64_again()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { RefuseBase64 = true });
        using WhataiClient client = Given.Client(emulator);

        await client.Embeddings.EmbedAsync(Request("a"));
        await client.Embeddings.EmbedAsync(Request("b"));

        Assert.Equal(3, emulator.Requests.Count);
        Assert.Equal(2, emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task A_gateway_that_takes_fewer_texts_gets_them_in_parts()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { EmbeddingBatchLimit = 10 });
        using WhataiClient client = Given.Client(emulator);
        var answers = new List<EmbeddingBatch>();

        BatchOutcome<Embedding>[] outcomes = await client.Embeddings.EmbedEachAsync(Request([.. Enumerable.Range(0, 35).Select(i => $"text {i}")]), onAnswer: answers.Add);

        Assert.Equal(Enumerable.Range(0, 35).Select(i => $"text {i}"), outcomes.Select(one => one.Result!.Input));
        Assert.Equal(4, emulator.LedgerTotals.Dispatches);
        Assert.Equal(35, answers.Sum(one => one.Embeddings.Length));
    }

    [Fact]
    public async Task One_refused_text_fails_alone()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => i == 13 ? string.Concat(Enumerable.Repeat("word ", 9000)) : $"text {i}")];

        BatchOutcome<Embedding>[] outcomes = await client.Embeddings.EmbedEachAsync(Request(texts));

        Assert.Equal([13], Enumerable.Range(0, 20).Where(i => outcomes[i].Failure is not null));
        Assert.Contains("8192", outcomes[13].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_all_is_not_asked_for_each()
    {
        var handler = new ScriptedHandler(Steps.Answer(400, """{"error":{"message":"no","code":"x"}}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        BatchOutcome<Embedding>[] outcomes = await client.Embeddings.EmbedEachAsync(Request([.. Enumerable.Range(0, 1024).Select(i => $"text {i}")]));

        Assert.Single(outcomes.Select(one => one.Failure).Distinct().Skip(1));
        Assert.InRange(handler.Requests.Count, 2, 13);
    }

    [Fact]
    public async Task A_wrong_parameter_is_asked_once()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        BatchOutcome<Embedding>[] outcomes = await client.Embeddings.EmbedEachAsync(Request("a", "b", "c") with { Dimensions = 5000 });

        Assert.Single(emulator.Requests);
        Assert.Single(outcomes.Select(one => one.Failure).Distinct());
    }

    [Theory]
    [InlineData("504")]
    [InlineData("reset-before")]
    public async Task What_may_be_billed_is_not_sent_again(string fault)
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using var client = new WhataiClient(Given.Options(emulator) with { MaxRetries = 2 });
        emulator.AddFault(fault);

        BatchOutcome<Embedding>[] outcomes = await client.Embeddings.EmbedEachAsync(Request("a", "b", "c"));

        Assert.All(outcomes, one => Assert.NotNull(one.Failure));
        Assert.Equal(1, emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task No_text_and_an_empty_one_are_said_before_anything_is_sent()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(Given.Options(), handler);

        await Assert.ThrowsAsync<ArgumentException>(() => client.Embeddings.EmbedAsync(Request()));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Embeddings.EmbedAsync(Request("a", "")));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Embeddings.EmbedAsync(Request([.. Enumerable.Repeat("a", 2049)])));
        Assert.Empty(handler.Requests);
    }

    private static EmbeddingRequest Request(params string[] texts) => new() { Model = "text-embedding-3-small", Inputs = texts };
}
