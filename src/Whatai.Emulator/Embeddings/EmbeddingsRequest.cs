using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Embeddings;

/// <summary>An embeddings request, validated as OpenAI validates it.</summary>
internal sealed record EmbeddingsRequest(string Model, IReadOnlyList<string> Inputs)
{
    // As in OpenAI's reference: 8,192 tokens per text, 300,000 per request.
    private const int MaxTokensOfText = 8192;
    private const int MaxTokens = 300_000;

    internal int Dimensions { get; private init; }

    internal bool AsBase64 { get; private init; }

    internal long Tokens { get; private init; }

    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static EmbeddingsRequest Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonBody.Model(root, state);
        JsonMembers.String(root, "user");
        List<string> inputs = ReadInputs(root, state.Options.EmbeddingBatchLimit);
        return new EmbeddingsRequest(model, inputs)
        {
            Dimensions = ReadDimensions(root, model),
            AsBase64 = ReadFormat(root, state.Options.RefuseBase64),
            Tokens = CountTokens(inputs),
        };
    }

    private static List<string> ReadInputs(JsonElement root, int max)
    {
        if (!root.TryGetProperty("input", out JsonElement input) || input.ValueKind == JsonValueKind.Null)
        {
            throw ApiErrorException.Missing("input");
        }

        // An array of numbers is one text, as tokens.
        bool isOne = input.ValueKind == JsonValueKind.String || (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.Number);
        if (!isOne && input.ValueKind != JsonValueKind.Array)
        {
            throw ApiErrorException.BadParameter("input", "Invalid type for 'input': expected a string or an array.", "invalid_type");
        }

        List<string> inputs = isOne ? [ReadText(input)] : [.. input.EnumerateArray().Select(ReadText)];
        if (inputs.Count == 0 || inputs.Contains(string.Empty))
        {
            throw ApiErrorException.BadParameter("input", "'$.input' is invalid. Please check the API reference.", "invalid_value");
        }

        return inputs.Count <= max
            ? inputs
            : throw ApiErrorException.BadParameter("input", $"'input' must have {max} items or less, but has {inputs.Count}.", "array_above_max_length");
    }

    private static string ReadText(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString()!,
        JsonValueKind.Array when item.EnumerateArray().All(token => token.ValueKind == JsonValueKind.Number) =>
            string.Join(" ", item.EnumerateArray().Select(token => token.GetRawText())),
        _ => throw ApiErrorException.BadParameter("input", "Invalid type for 'input': expected a string or an array of tokens.", "invalid_type"),
    };

    private static int ReadDimensions(JsonElement root, string model)
    {
        int own = model.ContainsIgnoreCase("3-large") ? 3072 : 1536;
        if (JsonMembers.Integer(root, "dimensions", 1, own) is not { } asked)
        {
            return own;
        }

        return model.ContainsIgnoreCase("ada-002")
            ? throw ApiErrorException.BadParameter("dimensions", "This model does not support specifying dimensions.")
            : (int)asked;
    }

    private static bool ReadFormat(JsonElement root, bool refuseBase64) => JsonMembers.String(root, "encoding_format") switch
    {
        null or "float" => false,
        "base64" when !refuseBase64 => true,
        { } other => throw ApiErrorException.BadParameter("encoding_format", $"Invalid value for 'encoding_format': '{other}'."),
    };

    private static long CountTokens(List<string> inputs)
    {
        long all = 0;
        foreach (string input in inputs)
        {
            long tokens = System.Math.Max(1, ChunkSplitter.Count(input));
            if (tokens > MaxTokensOfText)
            {
                throw new ApiErrorException(
                    400, $"This model's maximum context length is {MaxTokensOfText} tokens, however you requested {tokens} tokens in your prompt.",
                    "invalid_request_error", null, null);
            }

            all += tokens;
        }

        return all <= MaxTokens
            ? all
            : throw new ApiErrorException(
                400, $"Requested {all} tokens, max {MaxTokens} tokens per request", "max_tokens_per_request", null, "max_tokens_per_request");
    }
}
