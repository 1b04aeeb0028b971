using System;
using System.Linq;
using System.Text;

namespace Whatai.Client.Conversations;

/// <summary>
/// Takes reasoning out of content where a model put it there as <c>&lt;think&gt;…&lt;/think&gt;</c>: only at the very start, so
/// that an answer that speaks of the tag is left alone. Tags may be cut anywhere between pieces.
/// </summary>
internal sealed class ThinkSplitter
{
    private static readonly (string Open, string Close)[] s_tags =
        [("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"), ("[THINK]", "[/THINK]"), ("<seed:think>", "</seed:think>")];

    private readonly StringBuilder _held = new();
    private readonly StringBuilder _taken = new();
    private State _state = State.Start;
    private string _close = string.Empty;
    private bool _hasThought;

    private enum State
    {
        Start,
        Thinking,
        AfterThinking,
        Answer,
    }

    /// <summary>What came before the answer's text, tags included; empty where there was no tag.</summary>
    public string Taken => _taken.ToString();

    /// <summary>Splits one piece. What can't be told yet is held back until the next one.</summary>
    public (string Text, string? Reasoning) Push(string piece)
    {
        if (_state == State.Answer)
        {
            return (piece, null);
        }

        if (_state == State.Start && _held.Length == 0 && FirstSign(piece) is not ('\0' or '<' or '['))
        {
            _state = State.Answer;
            return (piece, null);
        }

        _held.Append(piece);
        _taken.Append(piece);
        string held = _held.ToString();
        string? reasoning = null;
        if (_state == State.Start)
        {
            string trimmed = held.TrimStart();
            if (Array.Exists(s_tags, tag => IsCut(trimmed, tag.Open) || IsCut(trimmed, tag.Close)))
            {
                return (string.Empty, null);
            }

            (string open, string close) = s_tags.FirstOrDefault(tag => trimmed.StartsWith(tag.Open, StringComparison.Ordinal));
            if (open is not null)
            {
                (held, _close) = (trimmed.Substring(open.Length), close);
                _state = State.Thinking;
            }
            else if (Array.Find(s_tags, tag => trimmed.StartsWith(tag.Close, StringComparison.Ordinal)).Close is string closed)
            {
                // The template of the prompt opened it, and the thoughts stand elsewhere, or there are none.
                held = trimmed.Substring(closed.Length);
                _state = State.AfterThinking;
            }
            else
            {
                return (Answer(held), null);
            }
        }

        if (_state == State.Thinking)
        {
            int end = held.IndexOf(_close, StringComparison.Ordinal);
            string thought = held.Substring(0, end < 0 ? held.Length - LengthOfCutTag(held) : end);
            if (!_hasThought && string.IsNullOrWhiteSpace(thought))
            {
                // Blank thoughts are how models say that they had none.
                thought = string.Empty;
                if (end < 0)
                {
                    Hold(held);
                    return (string.Empty, null);
                }
            }

            reasoning = thought.Length == 0 ? null : thought;
            _hasThought |= reasoning is not null;
            if (end < 0)
            {
                Hold(held.Substring(thought.Length));
                return (string.Empty, reasoning);
            }

            held = held.Substring(end + _close.Length);
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

    /// <summary>Splits a whole text.</summary>
    public static (string Text, string? Reasoning) Split(string whole)
    {
        var splitter = new ThinkSplitter();
        (string text, string? reasoning) = splitter.PushLast(whole);
        return splitter.Taken.Length == 0 && FindUnopened(text) is (int answer, int thoughts)
            ? (text.Substring(answer), text.Substring(0, thoughts))
            : (text, reasoning);
    }

    /// <summary>Splits the last piece, so that nothing is held back.</summary>
    public (string Text, string? Reasoning) PushLast(string piece)
    {
        (string text, string? reasoning) = Push(piece);
        (string rest, string? restOfReasoning) = Flush();
        return (text + rest, restOfReasoning is null ? reasoning : reasoning + restOfReasoning);
    }

    /// <summary>The stream is over: gives what was held back.</summary>
    public (string Text, string? Reasoning) Flush()
    {
        string held = _held.ToString();
        _held.Clear();
        if (_state == State.Thinking)
        {
            return (string.Empty, _hasThought ? Some(held) : Some(held.Trim()));
        }

        _taken.Length -= _state == State.Start ? held.Length : 0;
        return (held, null);
    }

    /// <summary>
    /// Splits a whole text whose thoughts have an end alone, since the template of the prompt began them. A text that speaks of the tag
    /// has it within a line, or its beginning as well.
    /// </summary>
    /// <returns>Where the answer begins and the thoughts end; null where there are none.</returns>
    public static (int Answer, int Thoughts)? FindUnopened(string text)
    {
        foreach ((string open, string close) in s_tags)
        {
            int end = text.IndexOf(close, StringComparison.Ordinal);
            if (end <= 0 || text.IndexOf(open, 0, end, StringComparison.Ordinal) >= 0 || !IsEnd(text, end, close.Length))
            {
                continue;
            }

            int answer = end + close.Length;
            while (answer < text.Length && text[answer] is '\r' or '\n')
            {
                answer++;
            }

            return (answer, end);
        }

        return null;
    }

    // On a line of its own, or at the end of one, or close between two words; and not in an example of code.
    private static bool IsEnd(string text, int at, int length)
    {
        char before = text[at - 1];
        string rest = text.Substring(at + length, Math.Min(text.Length - at - length, 4)).Replace("\r", string.Empty);
        bool isClose = !char.IsWhiteSpace(before) && !IsQuote(before);
        bool isAlone = before == '\n' || rest.StartsWith("\n\n", StringComparison.Ordinal)
            || (rest.Length > 0 && isClose && (rest[0] == '\n' || !(char.IsWhiteSpace(rest[0]) || IsQuote(rest[0]))));
        return isAlone && (text.Substring(0, at).Split(["```"], StringSplitOptions.None).Length & 1) == 1;
    }

    // With which all tags begin, or not; '\0' where there is nothing but white space.
    private static char FirstSign(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                return c;
            }
        }

        return '\0';
    }

    private static bool IsQuote(char c) => c is '`' or '\'' or '"' or '<' or '>' or '(' or ')' or '“' or '”';

    private static bool IsCut(string text, string tag) => text.Length < tag.Length && tag.StartsWith(text, StringComparison.Ordinal);

    private string Answer(string text)
    {
        _taken.Length -= text.Length;
        _state = State.Answer;
        _held.Clear();
        return text;
    }

    private void Hold(string text)
    {
        _held.Clear();
        _held.Append(text);
    }

    private int LengthOfCutTag(string text)
    {
        for (int length = Math.Min(_close.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(_close.Substring(0, length), StringComparison.Ordinal))
            {
                return length;
            }
        }

        return 0;
    }

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
