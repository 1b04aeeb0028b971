using System.Globalization;
using System.Text.Json;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Json;

/// <summary>The usage member, with its faults.</summary>
internal static class UsageJson
{
    internal static void Write(Utf8JsonWriter writer, long prompt, long completion, long reasoning, Twist twist) => writer.Object("usage", u =>
    {
        void Number(Utf8JsonWriter w, string name, long value)
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

        Number(u, "prompt_tokens", prompt);
        Number(u, "completion_tokens", completion);
        Number(u, "total_tokens", prompt + completion);
        u.Object("prompt_tokens_details", d => Number(d, "cached_tokens", 0));
        u.Object("completion_tokens_details", d => Number(d, "reasoning_tokens", reasoning));
        if ((twist & Twist.UsageWithChoice) != 0)
        {
            Number(u, "input_tokens", 0);
            Number(u, "output_tokens", 0);
            u.WriteNull("input_tokens_details");
        }

        UnknownFields.Write(u, twist);
    });
}
