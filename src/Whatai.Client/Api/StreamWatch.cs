using System.Text.Json;
using Whatai.Client.Protocol;

namespace Whatai.Client.Api;

/// <summary>
/// Watches the events of a stream whose route is not known: chat, responses and Gemini streams say when they are done, and one that
/// ends without it is incomplete.
/// </summary>
internal sealed class StreamWatch
{
    private bool _hasEnd;

    /// <summary>Whether nothing tells that the stream broke off.</summary>
    public bool MayEnd => !_hasEnd || HasEnded;

    /// <summary>Whether the stream said that it is done.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether any event came.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>Looks at one event.</summary>
    /// <returns>Whether it is an error; null where it is JSON that was cut.</returns>
    public bool? IsError(string data)
    {
        HasEvents = true;
        if (data.Length == 0 || data[0] is not ('{' or '['))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(data);
            return Look(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool Look(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (root.TryGetProperty("choices", out JsonElement choices))
        {
            Note(HasReason(choices, "finish_reason"));
        }
        else if (root.TryGetProperty("candidates", out JsonElement candidates))
        {
            Note(HasReason(candidates, "finishReason"));
        }
        else if (root.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString()!.StartsWith("response.", System.StringComparison.Ordinal))
        {
            Note(type.GetString() is "response.completed" or "response.failed" or "response.incomplete");
        }

        return ErrorReader.IsError(root);
    }

    private void Note(bool ended)
    {
        _hasEnd = true;
        HasEnded |= ended;
    }

    private static bool HasReason(JsonElement items, string name)
    {
        if (items.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in items.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement reason) && reason.ValueKind == JsonValueKind.String)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
