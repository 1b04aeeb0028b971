using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace Whatai.Client.Tests;

/// <summary>
/// What the cmdlets send, by OpenAI's own description of its API: the lines of WireCases.jsonl, which the cmdlets' own tests hold to what is on the wire.
/// </summary>
public sealed class CmdletRequestTests(ITestOutputHelper output)
{
    // Members that gateways have and OpenAI's description has not, with who asks for them.
    private static readonly (string Path, string Member, string Reason)[] s_extensions =
    [
        ("/v1/images/generations", "aspect_ratio", "nano-banana and flux, seed document 004"),
        ("/v1/images/generations", "image_size", "nano-banana-2, seed document 004"),
        ("/v1/images/generations", "image", "nano-banana's images to go by, seed document 004"),
        ("/v1/images/generations", "seed", "flux, seed document 004"),
        ("/v1/images/edits", "aspect_ratio", "nano-banana and flux, seed document 004"),
        ("/v1/images/edits", "image_size", "nano-banana-2, seed document 004"),
        ("/v1/images/edits", "seed", "flux, seed document 004"),
    ];

    public static TheoryData<string> Cases => [.. File.ReadAllLines(Table())];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_is_as_described(string line)
    {
        JsonObject one = JsonNode.Parse(line)!.AsObject();
        (string call, string method, string path) = ((string)one["call"]!, (string)one["method"]!, (string)one["path"]!);
        Assert.Equal(["call", "method", "path"], one.Select(static member => member.Key).Where(static name => name != "body"));
        Assert.Equal(method == "POST", one["body"] is JsonObject);
        if (await OpenApiDocument.FindAsync() is not { } document)
        {
            output.WriteLine("LEFT OUT: OpenAI's description of its API can't be had here. WHATAI_OPENAPI may name its openapi.json.");
            return;
        }

        JsonObject? body = one["body"]?.AsObject();
        bool isForm = body?.ToJsonString().Contains("\"(", StringComparison.Ordinal) == true;
        string? schema = document.RequestSchema(method, path, isForm);
        Assert.True(schema is not null, $"There is no {method} {path}: {call}");
        if (body is null)
        {
            return;
        }

        JsonObject sent = isForm ? ToJson(document, schema, body) : body;
        IReadOnlyList<string> problems = document.Check(schema, sent);
        Assert.True(problems.Count == 0, $"{call}\n{schema}\n{string.Join("\n", problems.Take(12))}");
        IEnumerable<string> known = document.Members(schema).Concat(s_extensions.Where(one => one.Path == path.Split('?')[0]).Select(static one => one.Member));
        Assert.Equal([], sent.Select(static member => member.Key).Except(known));
    }

    [Fact]
    public void An_extension_that_nothing_sends_is_none()
    {
        JsonNode[] cases = [.. File.ReadAllLines(Table()).Select(static line => JsonNode.Parse(line)!)];

        Assert.All(s_extensions, known => Assert.Contains(cases, one => ((string)one["path"]!).Split('?')[0] == known.Path && one["body"]?[known.Member] is not null));
    }

    // A form has text alone: it is read as a number or a flag where the description wants one. A name with [] is a list's.
    private static JsonObject ToJson(OpenApiDocument document, string schema, JsonObject form)
    {
        var sent = new JsonObject(form.Select(static member => KeyValuePair.Create(member.Key.Replace("[]", string.Empty, StringComparison.Ordinal), member.Value?.DeepClone())));
        foreach (string name in document.Check(schema, sent).Select(static problem => problem.Split(' ')[0].TrimStart('/')).Where(sent.ContainsKey).Distinct().ToArray())
        {
            try
            {
                sent[name] = JsonNode.Parse((string)sent[name]!);
            }
            catch (JsonException)
            {
                // Text that is wrong is told as it is.
            }
        }

        return sent;
    }

    private static string Table()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "WhataiPS.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory ?? throw new InvalidOperationException("WhataiPS.sln is not above the tests."), "tests", "WhataiPS.Tests", "WireCases.jsonl");
    }
}
