using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Audio;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Gemini;

/// <summary>Spoken answers: responseModalities AUDIO, and speechConfig. The sound is samples, in a stream by pieces.</summary>
internal static class GeminiSpeech
{
    internal const string MediaType = "audio/L16;codec=pcm;rate=24000";

    private const int BytesOfPiece = 16_000;

    /// <summary>Whether the request asks for it.</summary>
    internal static bool Read(JsonElement config, string at, string model)
    {
        bool wanted = GeminiImages.ReadModalities(config, at).Contains("AUDIO");
        if (ProtoMembers.Object(config, "speechConfig", at) is { } speech)
        {
            ReadVoice(speech, at + ".speechConfig");
        }

        return !wanted || model.Contains("tts", StringComparison.OrdinalIgnoreCase) || model.Contains("audio", StringComparison.OrdinalIgnoreCase)
            ? wanted
            : throw ApiErrorException.BadParameter(at + ".responseModalities", "Model does not support the requested response modalities: audio");
    }

    internal static byte[] Sound(string text) => SpeechFile.Make(text, "pcm", 1)!.Value.Content;

    internal static IEnumerable<byte[]> Pieces(string text)
    {
        byte[] sound = Sound(text);
        for (int at = 0; at < sound.Length; at += BytesOfPiece)
        {
            yield return sound.AsSpan(at, Math.Min(BytesOfPiece, sound.Length - at)).ToArray();
        }
    }

    private static void ReadVoice(JsonElement speech, string at)
    {
        if (ProtoMembers.Object(speech, "voiceConfig", at) is { } voice && ProtoMembers.Object(voice, "prebuiltVoiceConfig", at + ".voiceConfig") is { } prebuilt)
        {
            ProtoMembers.Required(prebuilt, "voiceName", at + ".voiceConfig.prebuiltVoiceConfig");
        }
    }
}
