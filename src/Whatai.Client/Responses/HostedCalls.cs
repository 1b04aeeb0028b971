using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Responses;

/// <summary>Reads the items of an output that tell what the gateway's own tools did.</summary>
internal sealed class HostedCalls
{
    public List<WebSearchCall> WebSearches { get; } = [];

    public List<CodeExecution> CodeExecutions { get; } = [];

    public List<FileSearchCall> FileSearches { get; } = [];

    public List<McpCall> McpCalls { get; } = [];

    public List<McpToolList> McpToolLists { get; } = [];

    public List<McpApprovalRequest> McpApprovalRequests { get; } = [];

    /// <summary>Reads an item; others are passed over.</summary>
    public void Add(JsonElement item)
    {
        switch (LenientJson.Text(item, "type"))
        {
            case "web_search_call":
                WebSearches.Add(ReadSearch(item));
                break;
            case "code_interpreter_call":
                CodeExecutions.Add(ReadCode(item));
                break;
            case "file_search_call":
                FileSearches.Add(ReadFileSearch(item));
                break;
            case "mcp_call":
                McpCalls.Add(ReadMcpCall(item));
                break;
            case "mcp_list_tools":
                McpToolLists.Add(new McpToolList
                {
                    Id = LenientJson.Text(item, "id"),
                    ServerLabel = LenientJson.Text(item, "server_label"),
                    Tools = OutputReader.Elements(item, "tools").Select(static tool => LenientJson.Text(tool, "name")).OfType<string>().ToArray(),
                    Error = ReadError(item),
                });
                break;
            case "mcp_approval_request":
                McpApprovalRequests.Add(new McpApprovalRequest
                {
                    Id = LenientJson.Text(item, "id"),
                    ServerLabel = LenientJson.Text(item, "server_label"),
                    Name = LenientJson.Text(item, "name"),
                    Arguments = LenientJson.Text(item, "arguments"),
                });
                break;
        }
    }

    /// <summary>What an item tells that a stream has brought whole.</summary>
    /// <param name="delta">The piece, without it.</param>
    /// <param name="item">The item.</param>
    /// <returns>Null where the item is none of these.</returns>
    public static ResponseDelta? Tell(ResponseDelta delta, JsonElement item) => LenientJson.Text(item, "type") switch
    {
        "web_search_call" => delta with { WebSearch = ReadSearch(item) },
        "code_interpreter_call" => delta with { CodeExecution = ReadCode(item) },
        "file_search_call" => delta with { FileSearch = ReadFileSearch(item) },
        "mcp_call" => delta with { McpCall = ReadMcpCall(item) },
        _ => null,
    };

    public static WebSearchCall ReadSearch(JsonElement item)
    {
        JsonElement action = item.TryGetProperty("action", out JsonElement found) ? found : default;
        string[] queries = Texts(action, "queries");
        string? query = LenientJson.Text(action, "query") is { Length: > 0 } one ? one : queries.FirstOrDefault();
        return new WebSearchCall
        {
            Id = LenientJson.Text(item, "id"),
            Status = LenientJson.Text(item, "status"),
            Action = LenientJson.Text(action, "type"),
            Query = query,
            Queries = queries.Length > 0 || query is null ? queries : [query],
            Url = LenientJson.Text(action, "url"),
            Pattern = LenientJson.Text(action, "pattern"),
            Sources = OutputReader.Elements(action, "sources").Select(source => LenientJson.Text(source, "url")).OfType<string>().ToArray(),
        };
    }

    private static CodeExecution ReadCode(JsonElement item)
    {
        JsonElement[] outputs = [.. OutputReader.Elements(item, "outputs")];
        string[] logs = [.. outputs.Select(static output => LenientJson.Text(output, "logs")).OfType<string>()];
        return new CodeExecution
        {
            Id = LenientJson.Text(item, "id"),
            Status = LenientJson.Text(item, "status"),
            Code = LenientJson.Text(item, "code"),
            Output = logs.Length == 0 ? null : string.Concat(logs),
            Images = ImageFinder.Find([.. outputs.Select(static output => LenientJson.Text(output, "url")).OfType<string>()], string.Empty),
            ContainerId = LenientJson.Text(item, "container_id"),
        };
    }

    private static FileSearchCall ReadFileSearch(JsonElement item) => new()
    {
        Id = LenientJson.Text(item, "id"),
        Status = LenientJson.Text(item, "status"),
        Queries = Texts(item, "queries"),
        Results = OutputReader.Elements(item, "results").Where(static result => result.ValueKind == JsonValueKind.Object).Select(static result => new FileSearchResult
        {
            FileId = LenientJson.Text(result, "file_id"),
            FileName = LenientJson.Text(result, "filename"),
            Score = result.TryGetProperty("score", out JsonElement score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : null,
            Text = LenientJson.Text(result, "text"),
        }).ToArray(),
    };

    private static McpCall ReadMcpCall(JsonElement item) => new()
    {
        Id = LenientJson.Text(item, "id"),
        Status = LenientJson.Text(item, "status"),
        ServerLabel = LenientJson.Text(item, "server_label"),
        Name = LenientJson.Text(item, "name"),
        Arguments = LenientJson.Text(item, "arguments"),
        Output = LenientJson.Text(item, "output"),
        Error = ReadError(item),
        ApprovalRequestId = LenientJson.Text(item, "approval_request_id"),
    };

    // Text, or an object with a message: the reference changed.
    private static string? ReadError(JsonElement item) =>
        !item.TryGetProperty("error", out JsonElement error) || error.ValueKind == JsonValueKind.Null ? null
        : error.ValueKind == JsonValueKind.String ? LenientText.Read(error)
        : LenientJson.Text(error, "message") ?? error.GetRawText();

    private static string[] Texts(JsonElement element, string name) =>
        [.. OutputReader.Elements(element, name).Where(static text => text.ValueKind == JsonValueKind.String).Select(static text => LenientText.Read(text)!)];
}
