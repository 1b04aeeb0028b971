using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using OpenAI.Embeddings;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The embeddings route: deterministic unit vectors, validated and billed as by a gateway.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private const string Path = "/v1/embeddings";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Vectors_are_of_length_one_and_always_the_same()
    {
        JsonNode one = await EmbedAsync("""{"model":"text-embedding-3-small","input":["a cat","狗"]}""");
        JsonNode two = await EmbedAsync("""{"model":"text-embedding-3-small","input":["a cat","狗"]}""");

        Assert.Equal(one["data"]!.ToJsonString(), two["data"]!.ToJsonString());
        Assert.Equal(1, (int)one["data"]![1]!["index"]!);
        Assert.All(one["data"]!.AsArray(), item =>
        {
            double[] vector = [.. item!["embedding"]!.AsArray().Select(x => (double)x!)];
            Assert.Equal(1536, vector.Length);
            Assert.Equal(1, vector.Sum(x => x * x), 5);
        });
        Assert.Equal((int)one["usage"]!["total_tokens"]!, _gateway.Emulator.Ledger[0].PromptTokens);
        Assert.Equal(2, _gateway.Emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task Texts_with_words_in_common_are_alike()
    {
        double[][] vectors = await VectorsAsync("a red car", "the red car", "quantum physics");
        Assert.True(Dot(vectors[0], vectors[1]) > 0.4);
        Assert.True(Math.Abs(Dot(vectors[0], vectors[2])) < 0.2);
    }

    [Fact]
    public async Task A_shorter_vector_is_the_beginning_of_the_long_one()
    {
        double[] whole = (await VectorsAsync("a red car"))[0];
        JsonNode part = await EmbedAsync("""{"model":"text-embedding-3-small","input":"a red car","dimensions":16}""");
        double[] vector = [.. part["data"]![0]!["embedding"]!.AsArray().Select(x => (double)x!)];
        Assert.Equal(16, vector.Length);
        Assert.Equal(1, vector.Sum(x => x * x), 5);
        Assert.Equal(vector[1] / vector[0], whole[1] / whole[0], 4);
    }

    [Theory]
    [InlineData("\"input\":[]", "input")]
    [InlineData("\"input\":\"\"", "input")]
    [InlineData("\"input\":[\"a\",\"\"]", "input")]
    [InlineData("\"input\":{}", "input")]
    [InlineData("\"x\":1", "input")]
    [InlineData("\"input\":\"a\",\"dimensions\":0", "dimensions")]
    [InlineData("\"input\":\"a\",\"dimensions\":1537", "dimensions")]
    [InlineData("\"input\":\"a\",\"encoding_format\":\"hex\"", "encoding_format")]
    public async Task What_is_wrong_is_named_and_not_billed(string members, string param)
    {
        JsonNode error = await _gateway.ErrorAsync($$"""{"model":"text-embedding-3-small",{{members}}}""", path: Path);
        Assert.Equal(param, (string?)error["param"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Limits_are_those_of_the_reference()
    {
        string many = string.Join(",", Enumerable.Repeat("\"a\"", 2049));
        Assert.Contains("2048", (string?)(await _gateway.ErrorAsync($$"""{"model":"text-embedding-3-small","input":[{{many}}]}""", path: Path))["message"], StringComparison.Ordinal);
        string word = string.Concat(Enumerable.Repeat("word ", 8000));
        string all = string.Join(",", Enumerable.Repeat($"\"{word}\"", 40));
        Assert.Equal("max_tokens_per_request", (string?)(await _gateway.ErrorAsync($$"""{"model":"text-embedding-3-small","input":[{{all}}]}""", path: Path))["code"]);
        Assert.Equal("dimensions", (string?)(await _gateway.ErrorAsync("""{"model":"text-embedding-ada-002","input":"a","dimensions":8}""", path: Path))["param"]);
    }

    [Fact]
    public async Task The_official_client_reads_it()
    {
        var client = new EmbeddingClient(
            "text-embedding-3-large",
            new System.ClientModel.ApiKeyCredential(_gateway.Emulator.ApiKey),
            new OpenAI.OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") });

        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["one", "two"]);

        Assert.Equal(2, vectors.Count);
        Assert.Equal(3072, vectors[1].ToFloats().Length);
        Assert.Equal(2, vectors.Usage.TotalTokenCount);
    }

    private async Task<JsonNode> EmbedAsync(string body)
    {
        using System.Net.Http.HttpResponseMessage response = await _gateway.PostAsync(body, path: Path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<double[][]> VectorsAsync(params string[] texts)
    {
        string input = string.Join(",", texts.Select(text => JsonValue.Create(text)!.ToJsonString()));
        JsonNode answer = await EmbedAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"model\":\"text-embedding-3-small\",\"input\":[{input}]}}"));
        return [.. answer["data"]!.AsArray().Select(item => item!["embedding"]!.AsArray().Select(x => (double)x!).ToArray())];
    }

    private static double Dot(double[] one, double[] two) => one.Zip(two, (x, y) => x * y).Sum();
}
