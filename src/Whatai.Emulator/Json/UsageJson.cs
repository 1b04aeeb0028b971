using System.Globalization;
using System.Text.Json;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Json;

/// <summary>The usage member and its faults.</summary>
internal static class UsageJson
{
    /// <summary>Chat's and legacy completions'.</summary>
    internal static void Write(Utf8JsonWriter writer, long prompt, long completion, long reasoning, ResponseQuirks quirks) => writer.Object("usage", u =>
    {
        Number(u, "prompt_tokens", prompt, quirks);
        Number(u, "completion_tokens", completion, quirks);
        Number(u, "total_tokens", prompt + completion, quirks);
        u.Object("prompt_tokens_details", d => Number(d, "cached_tokens", 0, quirks));
        u.Object("completion_tokens_details", d =>
        {
            Number(d, "reasoning_tokens", reasoning, quirks);
            Number(d, "accepted_prediction_tokens", 0, quirks);
            Number(d, "rejected_prediction_tokens", 0, quirks);
        });
        if ((quirks & ResponseQuirks.UsageWithChoice) != 0)
        {
            Number(u, "input_tokens", 0, quirks);
            Number(u, "output_tokens", 0, quirks);
            u.WriteNull("input_tokens_details");
        }

        UnknownFields.Write(u, quirks);
    });

    /// <summary>That of /v1/responses.</summary>
    internal static void WriteInputOutput(Utf8JsonWriter writer, long input, long output, long reasoning, ResponseQuirks quirks) => writer.Object("usage", u =>
    {
        Number(u, "input_tokens", input, quirks);
        u.Object("input_tokens_details", d =>
        {
            Number(d, "cached_tokens", 0, quirks);
            Number(d, "cache_write_tokens", 0, quirks);
        });
        Number(u, "output_tokens", output, quirks);
        u.Object("output_tokens_details", d => Number(d, "reasoning_tokens", reasoning, quirks));
        Number(u, "total_tokens", input + output, quirks);
        UnknownFields.Write(u, quirks);
    });

    /// <summary>A number, or its string under a fault.</summary>
    internal static void Number(Utf8JsonWriter w, string name, long value, ResponseQuirks quirks)
    {
        if ((quirks & ResponseQuirks.StringNumbers) != 0)
        {
            w.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            w.WriteNumber(name, value);
        }
    }
}
