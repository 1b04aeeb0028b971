using System.Text;

namespace Whatai.Client.Conversations;

/// <summary>A text that comes in pieces. One that came whole is the piece itself, so that a large one is held once.</summary>
internal sealed class JoinedText
{
    private string? _whole = string.Empty;
    private StringBuilder? _pieces;

    public int Length => _pieces?.Length ?? _whole!.Length;

    /// <summary>Adds a piece.</summary>
    public JoinedText Append(string? piece)
    {
        if (string.IsNullOrEmpty(piece))
        {
            return this;
        }

        if (Length == 0)
        {
            _whole = piece;
            return this;
        }

        _pieces ??= new StringBuilder(_whole);
        _pieces.Append(piece);
        _whole = null;
        return this;
    }

    /// <summary>All of it by now.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _whole ??= _pieces!.ToString();
}
