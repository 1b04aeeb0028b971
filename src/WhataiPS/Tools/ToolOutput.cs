using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace WhataiPS.Tools;

/// <summary>
/// A tool's output as text for the model: texts as they are, else compact JSON. Of a .NET object only what PowerShell
/// would list of it, where that is defined. Long output is cut, and says so.
/// </summary>
internal static class ToolOutput
{
    public const int LongestText = 100_000;
    private const int Deepest = 4;

    // PowerShell shows these by a view, not by a list of properties; all of them would be kilobytes a file.
    private static readonly string[] s_fileProperties = ["Mode", "LastWriteTime", "Length", "FullName"];

    // Providers add these to all that they give out.
    private static readonly HashSet<string> s_providerNotes = new(StringComparer.Ordinal) { "PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider" };

    // The text is read by a model, not put into a web page.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(IReadOnlyList<PSObject?> output)
    {
        if (output.Any(item => item?.BaseObject.GetType().FullName?.StartsWith("Microsoft.PowerShell.Commands.Internal.Format.", StringComparison.Ordinal) == true))
        {
            return Cut(Formatted(output));
        }

        if (output.All(item => item?.BaseObject is string))
        {
            return Cut(string.Join("\n", output.Select(item => (string)item!.BaseObject)));
        }

        return output.Count == 1 ? Cut(Json(output[0])) : List(output);
    }

    // Whole objects are left out, so that what remains is still JSON.
    private static string List(IReadOnlyList<PSObject?> output)
    {
        var text = new StringBuilder("[");
        int shown = 0;
        foreach (PSObject? item in output)
        {
            string json = Json(item);
            if (text.Length + json.Length > LongestText && shown > 0)
            {
                return text.Append(']').Append('\n').Append(ToolTexts.Format(ToolTexts.ShownOf, shown, output.Count)).ToString();
            }

            text.Append(shown++ == 0 ? string.Empty : ",").Append(json);
        }

        return Cut(text.Append(']').ToString());
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text.Substring(0, end) + "\n" + ToolTexts.Format(ToolTexts.Cut, end, text.Length);
    }

    private static string Formatted(IReadOnlyList<PSObject?> output)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Microsoft.PowerShell.Utility\\Out-String").AddParameter("Width", 400);
        string text = string.Concat(shell.Invoke<string>(output));
        return string.Join("\n", text.Split('\n').Select(line => line.TrimEnd())).Trim('\n');
    }

    private static string Json(object? value) => ToNode(value, 0)?.ToJsonString(s_json) ?? "null";

    private static JsonNode? ToNode(object? value, int depth)
    {
        PSObject? item = value is null ? null : PSObject.AsPSObject(value);
        object? inner = item?.BaseObject;
        switch (inner)
        {
            case null or DBNull:
                return null;
            case bool flag:
                return JsonValue.Create(flag);
            case SwitchParameter flag:
                return JsonValue.Create(flag.IsPresent);
            case float or double when !IsFinite(Convert.ToDouble(inner, CultureInfo.InvariantCulture)):
                return JsonValue.Create(Convert.ToString(inner, CultureInfo.InvariantCulture));
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal:
                return JsonNode.Parse(((IFormattable)inner).ToString(inner is float or double ? "R" : null, CultureInfo.InvariantCulture));
            case DateTime or DateTimeOffset:
                return JsonValue.Create(((IFormattable)inner).ToString("o", CultureInfo.InvariantCulture));
            case byte[] bytes:
                return JsonValue.Create(Convert.ToBase64String(bytes));
            case XmlNode xml:
                return JsonValue.Create(xml.OuterXml);
            case SecureString or PSCredential or ScriptBlock or Type or Delegate:
                return JsonValue.Create(inner.ToString());
        }

        if (inner is string || IsText(inner) || depth >= Deepest)
        {
            return JsonValue.Create(Convert.ToString(inner is PSCustomObject ? item : inner, CultureInfo.InvariantCulture));
        }

        return inner switch
        {
            IDictionary table => FromTable(table, depth),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(element => ToNode(element, depth + 1))]),
            PSCustomObject => FromProperties(item!, null, depth),
            _ => FromObject(item!, inner, depth),
        };
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    private static bool IsText(object value) => value is Enum or Guid or Uri or Version or TimeSpan or char or IFormattable or CultureInfo;

    private static JsonObject FromTable(IDictionary table, int depth)
    {
        var result = new JsonObject();
        foreach (DictionaryEntry entry in table)
        {
            result[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = ToNode(entry.Value, depth + 1);
        }

        return result;
    }

    private static JsonNode? FromObject(PSObject item, object inner, int depth)
    {
        string[]? shown = DefaultProperties(item);

        // Inside another object, a name says more than a description of everything.
        string? name = depth > 0 && shown is null ? inner.ToString() : null;
        return name is { Length: > 0 } && name != inner.GetType().ToString() ? JsonValue.Create(name) : FromProperties(item, shown, depth);
    }

    private static JsonObject FromProperties(PSObject item, string[]? shown, int depth)
    {
        var result = new JsonObject();
        IEnumerable<PSPropertyInfo> properties = shown is null ? item.Properties : shown.Select(name => item.Properties[name]).Where(property => property is not null);
        foreach (PSPropertyInfo property in properties)
        {
            if (!property.IsGettable || s_providerNotes.Contains(property.Name))
            {
                continue;
            }

            try
            {
                result[property.Name] = ToNode(property.Value, depth + 1);
            }
            catch (Exception ex) when (ex is GetValueException or RuntimeException or InvalidOperationException)
            {
                // A property that can't be read now says nothing.
            }
        }

        return result;
    }

    private static string[]? DefaultProperties(PSObject item) =>
        item.BaseObject is FileSystemInfo ? s_fileProperties
        : (item.Members["PSStandardMembers"] as PSMemberSet)?.Members["DefaultDisplayPropertySet"] is PSPropertySet { ReferencedPropertyNames.Count: > 0 } set
            ? [.. set.ReferencedPropertyNames]
            : null;
}
