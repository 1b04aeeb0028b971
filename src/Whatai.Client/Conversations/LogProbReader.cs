using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>Reads the log probabilities of an answer's tokens. What is of another shape is passed over.</summary>
internal static class LogProbReader
{
    /// <summary>Those of a choice: chat's list of tokens, or the columns of a legacy completion.</summary>
    public static TokenLogProb[] ReadChoice(JsonElement logprobs) =>
        logprobs.ValueKind != JsonValueKind.Object ? []
        : logprobs.TryGetProperty("tokens", out JsonElement tokens) ? ReadColumns(logprobs, [.. Items(tokens)])
        : ReadList([.. Items(Member(logprobs, "content")), .. Items(Member(logprobs, "refusal"))]);

    /// <summary>A list of tokens, as chat and responses have it.</summary>
    public static TokenLogProb[] ReadList(JsonElement list) => ReadList([.. Items(list)]);

    /// <summary>Gemini's: the chosen tokens, and the likeliest ones of each place.</summary>
    public static TokenLogProb[] ReadGemini(JsonElement result)
    {
        JsonElement[] top = [.. Items(Either(result, "topCandidates", "top_candidates"))];
        return
        [
            .. Items(Either(result, "chosenCandidates", "chosen_candidates")).Select((chosen, i) => ReadGeminiToken(chosen) with
            {
                Top = i < top.Length ? [.. Items(Member(top[i], "candidates")).Select(ReadGeminiToken)] : [],
            }),
        ];
    }

    private static TokenLogProb[] ReadList(JsonElement[] list) =>
        [.. list.Where(static item => item.ValueKind == JsonValueKind.Object).Select(static item => ReadToken(item) with { Top = [.. Items(Member(item, "top_logprobs")).Select(ReadToken)] })];

    private static TokenLogProb ReadToken(JsonElement item) => new(LenientJson.Text(item, "token") ?? string.Empty, Number(Member(item, "logprob")))
    {
        Bytes = Member(item, "bytes") is { ValueKind: JsonValueKind.Array } bytes ? ReadBytes(bytes) : null,
    };

    private static TokenLogProb ReadGeminiToken(JsonElement item) => new(LenientJson.Text(item, "token") ?? string.Empty, Number(Either(item, "logProbability", "log_probability")));

    // The first token of an echoed prompt has none.
    private static TokenLogProb[] ReadColumns(JsonElement logprobs, JsonElement[] tokens)
    {
        JsonElement[] numbers = [.. Items(Member(logprobs, "token_logprobs"))];
        JsonElement[] top = [.. Items(Member(logprobs, "top_logprobs"))];
        return
        [
            .. tokens.Select((token, i) => new TokenLogProb(token.ValueKind == JsonValueKind.String ? LenientText.Read(token)! : token.GetRawText(), i < numbers.Length ? Number(numbers[i]) : double.NaN)
            {
                Top = i < top.Length && top[i].ValueKind == JsonValueKind.Object ? [.. top[i].EnumerateObject().Select(static one => new TokenLogProb(one.Name, Number(one.Value)))] : [],
            }),
        ];
    }

    private static byte[]? ReadBytes(JsonElement bytes)
    {
        byte[] read = new byte[bytes.GetArrayLength()];
        int at = 0;
        foreach (JsonElement item in bytes.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetByte(out read[at++]))
            {
                return null;
            }
        }

        return read;
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : double.NaN;

    private static JsonElement Either(JsonElement element, string name, string snake) => Member(element, name) is { ValueKind: not JsonValueKind.Undefined } found ? found : Member(element, snake);

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : Array.Empty<JsonElement>();
}
