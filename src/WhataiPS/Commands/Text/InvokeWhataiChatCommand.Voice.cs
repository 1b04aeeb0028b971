using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Files;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Spoken answers, and where they are saved.</content>
public sealed partial class InvokeWhataiChatCommand
{
    private const string SpeakingModel = "gpt-audio";
    private const string Samples = "pcm16";

    private OutputLocation? _output;
    private string? _voice;
    private string _audioFormat = "wav";

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

    /// <summary>The file for a spoken answer; further ones get a number. The answer is spoken where it is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Writes over a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    // A chat model that can't speak or hear refuses both.
    private protected override string DefaultModel =>
        (_voice is null && Audio is null) || Gateway.Model.Contains("audio", StringComparison.OrdinalIgnoreCase) ? base.DefaultModel : SpeakingModel;

    private protected override string? ContinuedModel => _voice is null && Audio is null ? base.ContinuedModel : null;

    private protected override ChatCompletion Save(ChatCompletion answer)
    {
        bool isSpoken = answer.Choices.Any(static choice => choice.Message.Audio is not null);
        if (_voice is not null && !isSpoken)
        {
            WriteWarning(SR.NotSpoken(answer.Model));
        }

        if (_output is null || !isSpoken)
        {
            return answer;
        }

        ChatChoice[] saved =
        [
            .. answer.Choices.Select(choice => choice.Message.Audio is ChatAudio sound
                ? choice with { Message = choice.Message with { Audio = Save(sound, answer.Input) } }
                : choice),
        ];
        return answer with { Choices = saved };
    }

    private void BeginVoice()
    {
        _output = FindOutput(OutFile, null);
        _voice = Voice ?? (_output is null && AudioFormat is null ? null : "alloy");
        string ending = (Path.GetExtension(OutFile) ?? string.Empty).TrimStart('.').ToLowerInvariant();
        _audioFormat = AudioFormat ?? (ending is "mp3" or "flac" or "opus" or "aac" ? ending : Stream || Live || ending is "pcm" ? Samples : "wav");
        if (_output is not null && !Force && System.IO.File.Exists(_output.File))
        {
            // Before it costs something.
            ThrowTerminatingError(WhataiErrors.FileExists(_output.File!, OutFile!));
        }
    }

    // What can't be saved stays in the answer.
    private ChatAudio Save(ChatAudio sound, object? input)
    {
        string path = _output!.Next(_output.NamedFile(null, [], _audioFormat == Samples ? ".wav" : "." + _audioFormat)!);
        bool isWithoutHeader = _audioFormat == Samples && !path.EndsWith(".pcm", StringComparison.OrdinalIgnoreCase);
        var target = new FileTarget { Path = path, IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail };
        try
        {
            SavedFile file = Await(FileClient.WriteAsync(isWithoutHeader ? WavHeader.Before(sound.Bytes) : sound.Bytes, target, StopToken));
            return sound with { Path = file.Path };
        }
        catch (FileExistsException ex)
        {
            WriteError(WhataiErrors.FileExists(ex.Path, input ?? ex.Path));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(path, input ?? path, ex));
        }

        return sound;
    }
}
