using System;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <content>The whole response, of which relays trim the last event.</content>
internal sealed partial class ResponseAggregator
{
    /// <summary>The whole response as JSON, from the event that ends the stream: what it lacks comes from the events before.</summary>
    public byte[] ToJson(ResponseEvent last)
    {
        string json = last.Response ?? _head ?? "{}";
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        string? said = ResponseReader.Status(root);
        string status = said is not (null or "queued" or "in_progress") ? said : last.Type is "response.done" ? "completed" : last.Type!.Substring("response.".Length);
        bool lacksOutput = LacksWhatCame(root);
        string? usage = LacksUsage(root) ? last.Usage : null;
        if (status == said && !lacksOutput && usage is null)
        {
            return Encoding.UTF8.GetBytes(json);
        }

        return JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in root.EnumerateObject())
            {
                if (property.Name != "status" && !(property.Name == "output" && lacksOutput) && !(property.Name == "usage" && usage is not null))
                {
                    writer.WritePropertyName(property.Name);
                    LenientJson.Write(writer, property.Value);
                }
            }

            writer.WriteString("status"u8, status);
            if (usage is not null)
            {
                writer.WritePropertyName("usage"u8);
                writer.WriteRawValue(usage);
            }

            if (lacksOutput)
            {
                writer.WriteStartArray("output"u8);
                foreach (OutputItem item in _items.Ordered)
                {
                    item.Write(writer, status);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    private bool LacksWhatCame(JsonElement response)
    {
        var output = new OutputReader();
        bool any = output.AddAll(response);
        ChatMessage message = output.ToMessage(null);
        return (!any && _items.Count > 0)
            || (_hasText && string.IsNullOrEmpty(message.Content))
            || output.ToolCalls.Count < Math.Max(_items.CallCount, _hasCalls ? 1 : 0)
            || (_hasAnnotations && output.Citations.Count == 0)
            || (_hasLogProbs && output.LogProbs.Count == 0)
            || (_hasRefusal && message.Refusal is null)
            || (_hasReasoning && message.Reasoning is null);
    }

    private static bool LacksUsage(JsonElement response) =>
        !response.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object
        || UsageReader.IsZero(UsageReader.Read(usage));
}
