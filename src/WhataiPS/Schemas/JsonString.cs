using System;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhataiPS.Schemas;

/// <summary>Reads JSON strings, those too that hold half of a surrogate pair, which models write now and then.</summary>
internal static class JsonString
{
    private static readonly Regex s_escape = new(@"\\(?:u([0-9a-fA-F]{4})|(.))", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public static string Read(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            string raw = value.GetRawText();
            return Unescape(raw.Substring(1, raw.Length - 2));
        }
    }

    public static string ReadName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // The whole member as it was written begins with the name, and the value's own text ends it.
            string raw = member.ToString();
            string name = raw.Substring(0, raw.Length - member.Value.GetRawText().Length).TrimEnd().TrimEnd(':').TrimEnd();
            return Unescape(name.Substring(1, name.Length - 2));
        }
    }

    private static string Unescape(string text) => s_escape.Replace(text, escape =>
        escape.Groups[1].Success
            ? ((char)int.Parse(escape.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
            : escape.Groups[2].Value switch
            {
                "n" => "\n",
                "r" => "\r",
                "t" => "\t",
                "b" => "\b",
                "f" => "\f",
                string other => other,
            });
}
