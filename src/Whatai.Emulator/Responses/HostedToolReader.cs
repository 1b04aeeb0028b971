using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>Reads the gateway's own tools: code_interpreter, file_search and mcp.</summary>
internal static class HostedToolReader
{
    /// <summary>The tools with one more.</summary>
    /// <returns>Null where the type is none of these.</returns>
    internal static HostedTools? Add(HostedTools tools, string type, JsonElement tool, string at) => type switch
    {
        "code_interpreter" => AddCode(tools, tool, at),
        "file_search" => AddFiles(tools, tool, at),
        "mcp" => tools with { Mcp = ReadMcp(tool, at) },
        _ => null,
    };

    private static HostedTools AddCode(HostedTools tools, JsonElement tool, string at)
        => tool.TryGetProperty("container", out JsonElement container) && container.ValueKind is JsonValueKind.String or JsonValueKind.Object
            ? tools with { RunsCode = true }
            : throw ApiErrorException.Missing(at + ".container");

    private static HostedTools AddFiles(HostedTools tools, JsonElement tool, string at)
    {
        string where = at + ".vector_store_ids";
        JsonElement stores = JsonMembers.Find(tool, "vector_store_ids", JsonValueKind.Array, where) ?? throw ApiErrorException.Missing(where);
        return stores.GetArrayLength() > 0
            ? tools with { SearchesFiles = true }
            : throw ApiErrorException.BadParameter(where, $"Invalid '{where}': empty array. Expected at least 1 item.", "empty_array");
    }

    private static McpServer ReadMcp(JsonElement tool, string at)
    {
        string label = JsonMembers.String(tool, "server_label", at + ".server_label") ?? throw ApiErrorException.Missing(at + ".server_label");
        if (JsonMembers.String(tool, "server_url", at + ".server_url") is null && JsonMembers.String(tool, "connector_id", at + ".connector_id") is null)
        {
            throw ApiErrorException.Missing(at + ".server_url");
        }

        // Only a word is looked at: a filter of names asks for the rest.
        return new McpServer(label, !(tool.TryGetProperty("require_approval", out JsonElement approval) && approval.ValueKind == JsonValueKind.String && approval.GetString() == "never"));
    }
}
