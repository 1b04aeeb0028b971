using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace WhataiPS.Schemas;

/// <summary>
/// Finds the JSON in an answer of which JSON was asked. Models without strict output wrap it into a code block, or say something
/// before and behind; where more than one value could be meant, none is.
/// </summary>
internal static class AnswerJson
{
    private static readonly string[] s_fences = ["```", "~~~"];

    /// <exception cref="JsonException">There is none, or not just one.</exception>
    public static JsonDocument Parse(string text)
    {
        // A byte order mark is no white space to .NET.
        string trimmed = text.Trim().Trim('\uFEFF', '\u200B').Trim();
        try
        {
            return Decoded(JsonDocument.Parse(trimmed));
        }
        catch (JsonException)
        {
            List<string> blocks = Blocks(trimmed);
            string? found = blocks.Count == 1 ? blocks[0] : blocks.Count == 0 ? OnlyObject(trimmed) : null;
            if (found is null)
            {
                throw;
            }

            return JsonDocument.Parse(found);
        }
    }

    // A text that holds an object's JSON is the object, encoded twice.
    private static JsonDocument Decoded(JsonDocument document)
    {
        if (document.RootElement.ValueKind == JsonValueKind.String && ValueAt(JsonString.Read(document.RootElement), 0) is string inner && inner[0] == '{'
            && inner.Length == JsonString.Read(document.RootElement).Length)
        {
            document.Dispose();
            return JsonDocument.Parse(inner);
        }

        return document;
    }

    // Found by its value, not by its end: a text within may have a fence as well.
    private static List<string> Blocks(string text)
    {
        var blocks = new List<string>();
        for (int at = NextFence(text, 0); at >= 0; at = NextFence(text, at))
        {
            int start = at + s_fences[0].Length;
            while (start < text.Length && (char.IsLetterOrDigit(text[start]) || char.IsWhiteSpace(text[start])))
            {
                start++;
            }

            if (ValueAt(text, start) is string value)
            {
                blocks.Add(value);
                start += value.Length;
            }

            // Behind the fence that closes it.
            int close = NextFence(text, start);
            at = close < 0 ? text.Length : close + s_fences[0].Length;
        }

        return blocks;
    }

    private static string? OnlyObject(string text)
    {
        int start = text.IndexOf('{');
        return start >= 0 && ValueAt(text, start) is string value && text.IndexOf('{', start + value.Length) < 0 ? value : null;
    }

    private static int NextFence(string text, int from)
    {
        int first = -1;
        foreach (string fence in s_fences)
        {
            int found = text.IndexOf(fence, from, StringComparison.Ordinal);
            first = found >= 0 && (first < 0 || found < first) ? found : first;
        }

        return first;
    }

    // The object or list that begins there; null where none does.
    private static string? ValueAt(string text, int at)
    {
        if (at >= text.Length || text[at] is not ('{' or '['))
        {
            return null;
        }

        byte[] json = Encoding.UTF8.GetBytes(text.Substring(at));
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            reader.Skip();
            return Encoding.UTF8.GetString(json, 0, (int)reader.BytesConsumed);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
