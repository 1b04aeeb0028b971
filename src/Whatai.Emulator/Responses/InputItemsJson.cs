using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Responses;

/// <summary>The answer to GET /v1/responses/{id}/input_items: one page with all items, by default the newest first.</summary>
internal static class InputItemsJson
{
    internal static byte[] List(StoredResponse response, bool isAscending)
    {
        (string Id, JsonElement Item)[] items = response.Input.Select((item, i) => (Id(response, item, i), item)).ToArray();
        return ListPage.Write([.. isAscending ? items : items.Reverse()], int.MaxValue, after: null, static one => one.Id, static (w, one) => WriteItem(w, one.Id, one.Item));
    }

    private static string Id(StoredResponse response, JsonElement item, int index)
        => item.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : string.Format(CultureInfo.InvariantCulture, "in_{0}{1:00}", response.Id.Substring("resp_".Length), index);

    private static void WriteItem(Utf8JsonWriter w, string id, JsonElement item)
    {
        w.WriteStartObject();
        w.WriteString("id", id);
        if (!item.TryGetProperty("type", out _))
        {
            w.WriteString("type", "message");
        }

        foreach (JsonProperty member in item.EnumerateObject().Where(m => !m.NameEquals("id")))
        {
            if (member.NameEquals("content") && member.Value.ValueKind == JsonValueKind.String)
            {
                WriteText(w, item, member.Value.GetString()!);
            }
            else
            {
                member.WriteTo(w);
            }
        }

        w.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter w, JsonElement item, string text)
    {
        w.WriteStartArray("content");
        w.WriteStartObject();
        w.WriteString("type", item.GetProperty("role").ValueEquals("assistant") ? "output_text" : "input_text");
        w.WriteString("text", text);
        w.WriteEndObject();
        w.WriteEndArray();
    }
}
