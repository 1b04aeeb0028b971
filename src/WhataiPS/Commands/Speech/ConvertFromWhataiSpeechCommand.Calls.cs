using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Audio;
using Whatai.Client.Files;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Sounds side by side, their subtitles, and the journal of both. What is shown as it comes is asked one after the other, and is not kept.</content>
public sealed partial class ConvertFromWhataiSpeechCommand
{
    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    [ValidateNotNullOrEmpty]
    public override string? Journal { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    [ArgumentCompleter(typeof(ShardCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? Shard { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    public override SwitchParameter JournalOnly { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    public override SwitchParameter Durable { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    public override UnknownOutcome OnUnknown { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    [ValidateNotNullOrEmpty]
    public override string? SummaryVariable { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [Parameter(ParameterSetName = SubtitleSet)]
    [ValidateRange(1, int.MaxValue)]
    public override int? ExpectedCount { get; set; }

    private void BeginCalls() => _calls = new BulkCalls<TranscriptionItem, WrittenTranscription>(this)
    {
        Identify = item => AudioClient.WriteRequest(item.Request, As?.ToLowerInvariant(), CallOptions),
        Model = static item => item.Request.Model,
        Input = static item => item.Request.Input,
        Files = static item => item.Files,
        // They are written anew from the text.
        NeedsFiles = false,
        ShouldCall = ShouldTranscribe,
        Call = TranscribeAsync,
        Read = static (item, entry) => JournalJson.Read<Transcription>(entry.Response) is Transcription kept
            ? new WrittenTranscription(kept with { Input = item.Request.Input }) { Path = entry.Files.Count > 0 ? entry.Files[0].Path : null }
            : null,
        Restore = RestoreAsync,
        Usage = static written => written.Transcription.Usage,
        Price = (_, written) => written with { Transcription = Priced(written.Transcription) },
        Cost = static written => written.Transcription.Cost,
        Guard = WriteErrorOnFailure,
        Write = WriteTranscription,
    };

    private ItemFiles? FilesOf(string file, OutputLocation? output)
    {
        if (output is null)
        {
            return null;
        }

        string ending = "." + As!.ToLowerInvariant();
        // A file's own name is that of the sound.
        string? name = Name == System.IO.Path.GetFileName(file) ? _givenName : Name;
        string named = output.NamedFile(name, s_endings, string.IsNullOrWhiteSpace(name) ? null : ending)
            ?? System.IO.Path.Combine(output.Folder, System.IO.Path.GetFileNameWithoutExtension(file) + ending);
        var template = new FileTarget { Path = string.Empty, IfExists = Force ? ExistingFile.Replace : ExistingFile.Fail };
        return new ItemFiles(output, template, count: 1, endings: [], named, static () => string.Empty) { Force = Force };
    }

    private bool ShouldTranscribe(TranscriptionItem item)
    {
        if (!ShouldProcess(item.Request.Path, Action))
        {
            return false;
        }

        CreateFolder(_output);
        return true;
    }

    private async Task<WrittenTranscription> TranscribeAsync(TranscriptionItem item, KeepEntry keep)
    {
        Transcription transcription = As is null
            ? await Gateway.Client.Audio.TranscribeAsync(item.Request, CallOptions, StopToken).ConfigureAwait(false)
            : await Gateway.Client.Audio.TranscribeSubtitlesAsync(item.Request, As.ToLowerInvariant(), CallOptions, StopToken).ConfigureAwait(false);
        var written = new WrittenTranscription(transcription);
        keep(() => Entry(written));
        return item.Files is null ? written : await SaveAsync(item.Files.Targets[0], written, keep).ConfigureAwait(false);
    }

    private Task<WrittenTranscription> RestoreAsync(TranscriptionItem item, WrittenTranscription kept, KeepEntry keep)
    {
        if (item.Files is not ItemFiles files || IsWhatIf || (kept.Path is not null && files.IsInPlace(kept.Path)))
        {
            return Task.FromResult(kept);
        }

        CreateFolder(_output);
        return SaveAsync(files.Targets[0], kept, keep);
    }

    private async Task<WrittenTranscription> SaveAsync(FileTarget target, WrittenTranscription written, KeepEntry keep)
    {
        try
        {
            SavedFile file = await FileClient.WriteAsync(Encoding.UTF8.GetBytes(written.Transcription.Text), target, StopToken).ConfigureAwait(false);
            written = written with { Path = file.Path };
            keep(() => Entry(written));
            return written;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return written with { Path = null, Problem = ex };
        }
    }

    private static JournalEntry Entry(WrittenTranscription written) =>
        new(JournalJson.Write(written.Transcription with { Input = null }), written.Transcription.RequestId, written.Transcription.Duration)
        {
            Files = written.Path is null ? [] : [KeptFiles.Of(written.Path)],
        };

    private void WriteErrorOnFailure(TranscriptionItem item, Action work) => WriteErrorOnFailure(item.Request.Path, work);

    private void WriteErrorOnFailure(string file, Action work) => WriteErrorOnFailure(
        file,
        () =>
        {
            try
            {
                work();
            }
            catch (FileExistsException ex)
            {
                WriteError(WhataiErrors.FileExists(ex.Path, file));
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                WriteError(WhataiErrors.FileNotRead(file, ex));
            }
        },
        failure => WhataiSession.Current.Usage.AddFailure(_model, failure));

    private void WriteTranscription(TranscriptionItem item, WrittenTranscription written, bool isKept)
    {
        if (!isKept)
        {
            Note(written.Transcription);
        }

        if (written.Problem is not null)
        {
            string path = item.Files!.Targets[0].Path;
            WriteError(written.Problem is FileExistsException exists ? WhataiErrors.FileExists(exists.Path, item.Request.Path) : WhataiErrors.FileNotWritten(path, item.Request.Path, written.Problem));
        }
        else if (As is null)
        {
            WriteObject(written.Transcription);
        }
        else if (item.Files is null || written.Path is null)
        {
            WriteObject(written.Transcription.Text);
        }
        else
        {
            WriteObject(InvokeProvider.Item.Get([written.Path], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private string Action => Translate ? SR.TranslateAction(_model) : SR.TranscribeAction(_model);

    private Transcription Priced(Transcription transcription) =>
        transcription with { Cost = CostOf(_model, transcription.Usage, CallSize.One with { Seconds = (decimal?)transcription.Length?.TotalSeconds }) };

    private void Note(Transcription transcription)
    {
        WhataiSession.Current.Usage.Add(_model, transcription.Usage, transcription.Attempts, 0, transcription.Duration, transcription.Cost);
        if ((Diarize || _speakers.Length > 0) && transcription.Text.Length > 0 && transcription.Segments.All(static segment => segment.Speaker is null))
        {
            WriteWarning(SR.NoSpeakers(transcription.Input));
        }
    }
}
