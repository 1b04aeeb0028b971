using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>Holds JSON against a JSON schema, and says in words what does not fit.</summary>
/// <remarks>
/// Known keywords: <c>type</c>, <c>enum</c>, <c>const</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>,
/// <c>patternProperties</c>, <c>items</c>, <c>prefixItems</c>, <c>minItems</c>, <c>maxItems</c>, <c>uniqueItems</c>, <c>minLength</c>,
/// <c>maxLength</c>, <c>pattern</c>, <c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c>, <c>multipleOf</c>,
/// <c>anyOf</c>, <c>oneOf</c>, <c>allOf</c>, <c>not</c> and local <c>$ref</c>. What else a schema says, <c>format</c> too, is not checked.
/// </remarks>
public static class SchemaValidator
{
    /// <summary>Lists what in a value does not fit a schema.</summary>
    /// <param name="value">The JSON to check.</param>
    /// <param name="schema">The schema: an object, or true or false.</param>
    /// <param name="most">How many problems to list at most.</param>
    /// <returns>Problems such as <c>$.steps[2].output: expected string, found number</c>; none if the value fits.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 1.</exception>
    public static IReadOnlyList<string> Validate(JsonElement value, JsonElement schema, int most = 10)
    {
        if (most < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(most), most, "At least one problem must be wanted.");
        }

        var problems = new SchemaProblems(most);
        new SchemaCheck(schema).Check(value, schema, JsonLocation.Root, problems);
        return problems.Items;
    }
}
