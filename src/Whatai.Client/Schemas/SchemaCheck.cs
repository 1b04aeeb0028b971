using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>One check of one document. It knows the whole schema, for references, and how much work it has done.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    // A schema comes from anyone: neither its nesting nor its branching may hang a session.
    private const int Deepest = 500;
    private const int MostSteps = 5_000_000;

    private readonly HashSet<(string Reference, JsonLocation At)> _following = [];
    private int _depth;
    private int _steps;

    /// <summary>The patterns, which remember across the document which of them are too slow.</summary>
    public SchemaPatterns Patterns { get; } = new();

    public void Check(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        if (problems.IsFull)
        {
            return;
        }

        if (schema.ValueKind == JsonValueKind.False)
        {
            problems.Add(at, "no value is allowed here");
            return;
        }

        // True allows all. What is no schema at all says nothing.
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (_depth >= Deepest || ++_steps > MostSteps)
        {
            problems.Add(at, "the schema is too deep or too branched to be checked here");
            return;
        }

        _depth++;
        CheckKeywords(value, schema, at, problems);
        _depth--;
    }

    private void CheckKeywords(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        // Nothing else is worth saying of a value of the wrong type.
        if (!ValueKeywords.CheckType(value, schema, at, problems))
        {
            return;
        }

        ValueKeywords.CheckChoice(value, schema, at, problems);
        CheckReference(value, schema, at, problems);
        BranchKeywords.Check(this, value, schema, at, problems);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                ObjectKeywords.Check(this, value, schema, at, problems);
                break;
            case JsonValueKind.Array:
                ArrayKeywords.Check(this, value, schema, at, problems);
                break;
            case JsonValueKind.String:
                StringKeywords.Check(this, value, schema, at, problems);
                break;
            case JsonValueKind.Number:
                NumberKeywords.Check(value, schema, at, problems);
                break;
        }
    }

    private void CheckReference(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        if (!schema.TryGetProperty("$ref", out JsonElement member) || member.ValueKind != JsonValueKind.String)
        {
            return;
        }

        string reference = JsonText.Read(member);
        if (!SchemaReference.TryResolve(root, reference, out JsonElement target))
        {
            problems.Add(at, $"the schema's reference '{reference}' leads nowhere");
            return;
        }

        // The same reference at the same value again is a circle; it adds nothing.
        if (_following.Add((reference, at)))
        {
            Check(value, target, at, problems);
            _following.Remove((reference, at));
        }
    }
}
