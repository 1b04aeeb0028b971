using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.IO;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Whatai.Yaml;

/// <summary>Reads settings. Anchors, tags and merges, which could make much of little or name types, are refused.</summary>
public static class YamlReader
{
    private const int MaxDepth = 16;

    /// <summary>Reads a document.</summary>
    /// <param name="yaml">The text.</param>
    /// <returns>
    /// Mappings as <see cref="OrderedDictionary"/>, whose keys know no case, lists as arrays, and texts, <see cref="long"/>, <see cref="double"/> and
    /// <see cref="bool"/> by the core schema of YAML 1.2; null for an empty document.
    /// </returns>
    /// <exception cref="FormatException">It can't be read; its data have the number of the line, from 1, as <c>Line</c>.</exception>
    public static object? Read(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            object? value = ReadNode(parser, MaxDepth);
            parser.Consume<DocumentEnd>();
            parser.Consume<StreamEnd>();
            return value;
        }
        catch (YamlException ex)
        {
            throw new FormatException(ex.Message) { Data = { ["Line"] = (int)Math.Max(ex.End.Line, parser.Current?.End.Line ?? 0) } };
        }
    }

    private static object? ReadNode(IParser parser, int depth)
    {
        ParsingEvent start = parser.Current!;
        if (depth == 0 || start is AnchorAlias || start is NodeEvent { Anchor.IsEmpty: false } || start is NodeEvent { Tag.IsEmpty: false })
        {
            throw new SemanticErrorException(start.Start, start.End, "Anchors, aliases, tags, and more than 16 levels are refused.");
        }

        if (start is Scalar scalar)
        {
            parser.MoveNext();
            return scalar.Style == ScalarStyle.Plain ? ReadPlain(scalar.Value) : scalar.Value;
        }

        return parser.TryConsume<SequenceStart>(out _) ? ReadList(parser, depth - 1) : ReadMapping(parser, depth - 1);
    }

    private static object?[] ReadList(IParser parser, int depth)
    {
        var items = new List<object?>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, depth));
        }

        return [.. items];
    }

    private static OrderedDictionary ReadMapping(IParser parser, int depth)
    {
        parser.Consume<MappingStart>();
        var members = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            Scalar key = parser.Consume<Scalar>();
            if (key.Value is "<<" || members.Contains(key.Value))
            {
                throw new SemanticErrorException(key.Start, key.End, "A member stands there twice, or merges another.");
            }

            members.Add(key.Value, ReadNode(parser, depth));
        }

        return members;
    }

    private static object? ReadPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number) => number,
        _ => text,
    };
}
