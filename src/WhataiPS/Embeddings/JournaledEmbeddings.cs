using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Embeddings;
using WhataiPS.Bulk;

namespace WhataiPS.Embeddings;

/// <summary>Keeps each text's vector in a journal, under a key of its own: how texts were put together in requests does not matter.</summary>
internal sealed class JournaledEmbeddings(JournalSession journal)
{
    /// <summary>The vector that is already there; null where there is none that can be used.</summary>
    public Embedding? Find(RequestKey key, object? input)
    {
        if (journal.Find(key) is not JournalEntry entry)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(entry.Response);
            JsonElement root = document.RootElement;
            JsonElement item = root.GetProperty("data")[0];
            return new Embedding
            {
                Input = input,
                Vector = EmbeddingClient.ReadVector(item.GetProperty("embedding")),
                Model = root.GetProperty("model").GetString()!,
                RequestId = entry.RequestId,
                Duration = entry.Duration,
                RawJson = Rewrite(item, null),
            };
        }
        catch (Exception ex) when (ex is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="JournalSession.CallAsync"/>
    public Task<T> CallAsync<T>(IReadOnlyCollection<BatchItem<string, Embedding>> items, string model, Func<Task<T>> call) => journal.CallAsync([.. items.Select(static item => item.Key!)], model, [], call);

    /// <summary>Keeps what became of texts. What is paid for is written also when that fails.</summary>
    public void Append(IReadOnlyCollection<BatchItem<string, Embedding>> items)
    {
        journal.Append(items.Where(static item => item.Outcome?.Result is not null).Select(static item => (item.Key!, item.Input, Entry(item.Outcome!.Result!))));
        foreach (IGrouping<WhataiException, BatchItem<string, Embedding>> failed in items.Where(static item => item.Outcome?.Failure is { MayHaveRun: false }).GroupBy(static item => item.Outcome!.Failure!))
        {
            journal.AppendFailed(failed.Select(static item => item.Key!), failed.Key.Kind.ToString());
        }
    }

    // The shape of an answer with one text.
    private static JournalEntry Entry(Embedding embedding)
    {
        using JsonDocument item = JsonDocument.Parse(embedding.RawJson);
        string raw = $"{{\"model\":{JsonSerializerText(embedding.Model)},\"data\":[{Rewrite(item.RootElement, embedding.Vector)}]}}";
        return new JournalEntry(Encoding.UTF8.GetBytes(raw), embedding.RequestId, embedding.Duration);
    }

    private static string JsonSerializerText(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    // The item with the vector, or without.
    private static string Rewrite(JsonElement item, float[]? vector)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in item.EnumerateObject())
            {
                if (member.Name != "embedding")
                {
                    member.WriteTo(writer);
                }
            }

            if (vector is not null)
            {
                byte[] bytes = new byte[vector.Length * sizeof(float)];
                Buffer.BlockCopy(vector, 0, bytes, 0, bytes.Length);
                writer.WriteBase64String("embedding", bytes);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
