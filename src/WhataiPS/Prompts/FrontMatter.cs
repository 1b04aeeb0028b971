using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Text.RegularExpressions;
using WhataiPS.Resources;

namespace WhataiPS.Prompts;

/// <summary>
/// Reads the YAML between the two <c>---</c> at the head of a file, as far as settings need it: mappings and lists, by indents or in brackets, texts
/// plain, quoted or in blocks. Anchors, tags and merges, which could make much of little or name types, are refused.
/// </summary>
internal sealed class FrontMatter
{
    private const int MaxDepth = 16;

    private static readonly Regex s_member = new("^(?<key>\"[^\"]*\"|'[^']*'|[^\\s:#\\[\\]{}\"',&*!|>%@`][^:#]*?)\\s*:(?:\\s+(?<value>.*))?$", RegexOptions.CultureInvariant);
    private static readonly Regex s_block = new("^(?<kind>[|>])[+-]?$", RegexOptions.CultureInvariant);
    private static readonly Regex s_comment = new("(^|\\s)#.*$", RegexOptions.CultureInvariant);

    private readonly string[] _lines;
    private int _at;

    private FrontMatter(string[] lines) => _lines = lines;

    /// <summary>Parts a file into its settings and its text.</summary>
    /// <exception cref="FormatException">The settings can't be read; it says which line.</exception>
    public static (OrderedDictionary Settings, string Text) Read(string file)
    {
        string[] lines = file.TrimStart('\uFEFF').Replace("\r\n", "\n").Split('\n');
        if (lines[0].TrimEnd() != "---")
        {
            return ([], string.Join("\n", lines).Trim());
        }

        int end = Array.FindIndex(lines, 1, static line => line.TrimEnd() == "---");
        if (end < 0)
        {
            throw new FormatException(SR.FrontMatterOpen);
        }

        var reader = new FrontMatter([.. lines.Skip(1).Take(end - 1)]);
        object? settings = reader.Peek() is null ? new OrderedDictionary() : reader.ReadBlock(0);
        return reader.Peek() is null && settings is OrderedDictionary members ? (members, string.Join("\n", lines.Skip(end + 1)).Trim()) : throw reader.Problem();
    }

    // The line that is next, without what is empty; its number for messages counts the fence.
    private string? Peek()
    {
        while (_at < _lines.Length && s_comment.Replace(_lines[_at], string.Empty).Trim().Length == 0)
        {
            _at++;
        }

        string? line = _at < _lines.Length ? _lines[_at] : null;
        return line?.TrimStart(' ')[0] == '\t' ? throw Problem() : line;
    }

    private FormatException Problem() => new(SR.FrontMatterLine(Math.Min(_at, _lines.Length - 1) + 2, _lines.Length == 0 ? string.Empty : _lines[Math.Min(_at, _lines.Length - 1)].Trim()));

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static bool IsItem(string line) => line.TrimStart(' ') is "-" || line.TrimStart(' ').StartsWith("- ", StringComparison.Ordinal);

    private object? ReadBlock(int depth)
    {
        string first = Peek()!;
        if (depth > MaxDepth)
        {
            throw Problem();
        }

        return IsItem(first) ? ReadList(Indent(first), depth) : ReadMapping(Indent(first), depth);
    }

    private object?[] ReadList(int indent, int depth)
    {
        var items = new List<object?>();
        while (Peek() is string line && Indent(line) == indent && IsItem(line))
        {
            string rest = line.Substring(indent + 1);
            if (s_member.IsMatch(rest.Trim()) && rest.Trim()[0] is not ('"' or '\''))
            {
                // A mapping that begins on the line of its mark.
                _lines[_at] = new string(' ', indent + 1) + rest;
                items.Add(ReadBlock(depth + 1));
            }
            else
            {
                items.Add(ReadValue(rest.Trim(), indent, depth));
            }
        }

        return [.. items];
    }

    private OrderedDictionary ReadMapping(int indent, int depth)
    {
        var members = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        while (Peek() is string line && Indent(line) == indent)
        {
            Match member = s_member.Match(line.Trim());
            string key = member.Groups["key"].Value.Trim('"', '\'');
            if (!member.Success || key == "<<" || members.Contains(key))
            {
                throw Problem();
            }

            members.Add(key, ReadValue(member.Groups["value"].Value.Trim(), indent, depth));
        }

        return Peek() is string next && Indent(next) > indent ? throw Problem() : members;
    }

    // What follows a key or the mark of an item, on its line or below it.
    private object? ReadValue(string value, int indent, int depth)
    {
        Match block = s_block.Match(value);
        if (block.Success)
        {
            _at++;
            return ReadText(indent, isFolded: block.Groups["kind"].Value == ">");
        }

        if (s_comment.Replace(value, string.Empty).Length > 0)
        {
            object? read = value[0] is '&' or '*' or '!' ? throw Problem() : FlowValue.Read(value, MaxDepth) ?? throw Problem();
            _at++;
            return read is DBNull ? null : read;
        }

        _at++;
        return Peek() is string below && (Indent(below) > indent || (Indent(below) == indent && IsItem(below))) ? ReadBlock(depth + 1) : null;
    }

    private string ReadText(int indent, bool isFolded)
    {
        var lines = new List<string>();
        int own = -1;
        for (; _at < _lines.Length && (_lines[_at].Trim().Length == 0 || Indent(_lines[_at]) > indent); _at++)
        {
            own = own < 0 && _lines[_at].Trim().Length > 0 ? Indent(_lines[_at]) : own;
            lines.Add(_lines[_at].Length > own && own >= 0 ? _lines[_at].Substring(Math.Min(own, Indent(_lines[_at]))) : string.Empty);
        }

        string text = string.Join("\n", lines).Trim('\n');
        return isFolded ? Regex.Replace(text, "(?<!\n)\n(?!\n)", " ").Replace("\n\n", "\n") : text;
    }
}
