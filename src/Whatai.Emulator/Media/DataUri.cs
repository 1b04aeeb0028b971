using System;

namespace Whatai.Emulator.Media;

/// <summary>A <c>data:</c> URI in base64.</summary>
internal sealed record DataUri(string MimeType, byte[] Bytes)
{
    private const string Scheme = "data:";
    private const string Base64 = ";base64,";

    internal static bool Is(string url) => url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    internal static string Write(string mimeType, byte[] bytes) => Scheme + mimeType + Base64 + Convert.ToBase64String(bytes);

    /// <summary>Its parts; null when it is not base64 or its base64 is invalid. White space in it is invalid.</summary>
    internal static DataUri? Read(string uri)
    {
        int at = uri.IndexOf(Base64, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || uri.IndexOfAny([' ', '\n', '\r', '\t'], at) >= 0)
        {
            return null;
        }

        try
        {
            string mimeType = uri.Substring(Scheme.Length, at - Scheme.Length).Split(';')[0];
            return new DataUri(mimeType, Convert.FromBase64String(uri.Substring(at + Base64.Length)));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
