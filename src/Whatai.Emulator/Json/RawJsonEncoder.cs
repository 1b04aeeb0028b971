using System.Text.Encodings.Web;

namespace Whatai.Emulator.Json;

/// <summary>
/// Escapes only what JSON requires, so that Chinese and emoji are sent as UTF-8; the framework's encoders escape emoji.
/// </summary>
internal sealed class RawJsonEncoder : JavaScriptEncoder
{
    internal static RawJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\' or 0x7F;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (int i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]))
            {
                return i;
            }

            if (char.IsSurrogate(text[i]))
            {
                // A pair is valid; half of one becomes U+FFFD.
                if (!char.IsHighSurrogate(text[i]) || i + 1 == textLength || !char.IsLowSurrogate(text[i + 1]))
                {
                    return i;
                }

                i++;
            }
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        string text = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < 0x20 or 0x7F => "\\u" + unicodeScalar.ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
            _ => char.ConvertFromUtf32(unicodeScalar),
        };
        numberOfCharactersWritten = 0;
        if (text.Length > bufferLength)
        {
            return false;
        }

        foreach (char c in text)
        {
            buffer[numberOfCharactersWritten++] = c;
        }

        return true;
    }
}
