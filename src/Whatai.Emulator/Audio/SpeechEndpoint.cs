using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Audio;

/// <summary>POST /v1/audio/speech: encodes a text as audio from which transcription recovers it.</summary>
internal static class SpeechEndpoint
{
    private const int MaxCharacters = 4096;

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
        if (!await exchange.DispatchUpstreamAsync(model, ChunkSplitter.Count(input), 0).ConfigureAwait(false))
        {
            await exchange.Response.SendAsync(200, mediaType, content).ConfigureAwait(false);
        }
    }
}
