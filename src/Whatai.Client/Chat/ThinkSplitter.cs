using System;
using System.Text;

namespace Whatai.Client.Chat;

/// <summary>
/// Takes reasoning out of content where a model put it there as <c>&lt;think&gt;…&lt;/think&gt;</c>: only at the very start, so
/// that an answer that speaks of the tag is left alone. Tags may be cut anywhere between pieces.
/// </summary>
internal sealed class ThinkSplitter
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private readonly StringBuilder _held = new();
    private State _state = State.Start;

    private enum State
    {
        Start,
        Thinking,
        AfterThinking,
        Answer,
    }

    /// <summary>Splits one piece. What can't be told yet is held back until the next one.</summary>
    public (string Text, string? Reasoning) Push(string piece)
    {
        if (_state == State.Answer)
        {
            return (piece, null);
        }

        _held.Append(piece);
        string held = _held.ToString();
        string? reasoning = null;
        if (_state == State.Start)
        {
            string trimmed = held.TrimStart();
            if (trimmed.Length < Open.Length && Open.StartsWith(trimmed, StringComparison.Ordinal))
            {
                return (string.Empty, null);
            }

            if (!trimmed.StartsWith(Open, StringComparison.Ordinal))
            {
                return (Answer(held), null);
            }

            held = trimmed.Substring(Open.Length);
            _state = State.Thinking;
        }

        if (_state == State.Thinking)
        {
            int end = held.IndexOf(Close, StringComparison.Ordinal);
            if (end < 0)
            {
                int kept = LengthOfCutTag(held);
                Hold(held.Substring(held.Length - kept));
                reasoning = held.Substring(0, held.Length - kept);
                return (string.Empty, reasoning.Length == 0 ? null : reasoning);
            }

            reasoning = end == 0 ? null : held.Substring(0, end);
            held = held.Substring(end + Close.Length);
            _state = State.AfterThinking;
        }

        // The blank lines behind the tag belong to it.
        held = held.TrimStart('\r', '\n');
        if (held.Length == 0)
        {
            Hold(string.Empty);
            return (string.Empty, reasoning);
        }

        return (Answer(held), reasoning);
    }

    /// <summary>The stream is over: gives what was held back.</summary>
    public (string Text, string? Reasoning) Flush()
    {
        string held = _held.ToString();
        _held.Clear();
        return _state == State.Thinking ? (string.Empty, held.Length == 0 ? null : held) : (held, null);
    }

    private string Answer(string text)
    {
        _state = State.Answer;
        _held.Clear();
        return text;
    }

    private void Hold(string text)
    {
        _held.Clear();
        _held.Append(text);
    }

    private static int LengthOfCutTag(string text)
    {
        for (int length = Math.Min(Close.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(Close.Substring(0, length), StringComparison.Ordinal))
            {
                return length;
            }
        }

        return 0;
    }
}
