using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Schema;

/// <summary>
/// Generates one value that is valid against a JSON schema, deterministically:
/// <list type="bullet">
/// <item><description>const; of an enum the first value that is not null; of anyOf and oneOf the first branch that is not
/// null; allOf and $ref apply together with their sibling keywords; of several types the first that is not null.</description></item>
/// <item><description>A string is TEXT at the root or in a property of the root, the nearest property's name deeper down; one
/// with a format is a constant (see <see cref="Formats"/>); minLength pads with x, maxLength truncates. Where that does
/// not match a pattern, it is a text made of the pattern (see <see cref="PatternSample"/>); one that can't be made is a 400.</description></item>
/// <item><description>An integer is 1, a number 1.5, moved into minimum, maximum, their exclusive forms and multipleOf.</description></item>
/// <item><description>A boolean is true. An object has all its properties, in order, required or not.</description></item>
/// <item><description>An array has 2 items down to the second level, 1 below, within minItems (up to 1,000) and maxItems; with
/// uniqueItems they differ: next enum value, next number, text with its number. prefixItems are kept.</description></item>
/// <item><description>Below level eight, or after 2,000 values, values are minimal: null where allowed, no optional
/// property, no item over minItems, a branch without $ref. At level 40 null, since no finite value is valid.</description></item>
/// </list>
/// </summary>
internal sealed class SchemaSampleGenerator
{
    private const int SmallDepth = 8;
    private const int MaxDepth = 40;
    private const int SmallAfter = 2000;
    private const int MaxItems = 1000;
    private const int MaxFacets = 100;
    private const int MaxFilledLength = 100_000;

    private readonly JsonElement _root;
    private readonly string _text;
    private int _values;

    private SchemaSampleGenerator(JsonElement root, string text)
    {
        _root = root;
        _text = text;
    }

    /// <summary>The sample value of each format.</summary>
    internal static IReadOnlyDictionary<string, string> Formats { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["date"] = "2025-01-31",
        ["time"] = "12:34:56Z",
        ["date-time"] = "2025-01-31T12:34:56Z",
        ["duration"] = "P1DT2H",
        ["email"] = "user@example.com",
        ["uuid"] = "123e4567-e89b-12d3-a456-426614174000",
        ["uri"] = "https://example.com/",
        ["hostname"] = "example.com",
        ["ipv4"] = "192.0.2.1",
        ["ipv6"] = "2001:db8::1",
    };

    internal static string Make(JsonElement schema, string text)
    {
        var instance = new SchemaSampleGenerator(schema, text);
        return JsonBytes.Text(JsonBytes.Value(w => instance.Write(w, instance.Facets([schema], 0), new Place(string.Empty, 0, 0))));
    }

    /// <summary>The position of a value: the nearest property, the level, and the index among items that must differ.</summary>
    private readonly record struct Place(string Name, int Depth, int Ordinal);

    private bool IsSmall(int depth) => depth >= SmallDepth || _values >= SmallAfter;

    /// <summary>All schemas that apply to one value: the given ones, their references, and the chosen branches.</summary>
    private List<JsonElement> Facets(IEnumerable<JsonElement> schemas, int depth)
    {
        var facets = new List<JsonElement>();
        foreach (JsonElement schema in schemas)
        {
            Collect(schema, facets, IsSmall(depth));
        }

        return facets;
    }

    private void Collect(JsonElement schema, List<JsonElement> facets, bool small)
    {
        if (schema.ValueKind != JsonValueKind.Object || facets.Count >= MaxFacets)
        {
            return;
        }

        facets.Add(schema);
        if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String
            && SchemaPointer.Find(_root, reference.GetString()!) is { } target)
        {
            Collect(target, facets, small);
        }

        foreach (JsonElement part in Branches(schema, "allOf"))
        {
            Collect(part, facets, small);
        }

        foreach (string keyword in new[] { "anyOf", "oneOf" })
        {
            JsonElement[] branches = Branches(schema, keyword);
            if (branches.Length > 0)
            {
                Collect(Choose(branches, small), facets, small);
            }
        }
    }

    private static JsonElement[] Branches(JsonElement schema, string keyword)
        => schema.TryGetProperty(keyword, out JsonElement array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray().ToArray() : [];

    private static JsonElement Choose(JsonElement[] branches, bool small)
    {
        bool Wanted(JsonElement branch, bool isNull)
            => SchemaTypes.IsNull(branch) == isNull;
        bool IsReference(JsonElement branch) => branch.ValueKind == JsonValueKind.Object && branch.TryGetProperty("$ref", out _);
        IEnumerable<JsonElement> order = small
            ? [.. branches.Where(b => Wanted(b, true)), .. branches.Where(b => !IsReference(b))]
            : branches.Where(b => Wanted(b, false));
        return order.Concat(branches).First();
    }

    private static IEnumerable<JsonElement> All(List<JsonElement> facets, string keyword)
    {
        foreach (JsonElement facet in facets)
        {
            if (facet.TryGetProperty(keyword, out JsonElement value))
            {
                yield return value;
            }
        }
    }

    private void Write(Utf8JsonWriter w, List<JsonElement> facets, Place place)
    {
        _values++;
        foreach (JsonElement value in All(facets, "const"))
        {
            value.WriteTo(w);
            return;
        }

        foreach (JsonElement values in All(facets, "enum").Where(v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() > 0))
        {
            JsonElement[] choices = values.EnumerateArray().Where(v => v.ValueKind != JsonValueKind.Null).ToArray();
            (choices.Length == 0 ? values[0] : choices[place.Ordinal % choices.Length]).WriteTo(w);
            return;
        }

        switch (TypeOf(facets, place.Depth))
        {
            case "object":
                WriteObject(w, facets, place.Depth);
                break;
            case "array":
                WriteArray(w, facets, place);
                break;
            case "integer":
                w.WriteNumberValue(SchemaNumber.Make(facets, true, place.Ordinal));
                break;
            case "number":
                w.WriteNumberValue(SchemaNumber.Make(facets, false, place.Ordinal));
                break;
            case "boolean":
                w.WriteBooleanValue(true);
                break;
            case "null":
                w.WriteNullValue();
                break;
            default:
                w.WriteStringValue(StringFor(facets, place));
                break;
        }
    }

    private string TypeOf(List<JsonElement> facets, int depth)
    {
        IReadOnlyList<string> types = facets.Select(SchemaTypes.Of).FirstOrDefault(t => t.Count > 0) ?? [];
        if (depth >= MaxDepth || (IsSmall(depth) && types.Contains("null")))
        {
            return "null";
        }

        if (types.FirstOrDefault(t => t != "null") is { } type)
        {
            // A number that another schema restricts to integers.
            return type == "number" && facets.Exists(f => SchemaTypes.Has(f, "integer")) ? "integer" : type;
        }

        bool Has(string keyword) => All(facets, keyword).Any();
        return types.Count > 0 ? "null"
            : Has("properties") || Has("required") || Has("additionalProperties") ? "object"
            : Has("items") || Has("prefixItems") || Has("minItems") ? "array"
            : Has("minimum") || Has("maximum") || Has("multipleOf") || Has("exclusiveMinimum") || Has("exclusiveMaximum") ? "number"
            : "string";
    }

    private void WriteObject(Utf8JsonWriter w, List<JsonElement> facets, int depth)
    {
        var names = new List<string>();
        var schemas = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        void Add(string name, JsonElement schema)
        {
            if (!schemas.TryGetValue(name, out List<JsonElement>? list))
            {
                names.Add(name);
                schemas[name] = list = [];
            }

            list.Add(schema);
        }

        foreach (JsonProperty property in All(facets, "properties").Where(p => p.ValueKind == JsonValueKind.Object).SelectMany(p => p.EnumerateObject()))
        {
            Add(property.Name, property.Value);
        }

        var required = new HashSet<string>(
            All(facets, "required").Where(r => r.ValueKind == JsonValueKind.Array).SelectMany(r => r.EnumerateArray())
                .Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!),
            StringComparer.Ordinal);
        foreach (string name in required.Where(n => !schemas.ContainsKey(n)).ToArray())
        {
            Add(name, All(facets, "additionalProperties").FirstOrDefault());
        }

        w.WriteStartObject();
        foreach (string name in names.Where(n => required.Contains(n) || !IsSmall(depth)))
        {
            w.WritePropertyName(name);
            Write(w, Facets(schemas[name], depth + 1), new Place(name, depth + 1, 0));
        }

        w.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter w, List<JsonElement> facets, Place place)
    {
        JsonElement[] first = All(facets, "prefixItems").Where(p => p.ValueKind == JsonValueKind.Array).SelectMany(p => p.EnumerateArray()).ToArray();
        JsonElement[] items = All(facets, "items").ToArray();
        bool hasNoMore = Array.Exists(items, i => i.ValueKind == JsonValueKind.False);
        int wanted = IsSmall(place.Depth) ? 0 : hasNoMore ? first.Length : Math.Max(first.Length, place.Depth < 2 ? 2 : 1);
        long min = All(facets, "minItems").Select(v => SchemaNumber.Whole(v, 0)).DefaultIfEmpty(0).Max();
        long max = All(facets, "maxItems").Select(v => SchemaNumber.Whole(v, MaxItems)).DefaultIfEmpty(MaxItems).Min();
        long count = Math.Min(Math.Max(Math.Min(wanted, max), min), MaxItems);
        bool differ = All(facets, "uniqueItems").Any(u => u.ValueKind == JsonValueKind.True);

        w.WriteStartArray();
        for (int i = 0; i < count; i++)
        {
            List<JsonElement> schemas = Facets(i < first.Length ? [first[i]] : items, place.Depth + 1);
            Write(w, schemas, place with { Depth = place.Depth + 1, Ordinal = differ ? i : 0 });
        }

        w.WriteEndArray();
    }

    private string StringFor(List<JsonElement> facets, Place place)
    {
        foreach (JsonElement format in All(facets, "format"))
        {
            if (format.ValueKind == JsonValueKind.String && Formats.TryGetValue(format.GetString()!, out string? known))
            {
                return known;
            }
        }

        string text = place.Depth <= 1 || place.Name.Length == 0 ? _text : place.Name;
        text += place.Ordinal > 0 ? FormattableString.Invariant($" {place.Ordinal + 1}") : string.Empty;
        long min = All(facets, "minLength").Select(v => SchemaNumber.Whole(v, 0)).DefaultIfEmpty(0).Max();
        long max = All(facets, "maxLength").Select(v => SchemaNumber.Whole(v, int.MaxValue)).DefaultIfEmpty(int.MaxValue).Min();
        return Matching(Cut(text.PadRight((int)Math.Min(min, MaxFilledLength), 'x'), max), facets, min, max);
    }

    private static string Cut(string text, long max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        bool splitsPair = max > 0 && char.IsHighSurrogate(text[(int)max - 1]);
        return text.Substring(0, (int)max - (splitsPair ? 1 : 0));
    }

    private static string Matching(string text, List<JsonElement> facets, long min, long max)
    {
        string[] patterns = All(facets, "pattern").Where(p => p.ValueKind == JsonValueKind.String).Select(p => p.GetString()!).ToArray();
        if (Array.Find(patterns, p => !PatternSample.IsMatch(p, text)) is not { } pattern)
        {
            return text;
        }

        return PatternSample.Make(pattern, min, max) is { } made && Array.TrueForAll(patterns, p => PatternSample.IsMatch(p, made))
            ? made
            : throw new ApiErrorException(400, $"The emulator can't make a text that matches the pattern '{pattern}'.", "invalid_request_error", null, "unsupported_pattern");
    }
}
