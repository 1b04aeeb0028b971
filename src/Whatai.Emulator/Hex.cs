using System.Security.Cryptography;
using System.Text;

namespace Whatai.Emulator;

/// <summary>Hashes as text.</summary>
internal static class Hex
{
    /// <summary>The SHA-256 of some bytes in 64 lower-case digits.</summary>
    internal static string Sha256(byte[] bytes) => Write(Hash(bytes));

    /// <summary>Bytes in lower-case digits.</summary>
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
