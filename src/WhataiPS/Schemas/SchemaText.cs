using System;
using System.IO;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Schemas as JSON text and as files.</summary>
internal static class SchemaText
{
    // What ConvertFrom-Json takes, a schema may have too.
    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads JSON text, or the .json file that the text names.</summary>
    public static JsonElement Read(string text, Func<string, string>? resolvePath)
    {
        string trimmed = text.Trim().TrimStart('\ufeff');
        // "[MyClass]" is no JSON, but the name of a type.
        if (trimmed.Length > 0 && (trimmed[0] == '{' || (trimmed[0] == '[' && trimmed.Contains('"'))))
        {
            return Parse(trimmed, SR.SchemaTheText);
        }

        if (trimmed.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ReadFile(Resolve(trimmed, resolvePath));
        }

        string type = trimmed.Trim('[', ']');
        throw new ArgumentException(trimmed.Length == 0 ? SR.SchemaEmpty : SR.SchemaNeither(trimmed, type));
    }

    public static JsonElement ReadFile(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), SR.SchemaTheFile(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ArgumentException(SR.SchemaFileMissing(path), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            throw new ArgumentException(SR.SchemaFileUnreadable(path, exception.Message), exception);
        }
    }

    public static JsonElement ToElement(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_writing))
        {
            node.WriteTo(writer);
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }

    private static JsonElement Parse(string text, string what)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_reading);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            string reason = exception.Message;
            int place = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
            reason = place < 0 ? reason : reason.Substring(0, place);
            throw new ArgumentException(
                SR.SchemaNotJson(what, exception.LineNumber + 1, exception.BytePositionInLine + 1, reason), exception);
        }
    }

    private static string Resolve(string path, Func<string, string>? resolvePath)
    {
        try
        {
            return resolvePath is null ? path : resolvePath(path);
        }
        catch (Exception exception) when (exception is not ArgumentException)
        {
            throw new ArgumentException(SR.SchemaFileNotFound(path, exception.Message), exception);
        }
    }
}
