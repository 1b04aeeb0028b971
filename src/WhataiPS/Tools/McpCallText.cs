using System.Collections.Specialized;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Responses;
using WhataiPS.Schemas;

namespace WhataiPS.Tools;

/// <summary>A call of a remote MCP server's tool, for a person to approve: server, tool, and the arguments as PowerShell would have them.</summary>
internal static class McpCallText
{
    /// <summary>The call in a line. Of members with one name all are shown, since nobody knows which of them the server reads.</summary>
    public static string Render(McpApprovalRequest request)
    {
        string call = $"{PowerShellText.Word(request.ServerLabel ?? string.Empty)}: {PowerShellText.Word(request.Name ?? string.Empty)}";
        string arguments = request.Arguments ?? string.Empty;
        using JsonDocument? document = Parse(arguments);
        return CommandLine.Shortened(document is not null
            ? call + string.Concat(document.RootElement.EnumerateObject().Select(static member => $" -{PowerShellText.Word(JsonString.ReadName(member))} {Value(member.Value)}"))
            : arguments.Length == 0 ? call : $"{call} {PowerShellText.Quoted(arguments)}");
    }

    /// <summary>The arguments by their names; null where they are not a JSON object.</summary>
    public static OrderedDictionary? ReadValues(string arguments)
    {
        using JsonDocument? document = Parse(arguments);
        return document is null ? null : JsonValues.ToTable(document.RootElement);
    }

    private static JsonDocument? Parse(string arguments)
    {
        try
        {
            var document = JsonDocument.Parse(arguments);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // They are shown as they are.
        }

        return null;
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "@{" + PowerShellText.Join("; ", [.. value.EnumerateObject().Select(static member => PowerShellText.Key(JsonString.ReadName(member)) + "=" + Value(member.Value))]) + "}",
        JsonValueKind.Array => "@(" + PowerShellText.Join(", ", [.. value.EnumerateArray().Select(Value)]) + ")",
        JsonValueKind.String => PowerShellText.Quoted(JsonString.Read(value)),
        JsonValueKind.True => "$true",
        JsonValueKind.False => "$false",
        JsonValueKind.Null => "$null",
        _ => value.GetRawText(),
    };
}
