using System.Globalization;
using System.Text.Json;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Json;

/// <summary>The usage member, with its faults.</summary>
internal static class UsageJson
{
    /// <summary>Chat's and legacy completions'.</summary>
    internal static void Write(Utf8JsonWriter writer, long prompt, long completion, long reasoning, Twist twist) => writer.Object("usage", u =>
    {
        Number(u, "prompt_tokens", prompt, twist);
        Number(u, "completion_tokens", completion, twist);
        Number(u, "total_tokens", prompt + completion, twist);
        u.Object("prompt_tokens_details", d => Number(d, "cached_tokens", 0, twist));
        u.Object("completion_tokens_details", d => Number(d, "reasoning_tokens", reasoning, twist));
        if ((twist & Twist.UsageWithChoice) != 0)
        {
            Number(u, "input_tokens", 0, twist);
            Number(u, "output_tokens", 0, twist);
            u.WriteNull("input_tokens_details");
        }

        UnknownFields.Write(u, twist);
    });

    /// <summary>That of /v1/responses.</summary>
    internal static void WriteInputOutput(Utf8JsonWriter writer, long input, long output, long reasoning, Twist twist) => writer.Object("usage", u =>
    {
        Number(u, "input_tokens", input, twist);
        u.Object("input_tokens_details", d => Number(d, "cached_tokens", 0, twist));
        Number(u, "output_tokens", output, twist);
        u.Object("output_tokens_details", d => Number(d, "reasoning_tokens", reasoning, twist));
        Number(u, "total_tokens", input + output, twist);
        UnknownFields.Write(u, twist);
    });

    /// <summary>A number, or under a fault the same as a string.</summary>
    internal static void Number(Utf8JsonWriter w, string name, long value, Twist twist)
    {
        if ((twist & Twist.StringNumbers) != 0)
        {
            w.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            w.WriteNumber(name, value);
        }
    }
}
