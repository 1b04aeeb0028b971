using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Files;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Spoken answers, and where they are saved.</content>
public abstract partial class WhataiSampledConversationCommand<TRequest, TAnswer, TDelta>
{
    private OutputLocation? _output;

    /// <summary>The file for a spoken answer; further ones get a number. The answer is spoken where it is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Writes over a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the answer is to be spoken.</summary>
    private protected virtual bool IsSpoken => OutFile is not null;

    /// <summary>The ending of the file of a spoken answer that is no samples alone.</summary>
    private protected virtual string SoundEnding => ".wav";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _output = FindOutput(OutFile, null);
        if (_output is not null && !Force && System.IO.File.Exists(_output.File))
        {
            // Before it costs something.
            ThrowTerminatingError(WhataiErrors.FileExists(_output.File!, OutFile!));
        }

        base.BeginProcessing();
    }

    private protected override TAnswer Save(TAnswer answer)
    {
        bool hasSound = answer.Choices.Any(static choice => choice.Message.Audio is not null);
        if (IsSpoken && !hasSound)
        {
            WriteWarning(SR.NotSpoken(answer.Model));
        }

        if (_output is null || !hasSound)
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

    // What can't be saved stays in the answer.
    private ChatAudio Save(ChatAudio sound, object? input)
    {
        bool isSamples = sound.MediaType is null;
        string path = _output!.Next(_output.NamedFile(null, [], isSamples ? ".wav" : SoundEnding)!);
        bool isWithoutHeader = isSamples && !path.EndsWith(".pcm", StringComparison.OrdinalIgnoreCase);
        var target = new FileTarget { Path = path, IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail };
        try
        {
            SavedFile file = Await(FileClient.WriteAsync(isWithoutHeader ? WavHeader.Before(sound.Bytes, sound.SampleRate) : sound.Bytes, target, StopToken));
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
