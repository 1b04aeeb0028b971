using System;
using System.Collections.Generic;
using Whatai.Client.Protocol;

namespace Whatai.Client.Chat;

/// <summary>Writes a streamed answer as the JSON that a plain call would have brought.</summary>
internal static class ChatCompletionWriter
{
    public static byte[] Write(ChatCompletion completion, long created, byte[]? rawUsage, Func<int, IReadOnlyList<string>> images) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, completion.Id);
        writer.WriteString("object"u8, "chat.completion"u8);
        writer.WriteNumber("created"u8, created);
        writer.WriteString("model"u8, completion.Model);
        writer.WriteStartArray("choices"u8);
        foreach (ChatChoice choice in completion.Choices)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, choice.Index);
            writer.WritePropertyName("message"u8);
            ChatRequestWriter.WriteMessage(writer, choice.Message, imagesOfAnswer: images(choice.Index));
            writer.WriteString("finish_reason"u8, choice.FinishReason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (rawUsage is not null)
        {
            writer.WritePropertyName("usage"u8);
            writer.WriteRawValue(rawUsage);
        }

        writer.WriteString("system_fingerprint"u8, completion.SystemFingerprint);
        writer.WriteEndObject();
    });
}
