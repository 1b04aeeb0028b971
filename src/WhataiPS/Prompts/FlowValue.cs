using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;

namespace WhataiPS.Prompts;

/// <summary>Reads a YAML value that stands on one line: a text, a number, or a list or mapping in brackets, as JSON has them too.</summary>
internal sealed class FlowValue
{
    private readonly string _line;
    private int _at;

    private FlowValue(string line) => _line = line;

    /// <summary>The value.</summary>
    /// <param name="line">The rest of a line, not empty.</param>
    /// <param name="depth">How deep brackets may go.</param>
    /// <returns>Null where it can't be read, <see cref="DBNull"/> for a null.</returns>
    public static object? Read(string line, int depth)
    {
        var reader = new FlowValue(line);
        try
        {
            object? value = reader.ReadValue(depth, isOuter: true);
            reader.SkipBlanks();
            return reader._at == line.Length || line[reader._at] == '#' ? value ?? DBNull.Value : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private char Next => _at < _line.Length ? _line[_at] : '\0';

    private object? ReadValue(int depth, bool isOuter)
    {
        SkipBlanks();
        return depth == 0 ? throw new FormatException() : Next switch
        {
            '[' => ReadList(depth),
            '{' => ReadMapping(depth),
            '"' or '\'' => ReadQuoted(),
            _ => ReadPlain(isOuter ? [] : [',', ']', '}']),
        };
    }

    private object?[] ReadList(int depth)
    {
        var items = new List<object?>();
        for (_at++; !Ends(']'); Separate(']'))
        {
            items.Add(ReadValue(depth - 1, isOuter: false));
        }

        return [.. items];
    }

    private OrderedDictionary ReadMapping(int depth)
    {
        var members = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        for (_at++; !Ends('}'); Separate('}'))
        {
            SkipBlanks();
            string key = Next is '"' or '\'' ? ReadQuoted() : Text([':']);
            SkipBlanks();
            if (Next != ':' || members.Contains(key))
            {
                throw new FormatException();
            }

            _at++;
            members.Add(key, ReadValue(depth - 1, isOuter: false));
        }

        return members;
    }

    private bool Ends(char end)
    {
        SkipBlanks();
        if (Next != end)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Separate(char end)
    {
        SkipBlanks();
        if (Next == ',')
        {
            _at++;
        }
        else if (Next != end)
        {
            throw new FormatException();
        }
    }

    // Doubled within single quotes, with a backslash within double ones.
    private string ReadQuoted()
    {
        char quote = Next;
        var text = new System.Text.StringBuilder();
        for (_at++; _at < _line.Length; _at++)
        {
            if (Next == quote && !(quote == '\'' && _at + 1 < _line.Length && _line[_at + 1] == quote))
            {
                _at++;
                return text.ToString();
            }

            if (Next == quote || (quote == '"' && Next == '\\'))
            {
                _at++;
                text.Append(Next switch { 'n' when quote == '"' => '\n', 't' when quote == '"' => '\t', char other => other });
            }
            else
            {
                text.Append(Next);
            }
        }

        throw new FormatException();
    }

    private object? ReadPlain(char[] ends) => Text(ends) switch
    {
        "" => throw new FormatException(),
        "null" or "~" => null,
        "true" => true,
        "false" => false,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        string text when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number) => number,
        string text => text,
    };

    private string Text(char[] ends)
    {
        int start = _at;
        while (_at < _line.Length && Array.IndexOf(ends, Next) < 0 && !(Next == '#' && _at > start && _line[_at - 1] == ' '))
        {
            _at++;
        }

        return _line.Substring(start, _at - start).Trim();
    }

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t')
        {
            _at++;
        }
    }
}
