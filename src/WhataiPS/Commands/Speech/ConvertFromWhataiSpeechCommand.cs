using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Audio;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>ConvertFrom-WhataiSpeech: writes down what is said in files, as text, with times, or as subtitles.</summary>
[Cmdlet(VerbsData.ConvertFrom, "WhataiSpeech", DefaultParameterSetName = WholeSet, SupportsShouldProcess = true)]
[OutputType(typeof(Transcription), ParameterSetName = [WholeSet])]
[OutputType(typeof(TranscriptionDelta), ParameterSetName = [StreamSet])]
[OutputType(typeof(string), typeof(FileInfo), ParameterSetName = [SubtitleSet])]
public sealed partial class ConvertFromWhataiSpeechCommand : WhataiBulkCommand
{
    private const string WholeSet = "Whole";
    private const string StreamSet = "Stream";
    private const string SubtitleSet = "Subtitles";
    private const string DefaultModel = "whisper-1";
    private const string DiarizingModel = "gpt-4o-transcribe-diarize";
    private const long Megabyte = 1024 * 1024;

    private static readonly string[] s_endings = [".srt", ".vtt"];

    private BulkCalls<TranscriptionItem, WrittenTranscription> _calls = null!;
    private OutputLocation? _output;
    private KnownSpeaker[] _speakers = [];
    private string _model = DefaultModel;
    private string? _givenName;

    /// <summary>Files; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The model: whisper-1, and gpt-4o-transcribe-diarize with -Diarize.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TranscriptionModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>The language that is spoken: a code such as zh, a tag such as zh-CN, or a name such as Chinese or 中文.</summary>
    [Parameter]
    [LanguageTransformation]
    [ValidateNotNullOrEmpty]
    public string? Language { get; set; }

    /// <summary>Names and words that may come, or the end of the sound before.</summary>
    [Parameter]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string? Prompt { get; set; }

    /// <summary>0 to 1; higher is more random.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    public double? Temperature { get; set; }

    /// <summary>Which times to give: of segments, of words, or both.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateSet("segment", "word")]
    [KnownSpelling(typeof(ConvertFromWhataiSpeechCommand))]
    public string[]? Timestamp { get; set; }

    /// <summary>Gives the text in English, whatever is spoken.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    public SwitchParameter Translate { get; set; }

    /// <summary>Tells the speakers apart: each segment has its Speaker, and subtitles say who speaks.</summary>
    [Parameter]
    public SwitchParameter Diarize { get; set; }

    /// <summary>Speakers to be told by name: a hashtable of names, each with a sound file of 2 to 10 seconds of the voice. Tells speakers apart as -Diarize does.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IDictionary? KnownSpeaker { get; set; }

    /// <summary>Gives the pieces of the text as they come; the last one carries the whole.</summary>
    [Parameter(ParameterSetName = StreamSet, Mandatory = true)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Gives subtitles instead, as text, or in files where -OutFile or -OutDirectory is given.</summary>
    [Parameter(ParameterSetName = SubtitleSet, Mandatory = true)]
    [ValidateSet("Srt", "Vtt")]
    [KnownSpelling(typeof(ConvertFromWhataiSpeechCommand))]
    public string? As { get; set; }

    /// <summary>The file for the subtitles; with several sounds the further files get a number. A script block names one for each piped object.</summary>
    [Parameter(ParameterSetName = SubtitleSet)]
    [OutFileTransformation]
    [ValidateNotNullOrEmpty]
    public object? OutFile { get; set; }

    /// <summary>The folder for the subtitles, which are named like their sounds.</summary>
    [Parameter(ParameterSetName = SubtitleSet)]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>Writes over files that are there.</summary>
    [Parameter(ParameterSetName = SubtitleSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>The name of the file for the subtitles, in the folder of -OutDirectory or -OutFile. Piped objects may have a property for it, such as a column of a CSV.</summary>
    [Parameter(ParameterSetName = SubtitleSet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    private protected override string? AwaitedModel => _model;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _output = FindSharedOutput(OutFile, OutDirectory);
        _speakers = KnownSpeaker is null ? [] : ConvertArgument(() => ReadSpeakers(KnownSpeaker), KnownSpeaker);
        bool diarizes = Diarize || KnownSpeaker is not null;
        _model = Model ?? (diarizes ? DiarizingModel : DefaultModel);
        RefuseTogether(diarizes && Translate, "-Diarize", "-Translate");
        RefuseTogether(diarizes && Timestamp is not null, "-Diarize", "-Timestamp");
        RefuseTogether(Translate && Language is not null, "-Translate", "-Language");
        RefuseTogether(Translate && Timestamp?.Contains("word", StringComparer.Ordinal) == true, "-Translate", "-Timestamp word");
        if (Name is not null && _output is null && OutFile is null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NameWithoutFolder), Name));
        }

        _givenName = Name;
        BeginCalls();
        RemoveLeftovers(_output);
    }

    // What the API has no place for would be dropped.
    private void RefuseTogether(bool areTogether, string one, string other)
    {
        if (areTogether)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NotTogether(one, other)), other));
        }
    }

    private KnownSpeaker[] ReadSpeakers(IDictionary speakers)
    {
        var known = new List<KnownSpeaker>();
        foreach (DictionaryEntry speaker in speakers)
        {
            string path = PSValue.Unwrap(speaker.Value) is FileInfo info ? info.FullName : FilePath(speaker.Value?.ToString() ?? string.Empty);
            try
            {
                if (MediaTypeOf(path) is not string mediaType)
                {
                    throw new ArgumentException(SR.NotASound(path));
                }

                known.Add(new KnownSpeaker(speaker.Key.ToString()!, path, mediaType));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                throw new ArgumentException(SR.FileUnreadable(path, ex.Message), ex);
            }
        }

        return [.. known];
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (string path in Path)
        {
            foreach (string file in Resolve(path))
            {
                WriteErrorOnFailure(file, () => Convert(file));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput() => _calls.Complete();

    private List<string> Resolve(string path)
    {
        try
        {
            // A file whose name has brackets is meant before the pattern.
            string literal = GetUnresolvedProviderPathFromPSPath(path);
            if (File.Exists(literal))
            {
                return [literal];
            }

            List<string> found = [.. GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider).Where(File.Exists)];
            if (found.Count > 0 && provider.Name == "FileSystem")
            {
                return found;
            }
        }
        catch (Exception ex) when (ex is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            // The same as none.
        }

        WriteError(WhataiErrors.NoSuchFile(path));
        return [];
    }

    private void Convert(string file)
    {
        if (Check(file) is not string mediaType)
        {
            return;
        }

        var request = new TranscriptionRequest
        {
            Model = _model,
            Path = file,
            MediaType = mediaType,
            Language = Language,
            Prompt = Prompt,
            Temperature = Temperature,
            Timestamps = Timestamp ?? [],
            Translate = Translate,
            Diarize = Diarize || _speakers.Length > 0,
            KnownSpeakers = _speakers,
            Input = file,
        };
        if (!Stream)
        {
            object? origin = PipelineInput.Of(this, file);
            if (TryFindOutput(OutFile, _output, origin, out OutputLocation? output))
            {
                _calls.Add(new TranscriptionItem(request, FilesOf(file, output)));
            }
        }
        else if (ShouldProcess(file, Action))
        {
            foreach (TranscriptionDelta piece in Pull(Gateway.Client.Audio.StreamTranscriptionAsync(request, CallOptions, StopToken)))
            {
                if (piece.Transcription is not Transcription whole)
                {
                    WriteObject(piece);
                    continue;
                }

                whole = Priced(whole);
                Note(whole);
                WriteObject(piece with { Transcription = whole });
            }
        }
    }

    // What can be known to be wrong is said before anything is sent.
    private string? Check(string file)
    {
        long length = new FileInfo(file).Length;
        if (length > TranscriptionRequest.MaxFileLength)
        {
            WriteError(WhataiErrors.SoundTooLong(file, length / (double)Megabyte, TranscriptionRequest.MaxFileLength / Megabyte));
            return null;
        }

        if (MediaTypeOf(file) is string mediaType)
        {
            return mediaType;
        }

        WriteError(WhataiErrors.NotASound(file));
        return null;
    }

    // Null where it is no sound by its content. A video has one.
    private static string? MediaTypeOf(string file)
    {
        string? mediaType = MediaTypes.DetectFile(file);
        bool isSound = mediaType?.StartsWith("audio/", StringComparison.Ordinal) == true || mediaType?.StartsWith("video/", StringComparison.Ordinal) == true;
        return isSound ? mediaType : null;
    }
}
