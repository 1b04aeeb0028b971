using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using WhataiPS.Rendering;

namespace WhataiPS.Tools;

/// <summary>
/// A tool's output as text for the model: texts as they are, else compact JSON. Long output is cut, and says so.
/// </summary>
internal static class ToolOutput
{
    public const int LongestText = 100_000;

    public static string Render(IReadOnlyList<PSObject?> output)
    {
        if (output.Any(FormattedText.IsFormatted))
        {
            return Cut(FormattedText.Render(output));
        }

        if (output.All(item => item?.BaseObject is string))
        {
            return Cut(string.Join("\n", output.Select(item => (string)item!.BaseObject)));
        }

        var json = new ReadableJson();
        return output.Count == 1 ? Cut(Json(json, output[0])) : List(json, output);
    }

    // Whole objects are left out, so that what remains is still JSON.
    private static string List(ReadableJson json, IReadOnlyList<PSObject?> output)
    {
        var text = new StringBuilder("[");
        int shown = 0;
        foreach (PSObject? item in output)
        {
            string line = Json(json, item);
            if (text.Length + line.Length > LongestText && shown > 0)
            {
                return text.Append(']').Append('\n').Append(ToolResultMessages.Format(ToolResultMessages.ShownOf, shown, output.Count)).ToString();
            }

            text.Append(shown++ == 0 ? string.Empty : ",").Append(line);
        }

        return Cut(text.Append(']').ToString());
    }

    private static string Json(ReadableJson json, PSObject? item) => ReadableJson.Write(json.ToNode(item));

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text.Substring(0, end) + "\n" + ToolResultMessages.Format(ToolResultMessages.Cut, end, text.Length);
    }
}
