using System;
using System.Text;

namespace Whatai.Emulator.Messages;

/// <summary>
/// The opaque text by which Claude knows its thoughts again. Like the real one it holds the thought, so that a block whose text was left out is
/// good too; a hash shows whether it was changed.
/// </summary>
internal static class ThinkingSignature
{
    internal static string Make(string thought)
    {
        byte[] text = Encoding.UTF8.GetBytes(thought);
        return Convert.ToBase64String([.. Hex.Hash(text), .. text]);
    }

    /// <summary>Whether it is one, and that of the thought; an empty thought is one that was left out.</summary>
    internal static bool IsValid(string signature, string thought)
    {
        int length = Hex.Hash([]).Length;
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(signature);
        }
        catch (FormatException)
        {
            return false;
        }

        if (bytes.Length < length)
        {
            return false;
        }

        byte[] text = bytes.AsSpan(length).ToArray();
        return Hex.Hash(text).AsSpan().SequenceEqual(bytes.AsSpan(0, length)) && (thought.Length == 0 || Encoding.UTF8.GetString(text) == thought);
    }
}
