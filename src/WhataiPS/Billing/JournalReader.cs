using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using WhataiPS.Bulk;

namespace WhataiPS.Billing;

/// <summary>Reads the requests of a journal, also while a run writes it.</summary>
internal sealed class JournalReader
{
    private readonly Dictionary<string, JournaledRequest> _byId = new(StringComparer.Ordinal);
    private readonly List<JournaledRequest> _withoutId = [];
    private readonly Dictionary<string, Stack<JournaledRequest>> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);

    private JournalReader()
    {
    }

    /// <summary>Reads the files.</summary>
    /// <returns>The requests: those that were answered, then those that were not, by when they were sent.</returns>
    /// <exception cref="IOException">One can't be read.</exception>
    public static IReadOnlyList<JournaledRequest> Read(IEnumerable<string> paths)
    {
        var journal = new JournalReader();
        foreach (string line in paths.SelectMany(JournalPaths.ReadLines))
        {
            journal.Add(line);
        }

        IEnumerable<JournaledRequest> open = journal._open.Values.SelectMany(static sent => sent);
        // Items that were asked for together are one request.
        IEnumerable<JournaledRequest> unanswered = open.Where(static sent => sent.Batch is null)
            .Concat(open.Where(static sent => sent.Batch is not null).GroupBy(static sent => (sent.Batch, sent.Sent)).Select(static batch => batch.First()));
        return [.. journal._byId.Values, .. journal._withoutId, .. unanswered.OrderBy(static sent => sent.Sent)];
    }

    private void Add(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string key = root.GetProperty("key").GetString()!;
            if (root.TryGetProperty("sent", out JsonElement sent))
            {
                OpenOf(key).Push(new JournaledRequest { Sent = DateTimeOffset.Parse(sent.GetString()!, CultureInfo.InvariantCulture), Model = Text(root, "model"), Batch = Text(root, "batch") });
            }
            else if (root.TryGetProperty("response", out JsonElement response))
            {
                AddAnswer(key, root, response);
            }
            else if (Text(root, "failed") != JournalLine.Unusable)
            {
                // It is not billed.
                Close(key);
            }
        }
        catch (Exception ex) when (ex is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            // A torn line says nothing.
        }
    }

    // An answer is kept again when its files were moved or are written elsewhere.
    private void AddAnswer(string key, JsonElement root, JsonElement response)
    {
        JournaledRequest? sent = Close(key);
        if (!_answered.Add(key))
        {
            return;
        }

        string input = Text(root, "input") ?? string.Empty;
        var answer = new JournaledRequest { IsAnswered = true, Input = [input], TaskId = TaskOf(response), Sent = sent?.Sent, Model = sent?.Model };
        string[] ids = response.ValueKind == JsonValueKind.Object && response.TryGetProperty("request_ids", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array
            ? [.. parts.EnumerateArray().Select(static part => part.GetString()).OfType<string>()]
            : Text(root, "request_id") is string id ? [id] : [];
        foreach (string one in ids)
        {
            _byId[one] = (_byId.TryGetValue(one, out JournaledRequest? known) ? known with { Input = [.. known.Input, input] } : answer) with { RequestId = one };
        }

        if (ids.Length == 0)
        {
            _withoutId.Add(answer);
        }
    }

    // Of a video or an image, as the module writes them.
    private static string? TaskOf(JsonElement response) =>
        response.ValueKind != JsonValueKind.Object ? null : Text(response, "task_id") ?? (response.TryGetProperty("route", out _) ? Text(response, "id") : null);

    private Stack<JournaledRequest> OpenOf(string key) => _open.TryGetValue(key, out Stack<JournaledRequest>? sent) ? sent : _open[key] = new Stack<JournaledRequest>();

    private JournaledRequest? Close(string key) => OpenOf(key) is { Count: > 0 } sent ? sent.Pop() : null;

    private static string? Text(JsonElement element, string name) => JournalJson.Text(element, name) is { Length: > 0 } text ? text : null;
}
