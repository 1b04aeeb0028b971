using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Whatai.Client.Audio;

/// <summary>Makes subtitles of segments, each with its speaker.</summary>
internal static class SubtitleWriter
{
    /// <param name="segments">The segments.</param>
    /// <param name="format"><c>srt</c> or <c>vtt</c>.</param>
    public static string Write(IReadOnlyList<TranscriptionSegment> segments, string format)
    {
        bool isVtt = format == "vtt";
        var text = new StringBuilder(isVtt ? "WEBVTT\n\n" : string.Empty);
        for (int i = 0; i < segments.Count; i++)
        {
            TranscriptionSegment segment = segments[i];
            if (!isVtt)
            {
                text.Append(i + 1).Append('\n');
            }

            string words = Words(segment);
            text.Append(Time(segment.Start, isVtt)).Append(" --> ").Append(Time(segment.End, isVtt)).Append('\n')
                .Append(isVtt && segment.Speaker is string speaker ? $"<v {VttText(speaker)}>{VttText(words)}" : isVtt ? VttText(words) : segment.Speaker is null ? words : $"{segment.Speaker}: {words}")
                .Append("\n\n");
        }

        return text.ToString();
    }

    // An empty line would end a cue, and an arrow begin its times.
    private static string Words(TranscriptionSegment segment) => string.Join("\n", segment.Text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Trim().Replace("-->", "→");

    private static string VttText(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Time(TimeSpan time, bool isVtt) => string.Format(
        CultureInfo.InvariantCulture, "{0:00}:{1:00}:{2:00}{3}{4:000}", (int)time.TotalHours, time.Minutes, time.Seconds, isVtt ? '.' : ',', time.Milliseconds);
}
