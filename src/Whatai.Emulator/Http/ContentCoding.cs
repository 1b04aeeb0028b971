using System;
using System.IO;
using System.IO.Compression;

namespace Whatai.Emulator.Http;

/// <summary>Compression of bodies. .NET Framework lacks brotli, so gzip replaces it there.</summary>
internal static class ContentCoding
{
    /// <summary>Bodies up to this many bytes are not compressed.</summary>
    internal const int Threshold = 1024;

    /// <summary>The coding of a whole body by Accept-Encoding; null for none.</summary>
    internal static string? Choose(string? acceptEncoding)
    {
#if NET
        if (Accepts(acceptEncoding, "br"))
        {
            return "br";
        }
#endif
        return Accepts(acceptEncoding, "gzip") ? "gzip" : null;
    }

    /// <summary>The coding that a fault forces; null for none.</summary>
    internal static string? Forced(ResponseQuirks quirks)
    {
#if NET
        if ((quirks & ResponseQuirks.Brotli) != 0)
        {
            return "br";
        }
#endif
        return (quirks & (ResponseQuirks.Gzip | ResponseQuirks.Brotli)) != 0 ? "gzip" : null;
    }

    internal static Stream Encoder(string coding, Stream target)
#if NET
        => coding == "br"
            ? new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
#else
        => coding == "gzip" ? new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true) : throw new NotSupportedException(coding);
#endif

    internal static byte[] Encode(string coding, byte[] body)
    {
        using var target = new MemoryStream();
        using (Stream encoder = Encoder(coding, target))
        {
            encoder.Write(body, 0, body.Length);
        }

        return target.ToArray();
    }

    private static bool Accepts(string? header, string coding)
    {
        foreach (string item in (header ?? string.Empty).Split(','))
        {
            string[] parts = item.Split(';');
            if (parts[0].Trim().Equals(coding, StringComparison.OrdinalIgnoreCase))
            {
                return parts.Length == 1 || parts[1].Replace(" ", string.Empty) is not ("q=0" or "q=0.0" or "q=0.00" or "q=0.000");
            }
        }

        return false;
    }
}
