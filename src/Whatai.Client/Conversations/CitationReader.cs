using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>Reads the sources that an answer names, in the forms in which the family writes them.</summary>
internal static class CitationReader
{
    private static readonly string[] s_lists = ["citations", "search_results", "web_search", "references"];
    private static readonly string[] s_holders = ["search_info", "context", "provider_specific_fields"];
    private static readonly string[] s_addresses = ["url", "uri", "link"];

    /// <summary>Reads an annotation: its members stand in it, as in the Responses API, or in a member named as its type, as in chat.</summary>
    /// <param name="annotation">The annotation.</param>
    /// <param name="text">The text that its indexes count in.</param>
    /// <param name="offset">Where that text begins in the answer's.</param>
    /// <returns>Null where it is no source.</returns>
    public static Citation? Read(JsonElement annotation, string text, int offset)
    {
        if (annotation.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? type = LenientJson.Text(annotation, "type");
        JsonElement source = type is not null && annotation.TryGetProperty(type, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : annotation;
        (int? start, int? end) = Span(source.TryGetProperty("start_index", out _) ? source : annotation, text);
        return new Citation
        {
            Type = type,
            Url = Address(source),
            Title = LenientJson.Text(source, "title"),
            StartIndex = Shifted(start),
            EndIndex = Shifted(end),
            Text = start < end ? text.Substring(start.Value, end.Value - start.Value) : LenientJson.Text(source, "filename"),
            FileId = LenientJson.Text(source, "file_id"),
        };

        int? Shifted(int? position) => position + offset is >= 0 and int shifted ? shifted : null;
    }

    /// <summary>Adds the <c>annotations</c> of an object that are sources, each once.</summary>
    public static void AddAnnotations(List<Citation> citations, JsonElement holder, string text, int offset)
    {
        if (holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty("annotations", out JsonElement annotations) && annotations.ValueKind == JsonValueKind.Array)
        {
            citations.AddRange(annotations.EnumerateArray().Select(annotation => Read(annotation, text, offset)).OfType<Citation>().Where(citation => !citations.Contains(citation)));
        }
    }

    /// <summary>Counts the places anew where so many characters at the text's start turned out to be none of it.</summary>
    public static void Shift(List<Citation> citations, int by)
    {
        for (int i = 0; by > 0 && i < citations.Count; i++)
        {
            citations[i] = citations[i] with { StartIndex = Shifted(citations[i].StartIndex), EndIndex = Shifted(citations[i].EndIndex) };
        }

        int? Shifted(int? position) => position >= by ? position - by : null;
    }

    /// <summary>Adds the annotations of a content's parts, or of their texts.</summary>
    public static void AddOfParts(List<Citation> citations, JsonElement parts, int offset)
    {
        if (parts.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement part in parts.EnumerateArray())
        {
            string text = ContentPieces.ReadPart(part).Text ?? string.Empty;
            AddAnnotations(citations, part, text, offset);
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement inner))
            {
                AddAnnotations(citations, inner, text, offset);
            }

            offset += text.Length;
        }
    }

    /// <summary>Adds the pages that an object lists beside the text, each once; a later list may bring the title of one that is known.</summary>
    public static void AddLists(List<Citation> citations, JsonElement holder)
    {
        if (holder.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (string name in s_lists)
        {
            if (holder.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement source in list.EnumerateArray())
                {
                    AddPage(citations, source);
                }
            }
        }

        foreach (string name in s_holders)
        {
            if (holder.TryGetProperty(name, out JsonElement inner))
            {
                AddLists(citations, inner);
            }
        }
    }

    private static void AddPage(List<Citation> citations, JsonElement source)
    {
        string? url = source.ValueKind == JsonValueKind.String ? LenientText.Read(source) : source.ValueKind == JsonValueKind.Object ? Address(source) : null;
        string? title = LenientJson.Text(source, "title");
        if (string.IsNullOrEmpty(url))
        {
            return;
        }

        int known = citations.FindIndex(citation => string.Equals(citation.Url, url, StringComparison.Ordinal));
        if (known < 0)
        {
            citations.Add(new Citation { Type = "url_citation", Url = url, Title = title });
        }
        else if (citations[known].Title is null)
        {
            citations[known] = citations[known] with { Title = title };
        }
    }

    private static string? Address(JsonElement source) =>
        s_addresses.Select(name => LenientJson.Text(source, name)).FirstOrDefault(address => !string.IsNullOrEmpty(address));

    // Nothing says whether an emoji counts as one, as OpenAI's servers' own language has it, or as two, as .NET and JavaScript do.
    // Only where the part is a link counted in the second way, and not in the first, is it that one.
    private static (int? Start, int? End) Span(JsonElement annotation, string text)
    {
        long? start = LenientJson.Count(annotation, "start_index");
        long? end = LenientJson.Count(annotation, "end_index");
        (int? Start, int? End) characters = (Position(start, text), Position(end, text));
        (int? Start, int? End) units = (start is >= 0 && start <= text.Length ? (int)start : null, end is >= 0 && end <= text.Length ? (int)end : null);
        return IsLink(units, text) && !IsLink(characters, text) ? units : characters;
    }

    private static bool IsLink((int? Start, int? End) span, string text) =>
        span.Start < span.End && text[span.Start!.Value] is '(' or '[' && text[span.End!.Value - 1] is ')' or ']';

    private static int? Position(long? count, string text)
    {
        int at = 0;
        for (; count > 0 && at < text.Length; count--)
        {
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        }

        return count == 0 ? at : null;
    }
}
