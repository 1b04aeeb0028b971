using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>One spelling of a secret, and how it is found in a text: in any case, and with any of its characters escaped.</summary>
internal sealed class SecretPattern
{
    private const int ShortestUnique = 12;
    private const int ShortestEncoded = 6;
    private const int ShortestRandom = 20;

    private SecretPattern(string text, bool isUnique, bool isRandom)
    {
        IsUnique = isUnique;
        Text = isUnique ? Folded(text) : text;
        // Servers show keys in pieces too, "sk-abc… ****". Half of what nobody would write by chance is one.
        Least = isRandom ? Math.Max(ShortestUnique, (text.Length + 1) / 2) : text.Length;
    }

    /// <summary>Whether it is none of the words that a body or an address is made of. A short one counts only where it stands alone.</summary>
    public bool IsUnique { get; }

    /// <summary>How many of its characters must stand there.</summary>
    public int Least { get; }

    /// <summary>What is looked for; any <see cref="Least"/> characters of it are enough.</summary>
    public string Text { get; }

    /// <summary>All spellings of a secret: itself, and in base64 (whatever stands before it, such as a user's name) and hexadecimal digits.</summary>
    public static IEnumerable<SecretPattern> Of(string secret)
    {
        bool isUnique = secret.Length >= ShortestUnique;
        bool isRandom = secret.Length >= ShortestRandom && secret.Any(static c => c is >= '0' and <= '9') && secret.Any(char.IsLetter);
        yield return new(secret, isUnique, isRandom);
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        if (bytes.Length != secret.Length)
        {
            yield return new(Uri.EscapeDataString(secret), isUnique, isRandom);
        }

        if (isUnique)
        {
            for (int before = 0; before < 3; before++)
            {
                yield return new(Base64(bytes, before), isUnique, isRandom);
            }

            yield return new(Hex(bytes), isUnique, isRandom);
        }
        else if (secret.Length >= ShortestEncoded)
        {
            yield return new(Convert.ToBase64String(bytes).TrimEnd('='), isUnique, isRandom);
            yield return new(Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + secret)).TrimEnd('='), isUnique, isRandom);
        }
    }

    /// <summary>A character as it is compared: letters of ASCII in any case, and base64 in both of its alphabets.</summary>
    public static char Folded(char c) => c switch { >= 'A' and <= 'Z' => (char)(c | 0x20), '+' => '-', '/' => '_', _ => c };

    /// <summary>How much of a text is the secret, or enough of it, from a place on; 0 where it is not there.</summary>
    public int LengthAt(string text, int at)
    {
        int longest = LengthAt(text, at, text[at]);
        return longest == 0 && EscapedCharacter.IsMark(text[at]) && EscapedCharacter.Read(text, at, out char first) > 0 ? LengthAt(text, at, first) : longest;
    }

    private int LengthAt(string text, int at, char first)
    {
        int longest = 0;
        first = Compared(first);
        for (int start = 0; start + Least <= Text.Length; start++)
        {
            if (Text[start] == first && (IsUnique || !ContinuesWord(text, at)))
            {
                longest = Math.Max(longest, Length(text, at, start));
            }
        }

        return longest;
    }

    private int Length(string text, int at, int start)
    {
        int end = at;
        int i = start;
        for (; i < Text.Length && end < text.Length; i++)
        {
            if (Compared(text[end]) == Text[i])
            {
                end++;
            }
            else if (EscapedCharacter.IsMark(text[end]) && EscapedCharacter.Read(text, end, out char escaped) is > 0 and int length && Compared(escaped) == Text[i])
            {
                end += length;
            }
            else
            {
                break;
            }
        }

        return i - start < Least || (!IsUnique && end < text.Length && IsWord(text[end])) ? 0 : end - at;
    }

    private char Compared(char c) => IsUnique ? Folded(c) : c;

    // The n of \n is no word.
    private static bool ContinuesWord(string text, int at) => at > 0 && IsWord(text[at - 1]) && !(at > 1 && text[at - 2] == '\\');

    private static bool IsWord(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    private static string Folded(string text)
    {
        char[] folded = text.ToCharArray();
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] = Folded(folded[i]);
        }

        return new string(folded);
    }

    private static string Hex(byte[] secret)
    {
        var text = new StringBuilder(secret.Length * 2);
        foreach (byte value in secret)
        {
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    // The characters that hold nothing but the secret.
    private static string Base64(byte[] secret, int before)
    {
        byte[] bytes = new byte[before + secret.Length];
        secret.CopyTo(bytes, before);
        int start = ((before * 8) + 5) / 6;
        return Convert.ToBase64String(bytes).Substring(start, (bytes.Length * 8 / 6) - start);
    }
}
