using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Chat;
using Whatai.Client.Schemas;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Schemas;

/// <summary>What an answer must be: a JSON object, or one that fits a schema. It makes the request's part, and checks the answer.</summary>
internal sealed class AnswerFormat
{
    private readonly JsonElement? _schema;
    private readonly Type? _type;

    private AnswerFormat(JsonElement responseFormat, JsonElement? schema, Type? type)
    {
        ResponseFormat = responseFormat;
        _schema = schema;
        _type = type;
    }

    /// <summary><c>response_format</c>.</summary>
    public JsonElement ResponseFormat { get; }

    /// <summary>JSON mode: any object.</summary>
    public static AnswerFormat Json() => new(SchemaText.ToElement(new JsonObject { ["type"] = "json_object" }), null, null);

    /// <summary>Structured output, strict wherever strict mode takes the schema.</summary>
    /// <exception cref="ArgumentException">The input is no schema.</exception>
    public static AnswerFormat FromSchema(object input, string name, Func<string, string> resolvePath)
    {
        object value = PSValue.Unwrap(input)!;
        JsonElement schema = StrictSchema.Make(SchemaFactory.Create(value, resolvePath));
        var format = new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = name, ["schema"] = JsonNode.Parse(schema.GetRawText()), ["strict"] = StrictLimits.Find(schema) is null },
        };
        return new AnswerFormat(SchemaText.ToElement(format), schema, value as Type);
    }

    /// <summary>Whether the answer can be used; for any thread.</summary>
    public bool Fits(ChatCompletion completion)
    {
        if (!string.IsNullOrEmpty(completion.Refusal) || completion.FinishReason is "content_filter" or "length")
        {
            return false;
        }

        try
        {
            using JsonDocument answer = JsonDocument.Parse(Bare(completion.Text));
            return Problems(answer.RootElement).Count == 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Puts the parsed answer on the completion, or says why there is none.</summary>
    public ErrorRecord? Check(ref ChatCompletion completion)
    {
        if (completion.FinishReason == "tool_calls")
        {
            return null;
        }

        if (!string.IsNullOrEmpty(completion.Refusal) || completion.FinishReason == "content_filter")
        {
            return WhataiErrors.AnswerRefused(completion);
        }

        if (completion.FinishReason == "length")
        {
            return WhataiErrors.AnswerTruncated(completion);
        }

        try
        {
            using JsonDocument answer = JsonDocument.Parse(Bare(completion.Text));
            IReadOnlyList<string> problems = Problems(answer.RootElement);
            if (problems.Count > 0)
            {
                return WhataiErrors.SchemaMismatch(completion, problems);
            }

            completion = completion with { Object = Typed(JsonToPSObject.Convert(answer.RootElement)) };
            return null;
        }
        catch (JsonException ex)
        {
            return WhataiErrors.SchemaMismatch(completion, [$"it is not JSON: {ex.Message}"]);
        }
    }

    private IReadOnlyList<string> Problems(JsonElement answer) => _schema is JsonElement schema
        ? SchemaValidator.Validate(answer, schema)
        : answer.ValueKind == JsonValueKind.Object ? [] : ["$: expected object."];

    // A schema made of a class gives objects of the class where PowerShell can make them.
    private object? Typed(object? value) =>
        _type is not null && LanguagePrimitives.TryConvertTo(value, _type, out object? typed) ? typed : value;

    // Models without strict output like to wrap JSON into a code block.
    private static string Bare(string text)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal) || trimmed.Length < 7)
        {
            return trimmed;
        }

        int firstLine = trimmed.IndexOf('\n');
        return firstLine < 0 ? trimmed : trimmed.Substring(firstLine, trimmed.Length - firstLine - 3);
    }
}
