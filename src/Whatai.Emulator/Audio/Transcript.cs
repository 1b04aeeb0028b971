using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Audio;

/// <summary>A part of a text with its start and end in seconds.</summary>
internal sealed record Cue(string Text, double Start, double End);

/// <summary>A text with times, interpolated by the position in the text.</summary>
internal sealed class Transcript(RecognizedSpeech heard)
{
    internal string Text => heard.Text;

    internal double Duration => heard.Duration;

    /// <summary>Its sentences.</summary>
    internal IReadOnlyList<Cue> Segments()
    {
        var ends = new List<int>();
        for (int i = 0; i < Text.Length; i++)
        {
            bool ends1 = Text[i] is '。' or '！' or '？' or '\n' || (Text[i] is '.' or '!' or '?' && (i + 1 == Text.Length || char.IsWhiteSpace(Text[i + 1])));
            if (ends1)
            {
                ends.Add(i + 1);
            }
        }

        return Cut(ends);
    }

    /// <summary>Its words, as <see cref="ChunkSplitter"/> splits them.</summary>
    internal IReadOnlyList<Cue> Words()
    {
        var ends = new List<int>();
        for (int i = 0; i < Text.Length;)
        {
            ends.Add(i = ChunkSplitter.Next(Text, i));
        }

        return Cut(ends);
    }

    internal string Srt()
    {
        var text = new StringBuilder();
        foreach ((Cue cue, int index) in Segments().Select((cue, index) => (cue, index)))
        {
            text.Append(index + 1).Append('\n').Append(Time(cue.Start, ',')).Append(" --> ").Append(Time(cue.End, ',')).Append('\n').Append(cue.Text.Trim()).Append("\n\n");
        }

        return text.ToString();
    }

    internal string Vtt()
    {
        var text = new StringBuilder("WEBVTT\n\n");
        foreach (Cue cue in Segments())
        {
            text.Append(Time(cue.Start, '.')).Append(" --> ").Append(Time(cue.End, '.')).Append('\n').Append(cue.Text.Trim()).Append("\n\n");
        }

        return text.ToString();
    }

    private static string Time(double seconds, char point)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return string.Format(CultureInfo.InvariantCulture, "{0:00}:{1:00}:{2:00}{3}{4:000}", (int)time.TotalHours, time.Minutes, time.Seconds, point, time.Milliseconds);
    }

    private List<Cue> Cut(List<int> ends)
    {
        if (Text.Length > 0 && (ends.Count == 0 || ends[ends.Count - 1] < Text.Length))
        {
            ends.Add(Text.Length);
        }

        var cues = new List<Cue>();
        int start = 0;
        foreach (int end in ends)
        {
            if (!string.IsNullOrWhiteSpace(Text.Substring(start, end - start)))
            {
                cues.Add(new Cue(Text.Substring(start, end - start), At(start), At(end)));
            }

            start = end;
        }

        return cues;
    }

    private double At(int character) => Math.Round(Duration * character / Text.Length, 3);
}
