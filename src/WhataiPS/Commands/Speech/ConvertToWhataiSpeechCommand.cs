using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Audio;
using Whatai.Client.Files;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Progress;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>ConvertTo-WhataiSpeech: speaks texts into files.</summary>
[Cmdlet(VerbsData.ConvertTo, "WhataiSpeech", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToWhataiSpeechCommand : WhataiApiCommand
{
    private const string DefaultModel = "tts-1";
    private static readonly string[] s_formats = ["mp3", "opus", "aac", "flac", "wav", "pcm"];

    private readonly List<string> _texts = [];
    private OutputLocation _output = null!;
    private string _format = "mp3";
    private int _number;

    /// <summary>The texts.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Text")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The file; with several texts the further files get a number.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>The folder, where files are named speech-DATE-TIME-NUMBER. The current one where neither is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>Speaks all texts into one file.</summary>
    [Parameter]
    public SwitchParameter Join { get; set; }

    /// <summary>The voice.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VoiceCompleter))]
    [KnownSpelling(typeof(ConvertToWhataiSpeechCommand))]
    [ValidateNotNullOrEmpty]
    public string Voice { get; set; } = "alloy";

    /// <summary>The format. That of the file's ending where it is not given, else mp3.</summary>
    [Parameter]
    [ValidateSet("mp3", "opus", "aac", "flac", "wav", "pcm")]
    [KnownSpelling(typeof(ConvertToWhataiSpeechCommand))]
    public string? Format { get; set; }

    /// <summary>0.25 to 4; 1 is normal.</summary>
    [Parameter]
    [ValidateRange(0.25, 4d)]
    public double? Speed { get; set; }

    /// <summary>How to speak, for models that take instructions, such as gpt-4o-mini-tts.</summary>
    [Parameter]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string? Instructions { get; set; }

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string Model { get; set; } = DefaultModel;

    /// <summary>The longest text of one request, in characters. A longer one is cut at the ends of sentences and spoken in parts.</summary>
    [Parameter]
    [ValidateRange(16, 1_000_000)]
    public int MaxLength { get; set; } = SpeechRequest.DefaultMaxLength;

    /// <summary>Writes over files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _output = FindOutput(OutFile, OutDirectory is null && OutFile is null ? "." : OutDirectory)!;
        string ending = Path.GetExtension(OutFile ?? string.Empty).TrimStart('.').ToLowerInvariant();
        _format = Format ?? (s_formats.Contains(ending) ? ending : ending == "ogg" ? "opus" : "mp3");
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (PSObject? input in InputObject ?? [null])
        {
            object? plain = PSValue.Unwrap(input);
            string? text = TextInput.Read(input);
            if (TextInput.IsPiece(input))
            {
                // The stream's last piece has the whole text, which is spoken once.
            }
            else if (string.IsNullOrWhiteSpace(text))
            {
                WriteError(text is null ? WhataiErrors.NotAText(plain!) : WhataiErrors.EmptyText(plain));
            }
            else if (Join)
            {
                _texts.Add(text!);
            }
            else
            {
                Speak(text!, plain!);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (_texts.Count > 0)
        {
            Speak(string.Join("\n\n", _texts), _texts.Count == 1 ? _texts[0] : _texts.ToArray());
        }
    }

    private void Speak(string text, object input)
    {
        FileTarget target = Target();
        if (!ShouldProcess(target.Path, SR.SpeakAction(text.Length, Model)))
        {
            return;
        }

        CreateFolder(_output);
        var request = new SpeechRequest
        {
            Model = Model,
            Input = text,
            Voice = Voice,
            Format = _format,
            Speed = Speed,
            Instructions = Instructions,
            MaxLength = MaxLength,
        };
        WriteErrorOnFailure(input, () => Speak(request, target, input), failure => WhataiSession.Current.Usage.AddFailure(Model, failure));
    }

    private void Speak(SpeechRequest request, FileTarget target, object input)
    {
        try
        {
            Run(request, target);
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, input));
        }
        catch (FileExistsException ex)
        {
            WriteError(WhataiErrors.FileExists(ex.Path, input));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(target.Path, input, ex));
        }
    }

    private void Run(SpeechRequest request, FileTarget target)
    {
        bool isLong = false;
        foreach (SpeechPart part in Pull(Gateway.Client.Audio.SpeakAsync(request, target, CallOptions, StopToken)))
        {
            WhataiSession.Current.Usage.Add(Model, null, part.Attempts, 0, part.Duration, CostOf(Model, null));
            if (part.File is null)
            {
                isLong = true;
                WriteProgress(ProgressActivity.Overall.Record(MyInvocation.MyCommand.Name, SR.PartsSpoken(part.Part, part.Parts), part.Part * 100 / part.Parts));
                continue;
            }

            if (isLong)
            {
                WriteProgress(ProgressActivity.Overall.Completed(MyInvocation.MyCommand.Name));
            }

            string ending = MediaTypes.Extension(part.File.MediaType);
            if (_format is "mp3" or "wav" or "flac" && ending != "." + _format)
            {
                WriteWarning(SR.OtherFormat(part.File.Path, _format, part.File.MediaType));
            }

            // From the provider, as Get-Item gives it, with what it adds for the view.
            WriteObject(InvokeProvider.Item.Get([part.File.Path], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private FileTarget Target()
    {
        if (_output.File is null)
        {
            string name = string.Format(CultureInfo.InvariantCulture, "speech-{0:yyyyMMdd-HHmmss}-{1}.{2}", DateTime.Now, ++_number, _format);
            return new FileTarget { Path = Path.Combine(_output.Folder, name), IfExists = ExistingFile.Number };
        }

        return new FileTarget { Path = _output.NextFile("." + _format), IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail };
    }
}
