using System;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Audio;

/// <summary>POST /v1/audio/speech: encodes a text as audio from which transcription recovers it.</summary>
internal static class SpeechEndpoint
{
    private const int MaxCharacters = 4096;
    private const int PartLength = 4096;

    private static readonly string[] s_streamFormats = ["sse", "audio"];
    private static readonly StreamFormat s_format = new(2);

    internal static async Task AnswerAsync(Exchange exchange)
    {
        JsonElement root = JsonBody.Parse(exchange.Body);
        string model = JsonBody.Model(root, exchange.State);
        string input = JsonMembers.String(root, "input") is { Length: > 0 } text ? text : throw ApiErrorException.Missing("input");
        if (input.Length > MaxCharacters)
        {
            throw ApiErrorException.BadParameter("input", $"Invalid 'input': string too long. Expected a string with maximum length {MaxCharacters}, but got a string with length {input.Length} instead.", "string_above_max_length");
        }

        if (JsonMembers.String(root, "voice") is not { Length: > 0 })
        {
            throw ApiErrorException.Missing("voice");
        }

        JsonMembers.String(root, "instructions");
        double speed = JsonMembers.Number(root, "speed", 0.25, 4) ?? 1;
        string format = JsonMembers.String(root, "response_format") ?? "mp3";
        (byte[] content, string mediaType) = SpeechFile.Make(input, format, speed)
            ?? throw ApiErrorException.BadParameter("response_format", $"Invalid value for 'response_format': '{format}'.");
        bool isSse = JsonMembers.Word(root, "stream_format", s_streamFormats) == s_streamFormats[0];
        if (isSse && model.StartsWith("tts-", StringComparison.Ordinal))
        {
            throw ApiErrorException.BadParameter("stream_format", $"'sse' is not supported by '{model}'.");
        }

        if (await exchange.DispatchUpstreamAsync(model, ChunkSplitter.Count(input), 0).ConfigureAwait(false))
        {
            return;
        }

        if (isSse)
        {
            await StreamAsync(exchange, content, ChunkSplitter.Count(input)).ConfigureAwait(false);
        }
        else
        {
            await exchange.Response.SendAsync(200, mediaType, content).ConfigureAwait(false);
        }
    }

    /// <summary>The sound in events, each with a part in base64, then one with the usage. No <c>[DONE]</c>.</summary>
    private static async Task StreamAsync(Exchange exchange, byte[] content, long tokens)
    {
        var events = new EventStream(exchange, s_format);
        await events.BeginAsync().ConfigureAwait(false);
        for (int i = 0; i < content.Length; i += PartLength)
        {
            int at = i;
            await events.WriteAsync(Event("speech.audio.delta", w => w.WriteBase64String("audio", content.AsSpan(at, Math.Min(PartLength, content.Length - at))))).ConfigureAwait(false);
        }

        byte[] done = Event("speech.audio.done", w => w.Object("usage", u =>
        {
            long output = content.Length / PartLength;
            UsageJson.Number(u, "input_tokens", tokens, exchange.Response.Quirks);
            UsageJson.Number(u, "output_tokens", output, exchange.Response.Quirks);
            UsageJson.Number(u, "total_tokens", tokens + output, exchange.Response.Quirks);
        }));
        await events.InterruptBeforeAsync(done).ConfigureAwait(false);
        await events.WriteFinishAsync(done).ConfigureAwait(false);
        await events.DoneAsync().ConfigureAwait(false);
    }

    private static byte[] Event(string type, Action<Utf8JsonWriter> members) => JsonBytes.Object(w =>
    {
        w.WriteString("type", type);
        members(w);
    });
}
