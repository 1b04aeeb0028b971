using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WhataiPS.Resources;

namespace WhataiPS.Bulk;

/// <summary>What a request asks for beside its content: the model, and its parameters. Long ones are there by their hash.</summary>
/// <param name="Model">The model; null where the request does not say.</param>
/// <param name="Parameters">The other members by name, as JSON.</param>
internal sealed record RequestSettings(string? Model, IReadOnlyDictionary<string, string> Parameters)
{
    private const int LongestValue = 200;
    private const string SystemMessage = "system";

    private static readonly HashSet<string> s_content = new(StringComparer.Ordinal) { "messages", "input", "prompt", "contents", "content", "image", "images", "image_url", "text" };

    /// <summary>Reads the body of a request, before which its path may stand. A form has none that can be read.</summary>
    public static RequestSettings Read(byte[] request)
    {
        int start = request.Length > 0 && request[0] != '{' ? Array.IndexOf(request, (byte)'\n') + 1 : 0;
        try
        {
            using JsonDocument document = JsonDocument.Parse(request.AsMemory(start));
            var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
            string? model = null;
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (member.NameEquals("model") && member.Value.ValueKind == JsonValueKind.String)
                {
                    model = member.Value.GetString();
                }
                else if (!s_content.Contains(member.Name))
                {
                    parameters[member.Name] = Short(member.Value.GetRawText());
                }
                else if (SystemOf(member.Value) is string system)
                {
                    parameters[SystemMessage] = Short(system);
                }
            }

            return new RequestSettings(model, parameters);
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return new RequestSettings(null, new Dictionary<string, string>());
        }
    }

    /// <summary>What is another in those of a run: such as <c>model: gpt-4o, now gpt-4o-mini</c>.</summary>
    public IReadOnlyList<string> Differences(RequestSettings run)
    {
        IEnumerable<string> names = Parameters.Keys.Union(run.Parameters.Keys).OrderBy(static name => name, StringComparer.Ordinal);
        return
        [
            .. Model is null || run.Model is null || Model == run.Model ? Array.Empty<string>() : [SR.SettingDiffers("model", Model, run.Model)],
            .. names.Where(name => ValueOf(name) != run.ValueOf(name)).Select(name => SR.SettingDiffers(name, ValueOf(name), run.ValueOf(name))),
        ];
    }

    private string ValueOf(string name) => Parameters.TryGetValue(name, out string? value) ? value : "-";

    // Instructions stand among the messages in some APIs, and are none of the input.
    private static string? SystemOf(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] systems = [.. messages.EnumerateArray()
            .Where(static message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out JsonElement role)
                && (role.ValueEquals("system"u8) || role.ValueEquals("developer"u8)))
            .Select(static message => message.GetRawText())];
        return systems.Length == 0 ? null : string.Concat(systems);
    }

    private static string Short(string value)
    {
        if (value.Length <= LongestValue)
        {
            return value;
        }

        using var sha = SHA256.Create();
        return "#" + Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(value)), 0, 6);
    }
}
