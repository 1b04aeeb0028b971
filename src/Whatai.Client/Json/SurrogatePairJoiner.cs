namespace Whatai.Client.Json;

/// <summary>Joins pieces of one text that were cut within a character: half a surrogate pair is held back until its other half comes.</summary>
internal struct SurrogatePairJoiner
{
    private char _held;

    /// <summary>Takes a piece.</summary>
    /// <returns>What is whole by now.</returns>
    public string Push(string piece)
    {
        if (piece.Length == 0 || (_held == '\0' && !char.IsLowSurrogate(piece[0]) && !char.IsHighSurrogate(piece[piece.Length - 1])))
        {
            return piece;
        }

        string text = _held == '\0' ? piece : _held + piece;
        char last = text[text.Length - 1];
        _held = char.IsHighSurrogate(last) ? last : '\0';
        return LenientText.WellFormed(_held == '\0' ? text : text.Substring(0, text.Length - 1));
    }

    /// <summary>No more will come: half a character becomes the replacement character.</summary>
    public string Flush()
    {
        string rest = _held == '\0' ? string.Empty : LenientText.WellFormed(_held.ToString());
        _held = '\0';
        return rest;
    }
}
