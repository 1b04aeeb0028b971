using System.Security.Cryptography;
using System.Text;

namespace Whatai.Emulator;

/// <summary>Hexadecimal text and SHA-256 hashes.</summary>
internal static class Hex
{
    /// <summary>The SHA-256 of bytes as 64 lower-case hex digits.</summary>
    internal static string Sha256(byte[] bytes) => Write(Hash(bytes));

    /// <summary>Bytes as lower-case hex digits.</summary>
    internal static string Write(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 2);
        foreach (byte b in bytes)
        {
            text.Append("0123456789abcdef"[b >> 4]).Append("0123456789abcdef"[b & 15]);
        }

        return text.ToString();
    }

    internal static byte[] Hash(byte[] bytes)
    {
#if NET
        return SHA256.HashData(bytes);
#else
        using var sha = SHA256.Create();
        return sha.ComputeHash(bytes);
#endif
    }
}
