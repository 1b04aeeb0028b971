using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Schemas;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>What an answer must be: a JSON object, or one that fits a schema. It makes the request's part, and checks the answer.</summary>
internal sealed class AnswerFormat
{
    private readonly Type? _type;

    private AnswerFormat(ResponseFormat wanted, Type? type)
    {
        Wanted = wanted;
        _type = type;
    }

    /// <summary>What the request asks for.</summary>
    public ResponseFormat Wanted { get; }

    /// <summary>JSON mode: any object.</summary>
    public static AnswerFormat Json() => new(new ResponseFormat(), null);

    /// <summary>Structured output, strict wherever strict mode takes the schema.</summary>
    /// <param name="input">The schema, also with OpenAI's wrapper around it.</param>
    /// <param name="name">Its name; null takes the wrapper's.</param>
    /// <param name="resolvePath">Makes a PowerShell path one of the file system.</param>
    /// <exception cref="ArgumentException">The input is no schema.</exception>
    public static AnswerFormat FromSchema(object input, string? name, Func<string, string> resolvePath)
    {
        SchemaWrapper given = SchemaWrapper.Open(SchemaFactory.Read(input, resolvePath));
        JsonElement schema = SchemaFactory.Create(given.Schema, resolvePath);
        var wanted = new ResponseFormat { Description = given.Description };
        wanted = wanted with { Name = name ?? given.Name ?? wanted.Name };
        if (given.Strict == false)
        {
            // As it is written, since the user wants it so.
            return new AnswerFormat(wanted with { Schema = schema }, given.Schema as Type);
        }

        schema = StrictSchemaRewriter.Make(schema);
        return new AnswerFormat(wanted with { Schema = schema, Strict = StrictLimits.Find(schema) is null }, given.Schema as Type);
    }

    /// <summary>Whether the answer can be used; for any thread.</summary>
    public bool Fits(ModelAnswer answer)
    {
        if (!string.IsNullOrEmpty(answer.Refusal) || answer.FinishReason is "content_filter" or "length")
        {
            return false;
        }

        try
        {
            using JsonDocument json = AnswerJson.Parse(answer.Text);
            return Problems(json.RootElement).Count == 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Puts the parsed answer on it, or says why there is none.</summary>
    public ErrorRecord? Check<TAnswer>(ref TAnswer answer)
        where TAnswer : ModelAnswer
    {
        if (answer.FinishReason is "tool_calls" or "function_call")
        {
            return null;
        }

        if (!string.IsNullOrEmpty(answer.Refusal) || answer.FinishReason == "content_filter")
        {
            return WhataiErrors.AnswerRefused(answer);
        }

        if (answer.FinishReason == "length")
        {
            return WhataiErrors.AnswerTruncated(answer);
        }

        try
        {
            using JsonDocument json = AnswerJson.Parse(answer.Text);
            IReadOnlyList<string> problems = Problems(json.RootElement);
            if (problems.Count > 0)
            {
                return WhataiErrors.SchemaMismatch(answer, problems);
            }

            answer = answer with { Object = Typed(JsonToPSObject.Convert(json.RootElement)) };
            return null;
        }
        catch (JsonException ex)
        {
            return WhataiErrors.SchemaMismatch(answer, [SR.AnswerNotJson(ex.Message)]);
        }
    }

    private IReadOnlyList<string> Problems(JsonElement answer) => Wanted.Schema is JsonElement schema
        ? SchemaValidator.Validate(answer, schema)
        : answer.ValueKind == JsonValueKind.Object ? [] : ["$: expected object."];

    // A schema made of a class gives objects of the class where PowerShell can make them.
    private object? Typed(object? value) =>
        _type is not null && LanguagePrimitives.TryConvertTo(value, _type, out object? typed) ? typed : value;
}
