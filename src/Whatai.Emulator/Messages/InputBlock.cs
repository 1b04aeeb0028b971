using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>A document that an answer is to cite.</summary>
/// <param name="Title">Its title; null for none.</param>
/// <param name="Text">Its text; null for a PDF.</param>
internal sealed record CitedDocument(string? Title, string? Text);

/// <summary>One block of a message's content. Thoughts that are sent back have no text here, since they do not belong to the conversation.</summary>
internal sealed record InputBlock(string Type, string Text = "")
{
    private static readonly string[] s_imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    // Accepted, without effect on the answer.
    private static readonly string[] s_echoes = ["server_tool_use", "search_result", "container_upload"];

    internal MediaSummary? Media { get; private init; }

    internal CitedDocument? Document { get; private init; }

    /// <summary>The id of a call, or of the call whose result it is.</summary>
    internal string? CallId { get; private init; }

    internal bool IsThought => Type is "thinking" or "redacted_thinking";

    internal static InputBlock Read(JsonElement block, string at)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            throw ApiErrorException.BadParameter(at, "Input should be a valid dictionary");
        }

        string type = Required(block, "type", at);
        return type switch
        {
            "text" => new InputBlock(type, Required(block, "text", at) is { Length: > 0 } text ? text
                : throw ApiErrorException.BadParameter("messages", "text content blocks must be non-empty")),
            "image" => new InputBlock(type) { Media = ReadImage(Source(block, at), at + ".source") },
            "document" => ReadDocument(block, at),
            "tool_use" => ReadCall(block, at),
            "tool_result" => ReadResult(block, at),
            "thinking" => ReadThought(type, Required(block, "thinking", at), Required(block, "signature", at), at),
            "redacted_thinking" => ReadThought(type, string.Empty, Required(block, "data", at), at),
            _ when s_echoes.Contains(type, StringComparer.Ordinal) || type.EndsWith("_tool_result", StringComparison.Ordinal) => new InputBlock(type),
            _ => throw ApiErrorException.BadParameter(at + ".type", $"Input tag '{type}' found does not match any of the expected tags"),
        };
    }

    private static string Required(JsonElement parent, string name, string at) => JsonMembers.String(parent, name, $"{at}.{name}") ?? throw ApiErrorException.Missing($"{at}.{name}");

    private static JsonElement Source(JsonElement block, string at)
        => JsonMembers.Find(block, "source", JsonValueKind.Object, at + ".source") ?? throw ApiErrorException.Missing(at + ".source");

    private static MediaSummary ReadImage(JsonElement source, string at)
    {
        if (Required(source, "type", at) == "url")
        {
            return Hosted(source, "image", at);
        }

        string type = Required(source, "media_type", at);
        byte[] bytes = ReadData(source, at);
        return !s_imageTypes.Contains(type, StringComparer.Ordinal)
            ? throw ApiErrorException.BadParameter(at + ".media_type", $"Input should be {string.Join(", ", s_imageTypes.Select(t => $"'{t}'"))}")
            : MediaParts.Bytes(type, bytes, "auto") ?? throw ApiErrorException.BadParameter(at + ".data", "Could not process image");
    }

    private static InputBlock ReadDocument(JsonElement block, string at)
    {
        JsonElement source = Source(block, at);
        string? title = JsonMembers.String(block, "title", at + ".title");
        JsonMembers.String(block, "context", at + ".context");
        bool isCited = JsonMembers.Find(block, "citations", JsonValueKind.Object, at + ".citations") is { } citations && JsonMembers.Boolean(citations, "enabled");
        (MediaSummary media, string? text) = ReadDocumentSource(source, at + ".source");
        return new InputBlock("document") { Media = media, Document = isCited ? new CitedDocument(title, text) : null };
    }

    private static (MediaSummary Media, string? Text) ReadDocumentSource(JsonElement source, string at)
    {
        switch (Required(source, "type", at))
        {
            case "url":
                return (Hosted(source, "file", at), null);
            case "text" when Required(source, "media_type", at) == "text/plain":
                string text = Required(source, "data", at);
                return (File("text/plain", Encoding.UTF8.GetByteCount(text)), text);
            case "content":
                string parts = source.TryGetProperty("content", out JsonElement content) ? ReadText(content, at + ".content") : throw ApiErrorException.Missing(at + ".content");
                return (File("text/plain", Encoding.UTF8.GetByteCount(parts)), parts);
            case "base64" when Required(source, "media_type", at) == "application/pdf":
                byte[] bytes = ReadData(source, at);
                return Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, 5)) == "%PDF-"
                    ? (File("application/pdf", bytes.Length), null)
                    : throw ApiErrorException.BadParameter(at + ".data", "The PDF specified was not valid.");
            default:
                throw ApiErrorException.BadParameter(at, "A document is a base64 application/pdf, a text text/plain, a content or a url.");
        }
    }

    private static MediaSummary File(string type, int bytes) => new("file", FormattableString.Invariant($"{type}, {bytes} bytes"));

    private static MediaSummary Hosted(JsonElement source, string kind, string at)
        => Uri.TryCreate(Required(source, "url", at), UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? MediaSummary.Hosted(url, kind)
            : throw ApiErrorException.BadParameter(at + ".url", "Input should be a valid URL");

    private static byte[] ReadData(JsonElement source, string at)
    {
        try
        {
            return Convert.FromBase64String(Required(source, "data", at));
        }
        catch (FormatException)
        {
            throw ApiErrorException.BadParameter(at + ".data", "Invalid base64 data");
        }
    }

    private static InputBlock ReadCall(JsonElement block, string at)
    {
        Required(block, "name", at);
        string input = at + ".input";
        _ = JsonMembers.Find(block, "input", JsonValueKind.Object, input) ?? throw ApiErrorException.Missing(input);
        return new InputBlock("tool_use") { CallId = Id(block, "id", at) };
    }

    private static InputBlock ReadResult(JsonElement block, string at)
    {
        JsonMembers.Boolean(block, "is_error", param: at + ".is_error");
        string text = block.TryGetProperty("content", out JsonElement content) ? ReadText(content, at + ".content") : string.Empty;
        return new InputBlock("tool_result", text) { CallId = Id(block, "tool_use_id", at) };
    }

    private static string Id(JsonElement block, string name, string at)
    {
        string id = Required(block, name, at);
        return id.Length > 0 && id.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-')
            ? id
            : throw ApiErrorException.BadParameter($"{at}.{name}", "String should match pattern '^[a-zA-Z0-9_-]+$'");
    }

    private static string ReadText(JsonElement content, string at)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        return content.ValueKind == JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Select((inner, i) => Read(inner, FormattableString.Invariant($"{at}.{i}")).Text))
            : throw ApiErrorException.BadParameter(at, "Input should be a string or a list of blocks");
    }

    private static InputBlock ReadThought(string type, string thought, string signature, string at)
        => ThinkingSignature.IsValid(signature, thought)
            ? new InputBlock(type)
            : throw ApiErrorException.BadParameter(at, $"Invalid `{(type == "thinking" ? "signature" : "data")}` in `{type}` block");
}
