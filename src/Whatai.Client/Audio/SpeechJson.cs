using System;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Audio;

/// <summary>Finds the sound in JSON, as Google (<c>audioContent</c>), MiniMax (<c>data.audio</c>, in hexadecimal) and relays give it.</summary>
internal static class SpeechJson
{
    private static readonly string[] s_names = ["audio", "audioContent", "audio_content", "audio_base64", "audio_data", "b64_json", "base64", "data", "output", "result", "choices", "message"];

    /// <summary>The sound; null where there is none.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="hasSignature">Whether the format can be told by its first bytes; raw PCM has none.</param>
    public static byte[]? Read(byte[] body, bool hasSignature)
    {
        using JsonDocument? document = LenientJson.Parse(body);
        return document is null ? null : Find(document.RootElement, string.Empty, hasSignature);
    }

    private static byte[]? Find(JsonElement element, string name, bool hasSignature)
    {
        switch (element.ValueKind)
        {
            // Where the bytes don't tell, the name must.
            case JsonValueKind.String when (hasSignature || name.StartsWith("audio", StringComparison.Ordinal) || name.Contains("64", StringComparison.Ordinal)) && LenientText.Read(element) is { Length: > 0 } text:
                byte[]? sound = FromHex(text) is byte[] hex && IsSound(hex, hasSignature) ? hex : Base64Data.Decode(text);
                return sound is not null && IsSound(sound, hasSignature) ? sound : null;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                return Find(element[0], name, hasSignature);
            case JsonValueKind.Object when !ErrorReader.IsError(element):
                foreach (string member in s_names)
                {
                    if (element.TryGetProperty(member, out JsonElement inner) && Find(inner, member, hasSignature) is byte[] found)
                    {
                        return found;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static bool IsSound(byte[] bytes, bool hasSignature) => hasSignature
        ? MediaTypes.Detect(bytes)?.StartsWith("audio/", StringComparison.Ordinal) == true
        : bytes.Length > 0 && !TextContent.IsText(bytes);

    private static byte[]? FromHex(string text)
    {
        if (text.Length % 2 != 0)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            int high = Digit(text[2 * i]);
            int low = Digit(text[(2 * i) + 1]);
            if (high < 0 || low < 0)
            {
                return null;
            }

            bytes[i] = (byte)((high << 4) | low);
        }

        return bytes;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
