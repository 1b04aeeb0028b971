using System;
using System.IO;
using System.Management.Automation;
using WhataiPS.Binding;

namespace WhataiPS.Commands;

/// <content>Spoken answers.</content>
public sealed partial class InvokeWhataiChatCommand
{
    private const string SpeakingModel = "gpt-audio";
    private const string Samples = "pcm16";

    /// <summary>The voice of a spoken answer: the answer's Audio has the sound, and its Text what is said.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VoiceCompleter))]
    [KnownSpelling(typeof(InvokeWhataiChatCommand))]
    [ValidateNotNullOrEmpty]
    public string? Voice { get; set; }

    /// <summary>The format of a spoken answer. That of the file's ending where it is not given, else wav; a stream is pcm16.</summary>
    [Parameter]
    [ValidateSet("wav", "mp3", "flac", "opus", "aac", Samples)]
    [KnownSpelling(typeof(InvokeWhataiChatCommand))]
    public string? AudioFormat { get; set; }

    // A chat model that can't speak or hear refuses both.
    private protected override string DefaultModel =>
        (!IsSpoken && Audio is null) || Gateway.Model.Contains("audio", StringComparison.OrdinalIgnoreCase) ? base.DefaultModel : SpeakingModel;

    private protected override string? ContinuedModel => !IsSpoken && Audio is null ? base.ContinuedModel : null;

    private protected override bool IsSpoken => base.IsSpoken || Voice is not null || AudioFormat is not null;

    private protected override string SoundEnding => "." + SoundFormat;

    private string SoundFormat
    {
        get
        {
            string ending = (Path.GetExtension(OutFile) ?? string.Empty).TrimStart('.').ToLowerInvariant();
            return AudioFormat ?? (ending is "mp3" or "flac" or "opus" or "aac" ? ending : Stream || Live || ending is "pcm" ? Samples : "wav");
        }
    }
}
