using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>A block of a streamed content as far as it has come.</summary>
internal sealed class ContentBlock(int index)
{
    private readonly MergedJson _members = new(joinsText: false);
    private readonly StringBuilder _text = new();
    private SurrogatePairJoiner _pairs;

    /// <summary>Its place in the content.</summary>
    public int Index { get; } = index;

    public string? Type => _members.Text("type");

    /// <summary>Whether it has said that it is whole.</summary>
    public bool IsDone { get; set; }

    /// <summary>Takes the block as it begins; some gateways begin it whole.</summary>
    /// <returns>What text it begins with.</returns>
    public string Begin(JsonElement block)
    {
        _members.Add(block);
        string begun = Type is "text" or "thinking" ? LenientJson.Text(block, Type, isPiece: true) ?? string.Empty
            : block.TryGetProperty("input", out JsonElement input) && input.ValueKind == JsonValueKind.Object && input.EnumerateObject().Any() ? input.GetRawText()
            : string.Empty;
        return Add(begun);
    }

    /// <summary>Adds a piece of text, of thinking or of a call's arguments.</summary>
    /// <returns>What is whole by now.</returns>
    public string Add(string piece)
    {
        string text = _pairs.Push(piece);
        _text.Append(text);
        return text;
    }

    /// <summary>Takes a delta that is more than a piece of text: a signature, a citation.</summary>
    public void Merge(JsonElement delta)
    {
        foreach (JsonProperty member in delta.EnumerateObject())
        {
            if (member.Name == "citation")
            {
                using var list = JsonDocument.Parse($"[{member.Value.GetRawText()}]");
                _members.AddMember("citations", list.RootElement);
            }
            else if (member.Name is not ("type" or "text" or "thinking" or "partial_json"))
            {
                _members.AddMember(member.Name, member.Value);
            }
        }
    }

    /// <summary>What has come of a tool's input, as the API's whole answer has it.</summary>
    public JsonElement ToElement()
    {
        using var document = JsonDocument.Parse(JsonBody.Write(Write));
        return document.RootElement.Clone();
    }

    public void Write(Utf8JsonWriter writer)
    {
        string type = Type ?? string.Empty;
        bool isText = type is "text" or "thinking";
        string text = _text.Append(_pairs.Flush()).ToString();
        string? replaced = isText ? type : text.Length > 0 ? "input" : null;
        writer.WriteStartObject();
        foreach (string name in _members.Names)
        {
            writer.WritePropertyName(name);
            if (name == replaced)
            {
                WriteText(writer, isText, text);
            }
            else
            {
                _members.Member(name)!.Write(writer);
            }
        }

        if (replaced is not null && _members.Member(replaced) is null)
        {
            writer.WritePropertyName(replaced);
            WriteText(writer, isText, text);
        }

        writer.WriteEndObject();
    }

    // Arguments that are no JSON stay as the model wrote them.
    private static void WriteText(Utf8JsonWriter writer, bool isText, string text)
    {
        if (!isText && LenientJson.IsObject(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
