using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Chat;

/// <summary>/v1/chat/completions: the list of stored completions, by <c>model</c> and <c>metadata[NAME]</c>; GET and DELETE of one; and the messages of its request.</summary>
internal static class StoredChatEndpoint
{
    private const string MetadataPrefix = "metadata[";

    internal static Task ListAsync(Exchange exchange)
    {
        var query = new QueryString(exchange.Head.Target);
        KeyValuePair<string, string>[] metadata =
        [
            .. query.Names.Where(static name => name.StartsWith(MetadataPrefix, StringComparison.Ordinal) && name[name.Length - 1] == ']')
                .Select(name => new KeyValuePair<string, string>(name.Substring(MetadataPrefix.Length, name.Length - MetadataPrefix.Length - 1), query.Value(name) ?? string.Empty)),
        ];
        IEnumerable<StoredCompletion> found = exchange.State.Completions.All.Where(c =>
            (query.Value("model") is not { } model || c.Model == model)
            && metadata.All(pair => c.Metadata.TryGetValue(pair.Key, out string? value) && value == pair.Value));
        return exchange.SendJsonAsync(200, ListPage.Write(query, found, static c => c.Id, static (w, c) => w.WriteRawValue(c.Json)));
    }

    internal static Task GetAsync(Exchange exchange) => exchange.SendJsonAsync(200, Find(exchange).Json);

    internal static Task DeleteAsync(Exchange exchange)
    {
        string id = exchange.RouteValues["id"];
        return exchange.State.Completions.Remove(id)
            ? exchange.SendJsonAsync(200, JsonBytes.Object(w =>
            {
                w.WriteString("object", "chat.completion.deleted");
                w.WriteString("id", id);
                w.WriteBoolean("deleted", true);
            }))
            : throw Gone(exchange);
    }

    internal static Task ListMessagesAsync(Exchange exchange)
    {
        StoredCompletion completion = Find(exchange);
        IEnumerable<(string Id, JsonElement Message)> messages = completion.Messages.Select((message, i) => (string.Format(CultureInfo.InvariantCulture, "{0}-{1}", completion.Id, i), message));
        return exchange.SendJsonAsync(200, ListPage.Write(new QueryString(exchange.Head.Target), messages, static one => one.Id, static (w, one) => WriteMessage(w, one.Id, one.Message)));
    }

    // Parts stand beside the text, which is null then.
    private static void WriteMessage(Utf8JsonWriter w, string id, JsonElement message)
    {
        bool hasContent = message.TryGetProperty("content", out JsonElement content);
        w.WriteStartObject();
        w.WriteString("id", id);
        w.WriteString("content", hasContent && content.ValueKind == JsonValueKind.String ? content.GetString() : null);
        w.WriteNull("refusal");
        foreach (JsonProperty member in message.EnumerateObject().Where(static m => m.Name is not ("id" or "content" or "refusal" or "content_parts")))
        {
            member.WriteTo(w);
        }

        w.WritePropertyName("content_parts");
        if (hasContent && content.ValueKind == JsonValueKind.Array)
        {
            content.WriteTo(w);
        }
        else
        {
            w.WriteNullValue();
        }

        w.WriteEndObject();
    }

    private static StoredCompletion Find(Exchange exchange) => exchange.State.Completions.Find(exchange.RouteValues["id"]) ?? throw Gone(exchange);

    private static ApiErrorException Gone(Exchange exchange)
        => new(404, $"Chat completion with id '{exchange.RouteValues["id"]}' not found. Only completions that were created with `store` set to true are kept.", "invalid_request_error", null, null);
}
