using System.Collections.Generic;

namespace Whatai.Client.Http;

/// <summary>The three characters that spellings of secrets may begin with, in a filter: of most places in a text it can be said at once that none stands there.</summary>
internal sealed class SecretHeads
{
    private const int Length = 3;
    private const int Bits = 1 << 15;

    private readonly ulong[] _bits = new ulong[Bits / 64];
    private readonly bool _isEverywhere;

    public SecretHeads(IReadOnlyCollection<SecretPattern> patterns)
    {
        foreach (SecretPattern pattern in patterns)
        {
            _isEverywhere |= pattern.Least < Length;
            for (int start = 0; start + pattern.Least <= pattern.Text.Length && !_isEverywhere; start++)
            {
                int bit = Hash(pattern.Text, start);
                _bits[bit / 64] |= 1UL << (bit % 64);
            }
        }
    }

    /// <summary>Whether one may stand at a place of a text.</summary>
    public bool MayBegin(string text, int at)
    {
        if (_isEverywhere)
        {
            return true;
        }

        if (at + Length > text.Length)
        {
            return false;
        }

        int bit = Hash(text, at);
        return (_bits[bit / 64] & (1UL << (bit % 64))) != 0
            || EscapedCharacter.IsMark(text[at]) || EscapedCharacter.IsMark(text[at + 1]) || EscapedCharacter.IsMark(text[at + 2]);
    }

    private static int Hash(string text, int at) =>
        ((SecretPattern.Folded(text[at]) * 961) + (SecretPattern.Folded(text[at + 1]) * 31) + SecretPattern.Folded(text[at + 2])) & (Bits - 1);
}
