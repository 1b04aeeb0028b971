using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Audio;
using Whatai.Client.Files;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Progress;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>ConvertTo-WhataiSpeech: speaks texts into files.</summary>
[Cmdlet(VerbsData.ConvertTo, "WhataiSpeech", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToWhataiSpeechCommand : WhataiBulkCommand
{
    private const string DefaultModel = "tts-1";
    private static readonly string[] s_formats = ["mp3", "opus", "aac", "flac", "wav", "pcm"];

    private static readonly string[] s_endings = [.. s_formats.Select(static format => "." + format), ".ogg"];

    private readonly List<string> _texts = [];
    private BulkCalls<SpeechItem, SpokenFile> _calls = null!;
    private OutputLocation? _output;
    private int _number;

    /// <summary>The texts.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Text")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The file; with several texts the further files get a number. A script block names one for each piped object.</summary>
    [Parameter(Position = 1)]
    [OutFileTransformation]
    [ValidateNotNullOrEmpty]
    public object? OutFile { get; set; }

    /// <summary>Gives each piped object as a copy with the file as the property Path.</summary>
    [Parameter]
    public SwitchParameter MergeInput { get; set; }

    /// <summary>The folder, where files are named speech-DATE-TIME-NUMBER. The current one where neither is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>The file's name, in the folder of -OutDirectory or -OutFile. Piped objects may have a property for it, such as a column of a CSV.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

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
    [ArgumentCompleter(typeof(SpeechModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string Model { get; set; } = DefaultModel;

    /// <summary>The longest text of one request, in characters. A longer one is cut at the ends of sentences and spoken in parts.</summary>
    [Parameter]
    [ValidateRange(16, 1_000_000)]
    public int MaxLength { get; set; } = SpeechRequest.DefaultMaxLength;

    /// <summary>Writes over files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string? AwaitedModel => Model;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Join && OutFile is ScriptBlock)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.JoinIsOneFile), OutFile));
        }

        _output = FindSharedOutput(OutFile, OutDirectory is null && OutFile is null ? "." : OutDirectory);
        _calls = new BulkCalls<SpeechItem, SpokenFile>(this)
        {
            Identify = item => AudioClient.WriteRequest(item.Request, CallOptions),
            Model = static item => item.Request.Model,
            Input = static item => item.Input,
            Files = static item => item.Files,
            ShouldCall = ShouldSpeak,
            Call = SpeakAsync,
            Read = static (_, entry) => entry.Files.Count == 0 ? null : new SpokenFile(new SavedFile(entry.Files[0].Path, entry.Files[0].Length, null), []),
            Restore = RestoreAsync,
            Usage = static _ => null,
            Cost = static spoken => spoken.Cost,
            MostCost = item => MostCostOf(Model, 0, completionTokens: null, SizeOf(item.Request)),
            Spent = static (_, spoken) => spoken.Cost,
            Guard = WriteErrorOnFailure,
            Write = WriteFile,
        };
        RemoveLeftovers(_output);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (PSObject? input in InputObject ?? [null])
        {
            object? plain = PSValue.Unwrap(input);
            string? text = TextInput.Read(input) ?? TextOfRow(input);
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

        _calls.Complete();
    }

    // A row of a table: its column is called as the parameter is.
    private static string? TextOfRow(PSObject? input) => input?.BaseObject is PSCustomObject ? TextInput.Read(input.Properties["Text"]?.Value ?? new object()) : null;

    private void Speak(string text, object input)
    {
        object origin = Join ? input : PipelineInput.Of(this, input)!;
        if (!TryFindOutput(OutFile, _output, origin, out OutputLocation? output))
        {
            return;
        }

        string format = Format ?? FormatOf(output!.File);
        string? named = output!.NamedFile(Name, s_endings, "." + format);
        var template = new FileTarget { Path = string.Empty, IfExists = named is null ? ExistingFile.Number : Force ? ExistingFile.Replace : ExistingFile.Fail };
        var request = new SpeechRequest
        {
            Model = Model,
            Input = text,
            Voice = Voice,
            Format = format,
            Speed = Speed,
            Instructions = Instructions,
            MaxLength = MaxLength,
        };
        _calls.Add(new SpeechItem(request, origin, new ItemFiles(output, template, count: 1, endings: [], named, () => NameByTime(output.Folder, format)) { Force = Force }));
    }

    private string NameByTime(string folder, string format) =>
        Path.Combine(folder, string.Format(CultureInfo.InvariantCulture, "speech-{0:yyyyMMdd-HHmmss}-{1}.{2}", DateTime.Now, ++_number, format));

    private static string FormatOf(string? file)
    {
        string ending = Path.GetExtension(file ?? string.Empty).TrimStart('.').ToLowerInvariant();
        return s_formats.Contains(ending) ? ending : ending == "ogg" ? "opus" : "mp3";
    }

    private bool ShouldSpeak(SpeechItem item)
    {
        if (!ShouldProcess(item.Files.Targets[0].Path, () => SR.SpeakAction(item.Request.Input.Length, Model) + Estimate(Model, TokenEstimate.Of(item.Request.Input), completionTokens: null, SizeOf(item.Request))))
        {
            return false;
        }

        CreateFolder(_output);
        return true;
    }

    private async Task<SpokenFile> SpeakAsync(SpeechItem item, KeepEntry keep)
    {
        // The session is that of the pipeline's thread. Parts that were spoken are paid for, whatever becomes of the next.
        UsageMeter usage = WhataiSession.Current.Usage;
        var parts = new List<SpeechPart>();
        var costs = new List<Cost?>();
        await foreach (SpeechPart part in Gateway.Client.Audio.SpeakAsync(item.Request, item.Files.Targets[0], CallOptions, StopToken).ConfigureAwait(false))
        {
            await Gateway.Prices.WhenKnownAsync().ConfigureAwait(false);
            Cost? cost = Gateway.Prices.CostOf(Model, part.Usage);
            usage.Add(Model, part.Usage, part.Attempts, 0, part.Duration, cost);
            costs.Add(cost);
            parts.Add(part);
        }

        SpeechPart last = parts[parts.Count - 1];
        keep(() => Entry(last.File!, parts, TimeSpan.FromTicks(parts.Sum(static part => part.Duration.Ticks))));
        return new SpokenFile(last.File!, parts) { Cost = Cost.Sum(costs) };
    }

    private Task<SpokenFile> RestoreAsync(SpeechItem item, SpokenFile kept, KeepEntry keep)
    {
        if (IsWhatIf || item.Files.IsInPlace(kept.File.Path))
        {
            return Task.FromResult(kept);
        }

        CreateFolder(_output);
        return CopyAsync(kept.File.Path, item.Files.Targets[0]);

        async Task<SpokenFile> CopyAsync(string path, FileTarget target)
        {
            SavedFile copy = await FileClient.WriteAsync(File.ReadAllBytes(path), target, StopToken).ConfigureAwait(false);
            keep(() => Entry(copy, [], TimeSpan.Zero));
            return kept with { File = copy };
        }
    }

    // The requests of all parts, for the bill.
    private static JournalEntry Entry(SavedFile file, List<SpeechPart> parts, TimeSpan duration) =>
        new(JournalJson.Write(new { file.MediaType, RequestIds = parts.Select(static part => part.RequestId) }), parts.Count > 0 ? parts[parts.Count - 1].RequestId : null, duration) { Files = [new JournalFile(file.Path, file.Length)] };

    private void WriteErrorOnFailure(SpeechItem item, Action work) => WriteErrorOnFailure(
        item.Input,
        () =>
        {
            try
            {
                work();
            }
            catch (ArgumentException ex)
            {
                WriteError(WhataiErrors.InvalidArgument(ex, item.Input));
            }
            catch (FileExistsException ex)
            {
                WriteError(WhataiErrors.FileExists(ex.Path, item.Input));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                WriteError(WhataiErrors.FileNotWritten(item.Files.Targets[0].Path, item.Input, ex));
            }
        },
        failure => WhataiSession.Current.Usage.AddFailure(Model, failure));

    private void WriteFile(SpeechItem item, SpokenFile spoken, bool isKept)
    {
        if (spoken.Parts.Count > 1)
        {
            WriteProgress(ProgressActivity.Overall.Completed(MyInvocation.MyCommand.Name));
        }

        string ending = MediaTypes.Extension(spoken.File.MediaType);
        string format = item.Request.Format!;
        if (!isKept && (format is "mp3" or "wav" or "flac") && ending != "." + format)
        {
            WriteWarning(SR.OtherFormat(spoken.File.Path, format, spoken.File.MediaType));
        }

        if (MergeInput)
        {
            WriteObject(Merge("Path", item.Input, spoken.File.Path));
            return;
        }

        // From the provider, as Get-Item gives it, with what it adds for the view.
        PSObject file = InvokeProvider.Item.Get([spoken.File.Path], force: true, literalPath: true)[0];
        file.Properties.Add(new PSNoteProperty(nameof(spoken.Cost), spoken.Cost));
        WriteObject(file);
    }

    // Each part is a call.
    private static CallSize SizeOf(SpeechRequest request) => new(AudioClient.CountParts(request));
}
