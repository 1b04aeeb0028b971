using System;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace WhataiPS.Rendering;

/// <summary>Single values as a person would write them, the same in every culture.</summary>
internal static class ReadableValue
{
    private const string Date = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    /// <summary>The value as JSON; null where it is not a single value.</summary>
    public static JsonNode? ToNode(object value) => value switch
    {
        bool flag => JsonValue.Create(flag),
        SwitchParameter flag => JsonValue.Create(flag.IsPresent),
        Enum => JsonValue.Create(value.ToString()),
        float or double when !IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) => JsonValue.Create(Text(value)),
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal => JsonNode.Parse(Text(value)),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        JsonNode node => node.DeepClone(),
        JsonElement element => JsonNode.Parse(element.GetRawText()),
        JsonDocument document => JsonNode.Parse(document.RootElement.GetRawText()),
        _ => IsText(value) ? JsonValue.Create(Text(value)) : null,
    };

    /// <summary>The value as text.</summary>
    public static string Text(object value) => value switch
    {
        DateTime time => time.ToString(time.Kind == DateTimeKind.Utc ? Date + "'Z'" : Date, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(Date + " zzz", CultureInfo.InvariantCulture),
        // These are not in .NET Framework.
        IFormattable date when date.GetType().FullName == "System.DateOnly" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable time when time.GetType().FullName == "System.TimeOnly" => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        float or double => ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture),
        XmlNode xml => xml.OuterXml,
        PSCredential credential => credential.UserName,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    private static bool IsText(object value) => value
        is string or char or IFormattable or Uri or Version or CultureInfo or StringBuilder or Regex or IPAddress or EndPoint or MailAddress
        or XmlNode or XObject or SecureString or PSCredential or ScriptBlock or Type or Delegate;

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);
}
