using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Json.Schema;

namespace Whatai.Client.Tests;

/// <summary>
/// OpenAI's own description of its API, as github.com/openai/openai-openapi publishes it. It compiles in no validator as it is, so that it is repaired
/// in memory: <c>nullable</c> becomes the type null, <c>oneOf</c> whose branches overlap becomes <c>anyOf</c>, and a completion in a stream
/// may have no finish_reason.
/// </summary>
internal sealed class OpenApiDocument
{
    private const string Address = "https://raw.githubusercontent.com/openai/openai-openapi/HEAD/openapi.json";
    private const string Prefix = "#/components/schemas/";

    private static readonly Lazy<Task<OpenApiDocument?>> s_document = new(LoadAsync);

    private readonly JsonObject _schemas;
    private readonly JsonObject _paths;
    private readonly Dictionary<string, JsonSchema> _compiled = [];

    private OpenApiDocument(JsonObject schemas, JsonObject paths)
    {
        _schemas = schemas;
        _paths = paths;
    }

    /// <summary>The document, from the file that WHATAI_OPENAPI names or from the network, kept under the system's temp; null where there is neither.</summary>
    public static Task<OpenApiDocument?> FindAsync() => s_document.Value;

    /// <summary>What is wrong with a value.</summary>
    public IReadOnlyList<string> Check(string schema, JsonNode? value)
    {
        JsonSchema compiled;
        lock (_compiled)
        {
            if (!_compiled.TryGetValue(schema, out compiled!))
            {
                compiled = JsonSchema.FromText(new JsonObject { ["$defs"] = Reachable(schema), ["$ref"] = "#/$defs/" + schema }.ToJsonString());
                _compiled[schema] = compiled;
            }
        }

        using JsonDocument document = JsonDocument.Parse(value?.ToJsonString() ?? "null");
        return [.. Problems(compiled.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.Hierarchical })).Distinct()];
    }

    /// <summary>The name of the schema of a request's body.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, from <c>/v1</c> on.</param>
    /// <param name="isForm">Whether the body is a form.</param>
    /// <returns>Null where there is no such operation; empty where it has no body.</returns>
    public string? RequestSchema(string method, string path, bool isForm)
    {
        string[] pieces = path["/v1".Length..].Split('?')[0].Split('/');
        JsonNode? operation = _paths.FirstOrDefault(known => Fits(known.Key.Split('/'), pieces) && known.Value![method.ToLowerInvariant()] is not null).Value?[method.ToLowerInvariant()];
        return operation is null ? null : ((string?)operation["requestBody"]?["content"]?[isForm ? "multipart/form-data" : "application/json"]?["schema"]?["$ref"])?[Prefix.Length..] ?? string.Empty;
    }

    /// <summary>The members that a schema names, its parts' included.</summary>
    public IReadOnlyCollection<string> Members(string schema) => Members(_schemas[schema]).ToHashSet();

    private IEnumerable<string> Members(JsonNode? schema)
    {
        if (schema is not JsonObject members)
        {
            return [];
        }

        IEnumerable<string> own = (members["properties"] as JsonObject ?? []).Select(static property => property.Key);
        IEnumerable<JsonNode?> parts = new[] { "allOf", "anyOf" }.SelectMany(name => members[name] as JsonArray ?? []);
        return own.Concat(parts.SelectMany(Members)).Concat((string?)members["$ref"] is string reference ? Members(_schemas[reference["#/$defs/".Length..]]) : []);
    }

    private static bool Fits(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(static pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0));

    // What fails in one branch of a choice is no problem where another fits, and a branch of another type says nothing.
    private static IEnumerable<string> Problems(EvaluationResults results)
    {
        if (results.IsValid)
        {
            return [];
        }

        EvaluationResults[] failed = [.. (results.Details ?? []).Where(detail => !detail.IsValid)];
        EvaluationResults[] fitting = [.. failed.Where(branch => !HasOtherType(branch, branch.InstanceLocation + "/type"))];
        return (results.Errors ?? new Dictionary<string, string>())
            .Select(error => $"{results.InstanceLocation} {error.Key}: {error.Value} ({results.EvaluationPath})")
            .Concat((fitting.Length > 0 ? fitting : failed).SelectMany(Problems));
    }

    private static bool HasOtherType(EvaluationResults results, string place) =>
        !results.IsValid && ((results.InstanceLocation.ToString() == place && results.Errors is not null) || (results.Details ?? []).Any(detail => HasOtherType(detail, place)));

    private static async Task<OpenApiDocument?> LoadAsync()
    {
        string file = Environment.GetEnvironmentVariable("WHATAI_OPENAPI") ?? Path.Combine(Path.GetTempPath(), "whatai-client-tests", "openai-openapi.json");
        if (!File.Exists(file))
        {
            try
            {
                using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
                string text = await http.GetStringAsync(new Uri(Address));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, text);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return null;
            }
        }

        JsonNode document = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        var schemas = (JsonObject)Repair(document["components"]!["schemas"]!)!;
        // A completion is described once, and in a stream it has no reason to end until it does.
        JsonObject reason = schemas["CreateCompletionResponse"]!["properties"]!["choices"]!["items"]!["properties"]!["finish_reason"]!.AsObject();
        reason["type"] = new JsonArray("string", "null");
        reason["enum"]!.AsArray().Add(null);
        // Its own examples have null here.
        schemas["ModelResponseProperties"]!["properties"]!["user"]!["type"] = new JsonArray("string", "null");
        // The messages of a request are described as answers of the assistant; its own example has a user's.
        JsonObject message = schemas["ChatCompletionResponseMessage"]!.DeepClone().AsObject();
        message["properties"]!["role"] = new JsonObject { ["type"] = "string" };
        schemas["ChatCompletionMessageList"]!["properties"]!["data"]!["items"]!["allOf"]![0] = message;
        // It asks for a member that it does not describe, and that its own SDKs do not send.
        JsonArray required = schemas["MCPApprovalResponse"]!["required"]!.AsArray();
        required.Remove(required.FirstOrDefault(static name => (string?)name == "request_id"));
        JsonObject response = schemas["Response"]!["allOf"]![2]!["properties"]!.AsObject();
        response["usage"] = new JsonObject { ["anyOf"] = new JsonArray(response["usage"]!.DeepClone(), new JsonObject { ["type"] = "null" }) };
        return new OpenApiDocument(schemas, document["paths"]!.AsObject());
    }

    // All of the document would take seconds for each schema.
    private JsonObject Reachable(string schema)
    {
        var reached = new JsonObject();
        var waiting = new Stack<string>([schema]);
        while (waiting.Count > 0)
        {
            string name = waiting.Pop();
            if (!reached.ContainsKey(name))
            {
                JsonNode definition = _schemas[name]!.DeepClone();
                reached[name] = definition;
                foreach (string reference in References(definition))
                {
                    waiting.Push(reference);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "$ref", Value: JsonValue value } ? [value.GetValue<string>()["#/$defs/".Length..]] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Repair(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            return new JsonArray([.. items.Select(Repair)]);
        }

        if (node is not JsonObject members)
        {
            return node?.DeepClone();
        }

        var repaired = new JsonObject();
        foreach ((string name, JsonNode? value) in members.Select(member => (member.Key, member.Value)))
        {
            if (name is "discriminator" or "nullable" or "example" or "examples" or "optional" or "$recursiveAnchor" or "$recursiveRef" || name.StartsWith("x-", StringComparison.Ordinal))
            {
                continue;
            }

            repaired[name == "oneOf" ? "anyOf" : name] = name == "$ref" && value is JsonValue reference && reference.GetValue<string>().StartsWith(Prefix, StringComparison.Ordinal)
                ? string.Concat("#/$defs/", reference.GetValue<string>().AsSpan(Prefix.Length))
                : Repair(value);
        }

        bool isNullable = members["nullable"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True;
        return isNullable ? new JsonObject { ["anyOf"] = new JsonArray(repaired, new JsonObject { ["type"] = "null" }) } : repaired;
    }
}
