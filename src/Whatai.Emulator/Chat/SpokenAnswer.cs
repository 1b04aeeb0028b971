using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Audio;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>The <c>audio</c> of a spoken answer, whole and in the pieces of a stream.</summary>
internal static class SpokenAnswer
{
    // Not of whole groups of base64, so that pieces end in padding.
    private const int BytesOfPiece = 16_000;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    internal static void Write(Utf8JsonWriter writer, string text, string format) => writer.Object("audio", w =>
    {
        w.WriteString("id", Id(text));
        w.WriteBase64String("data", Sound(text, format));
        WriteExpiry(w);
        w.WriteString("transcript", text);
    });

    /// <summary>The members of each piece's <c>audio</c>: the id, then the words, then the sound.</summary>
    internal static IEnumerable<Action<Utf8JsonWriter>> Pieces(string text, string format)
    {
        yield return w => w.WriteString("id", Id(text));
        foreach (string piece in ChunkSplitter.Split(text))
        {
            yield return w => w.WriteString("transcript", piece);
        }

        byte[] sound = Sound(text, format);
        for (int at = 0; at < sound.Length; at += BytesOfPiece)
        {
            int start = at;
            yield return w => w.WriteBase64String("data", sound.AsSpan(start, Math.Min(BytesOfPiece, sound.Length - start)));
        }

        yield return WriteExpiry;
    }

    private static string Id(string text) => "audio_" + Hex.Sha256(System.Text.Encoding.UTF8.GetBytes(text)).Substring(0, 24);

    private static void WriteExpiry(Utf8JsonWriter writer) => writer.WriteNumber("expires_at", (DateTimeOffset.UtcNow + s_lifetime).ToUnixTimeSeconds());

    private static byte[] Sound(string text, string format) => SpeechFile.Make(text, format == "pcm16" ? "pcm" : format, 1)!.Value.Content;
}
