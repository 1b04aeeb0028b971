using System.Collections.Generic;
using Whatai.Client;
using Whatai.Client.Audio;
using Whatai.Client.Files;

namespace WhataiPS.Media;

/// <summary>A text that is to be spoken.</summary>
/// <param name="Request">What to speak, and how.</param>
/// <param name="Input">What it was made of.</param>
/// <param name="Files">Where it goes.</param>
internal sealed record SpeechItem(SpeechRequest Request, object Input, ItemFiles Files);

/// <summary>A text that was spoken.</summary>
/// <param name="File">The file.</param>
/// <param name="Parts">The requests that it took; none where it was there already.</param>
internal sealed record SpokenFile(SavedFile File, IReadOnlyList<SpeechPart> Parts)
{
    /// <summary>What all parts cost; null where that is not known of each.</summary>
    public Cost? Cost { get; init; }
}

/// <summary>A sound that is to be written down.</summary>
/// <param name="Request">Which sound, and how.</param>
/// <param name="Files">Where the subtitles go; null for nowhere.</param>
internal sealed record TranscriptionItem(TranscriptionRequest Request, ItemFiles? Files);

/// <summary>What is said in a sound, and what became of its subtitles.</summary>
/// <param name="Transcription">The text.</param>
internal sealed record WrittenTranscription(Transcription Transcription)
{
    /// <summary>The file; null where there is to be none, and where it could not be written.</summary>
    public string? Path { get; init; }

    /// <summary>Why the file could not be written. The text is paid for either way.</summary>
    public System.Exception? Problem { get; init; }
}
