using System;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>One part of a content. A thought that is sent back has no text here, since it does not belong to the conversation.</summary>
internal sealed record GeminiPart(string Text)
{
    private static readonly string[] s_outputs = ["output", "result", "error"];

    // Accepted, without effect on the answer.
    private static readonly string[] s_ignoredTypes = ["executableCode", "codeExecutionResult"];

    internal MediaSummary? Media { get; private init; }

    /// <summary>The name of the called function; null when it is no call.</summary>
    internal string? Call { get; private init; }

    internal bool IsResponse { get; private init; }

    internal string? Signature { get; private init; }

    internal static GeminiPart Read(JsonElement part, string at)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid value at '{at}': expected an object.");
        }

        string? signature = ProtoMembers.String(part, "thoughtSignature", at);
        if (ProtoMembers.String(part, "text", at) is { } text)
        {
            return new GeminiPart(ProtoMembers.Boolean(part, "thought", at) ? string.Empty : text) { Signature = signature };
        }

        if (ProtoMembers.Object(part, "inlineData", at) is { } inline)
        {
            return new GeminiPart(string.Empty) { Media = ReadInline(inline, at + ".inlineData") };
        }

        if (ProtoMembers.Object(part, "fileData", at) is { } file)
        {
            return new GeminiPart(string.Empty) { Media = ReadFile(file, at + ".fileData") };
        }

        if (ProtoMembers.Object(part, "functionCall", at) is { } call)
        {
            string name = ProtoMembers.Required(call, "name", at + ".functionCall");
            ProtoMembers.Object(call, "args", at + ".functionCall");
            return new GeminiPart(string.Empty) { Call = name, Signature = signature };
        }

        if (ProtoMembers.Object(part, "functionResponse", at) is { } response)
        {
            return new GeminiPart(ReadResponse(response, at + ".functionResponse")) { IsResponse = true };
        }

        return Array.Exists(s_ignoredTypes, o => ProtoMembers.Any(part, o) is not null)
            ? new GeminiPart(string.Empty)
            : throw ApiErrorException.BadParameter(
                at, $"* GenerateContentRequest.{at}.data: required oneof field 'data' must have one initialized field");
    }

    private static MediaSummary ReadInline(JsonElement inline, string at)
    {
        string mimeType = ProtoMembers.Required(inline, "mimeType", at);
        string data = ProtoMembers.Required(inline, "data", at);
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(data);
        }
        catch (FormatException)
        {
            throw ApiErrorException.BadParameter(at + ".data", $"Invalid value at '{at}.data' (TYPE_BYTES), Base64 decoding failed");
        }

        return MediaParts.Bytes(mimeType, bytes, "auto")
            ?? (mimeType.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
                ? throw ApiErrorException.BadParameter(at, "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting")
                : new MediaSummary("file", FormattableString.Invariant($"{mimeType}, {bytes.Length} bytes")));
    }

    private static MediaSummary ReadFile(JsonElement file, string at)
    {
        string url = ProtoMembers.Required(file, "fileUri", at);
        string mimeType = ProtoMembers.String(file, "mimeType", at) ?? string.Empty;
        string kind = mimeType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? "image"
            : mimeType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? "video"
            : "file";
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
            ? MediaSummary.Hosted(uri, kind)
            : throw ApiErrorException.BadParameter(at + ".fileUri", $"Invalid or unsupported file uri: {url}");
    }

    private static string ReadResponse(JsonElement response, string at)
    {
        ProtoMembers.Required(response, "name", at);
        JsonElement value = ProtoMembers.Object(response, "response", at) ?? throw ApiErrorException.Missing(at + ".response");
        JsonProperty[] members = value.EnumerateObject().ToArray();
        JsonElement said = members.Length == 1 && s_outputs.Contains(members[0].Name, StringComparer.Ordinal) ? members[0].Value : value;
        return said.ValueKind == JsonValueKind.String ? said.GetString()! : said.GetRawText();
    }
}
