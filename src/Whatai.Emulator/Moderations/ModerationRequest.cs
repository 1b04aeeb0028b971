using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Moderations;

/// <summary>What is judged as one.</summary>
internal sealed record ModerationInput(string Text, bool HasText, bool HasImage);

/// <summary>A moderations request, validated as OpenAI validates it.</summary>
internal sealed record ModerationRequest(string Model, IReadOnlyList<ModerationInput> Inputs)
{
    // A request has one image at most.
    private const int MaxImages = 1;

    /// <summary>Whether the model reads images: the older ones read text alone, and have fewer categories.</summary>
    internal bool ReadsImages => Model.ContainsIgnoreCase("omni");

    internal long Tokens => Inputs.Sum(input => (long)ChunkSplitter.Count(input.Text) + (input.HasImage ? MediaSummary.Tokens : 0));

    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static ModerationRequest Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        // As new-api does where none is named.
        string model = JsonBody.RequireServed(JsonMembers.String(root, "model") is { Length: > 0 } name ? name : "text-moderation-stable", state);
        if (!root.TryGetProperty("input", out JsonElement input) || input.ValueKind == JsonValueKind.Null)
        {
            throw ApiErrorException.Missing("input");
        }

        var request = new ModerationRequest(model, ReadInputs(input, state.Options.EmbeddingBatchLimit));
        return request.ReadsImages || !request.Inputs.Any(one => one.HasImage)
            ? request
            : throw ApiErrorException.BadParameter("input", $"The model '{model}' does not support image inputs.");
    }

    private static List<ModerationInput> ReadInputs(JsonElement input, int max)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            return [OfText(input)];
        }

        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0)
        {
            throw ApiErrorException.BadParameter("input", "Invalid type for 'input': expected a string or a list of strings or of parts.", "invalid_type");
        }

        if (input.GetArrayLength() > max)
        {
            throw ApiErrorException.BadParameter("input", $"'input' must have {max} items or less, but has {input.GetArrayLength()}.", "array_above_max_length");
        }

        return input[0].ValueKind == JsonValueKind.Object ? [ReadParts(input)] : [.. input.EnumerateArray().Select(OfText)];
    }

    private static ModerationInput OfText(JsonElement item) => item.ValueKind == JsonValueKind.String
        ? new ModerationInput(item.GetString()!, HasText: true, HasImage: false)
        : throw ApiErrorException.BadParameter("input", "Invalid type for 'input': strings and parts do not go together.", "invalid_type");

    // All parts are one input.
    private static ModerationInput ReadParts(JsonElement parts)
    {
        var texts = new List<string>();
        int images = 0;
        foreach ((JsonElement part, int index) in parts.EnumerateArray().Select((part, index) => (part, index)))
        {
            string at = string.Format(CultureInfo.InvariantCulture, "input[{0}]", index);
            if (part.ValueKind != JsonValueKind.Object)
            {
                throw ApiErrorException.BadParameter(at, "Invalid type for 'input': strings and parts do not go together.", "invalid_type");
            }

            switch (JsonMembers.String(part, "type", at + ".type"))
            {
                case "text":
                    texts.Add(JsonMembers.String(part, "text", at + ".text") ?? throw ApiErrorException.Missing(at + ".text"));
                    break;
                case "image_url":
                    JsonElement holder = JsonMembers.Find(part, "image_url", JsonValueKind.Object, at + ".image_url") ?? throw ApiErrorException.Missing(at + ".image_url");
                    string url = JsonMembers.String(holder, "url", at + ".image_url.url") ?? throw ApiErrorException.Missing(at + ".image_url.url");
                    MediaParts.Url(url, "image", "auto", at + ".image_url.url");
                    images++;
                    break;
                default:
                    throw ApiErrorException.BadParameter(at + ".type", "Supported values are: 'text', 'image_url'.");
            }
        }

        return images <= MaxImages
            ? new ModerationInput(string.Join("\n", texts), texts.Count > 0, images > 0)
            : throw ApiErrorException.BadParameter("input", $"A maximum of {MaxImages} image is supported.", "too_many_images");
    }
}
