using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Media;

namespace Whatai.Client.Files;

/// <summary>
/// Fetches one file piece by piece into a partial file, which gets its name when it is whole. After a drop it asks for the rest,
/// and takes it only if the server shows that it belongs to the same content.
/// </summary>
internal sealed class FileDownload(ApiSender sender, ApiRequest request, FileTarget target, CallOptions call, CancellationToken cancellationToken)
{
    private const int BufferSize = 128 * 1024;
    private const int LongestErrorBody = 64 * 1024;

    /// <summary>So much since the last drop makes the count of retries begin anew: the line is bad, not dead.</summary>
    private const long Headway = 1024 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly TransferProgressReporter _teller = new(call.Observer, CallStep.Downloading, sender.Clock);
    private readonly long _start = sender.Clock.GetTimestamp();
    private string? _path;
    private string? _mediaType;

    private LocalizableMessage Wanted => target.Kind switch
    {
        null => new("AFile", $"a file"),
        "image" => new("AnImage", $"an image"),
        "audio" => new("AnAudioFile", $"an audio file"),
        "video" => new("AVideo", $"a video"),
        _ => new("AKind", $"a {target.Kind}"),
    };

    private TimeSpan Total => call.Timeout ?? sender.Options.TotalTimeout;

    private TimeSpan Left => Total - sender.Clock.GetElapsedTime(_start);

    private int MaxRetries => call.MaxRetries ?? sender.Options.MaxRetries;

    /// <exception cref="WhataiException">It could not be fetched, or is not what was wanted.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be written.</exception>
    public async Task<SavedFile> RunAsync()
    {
        using PartialFile partial = new(Path.GetDirectoryName(target.Path)!, request.MediaUri ?? new Uri(sender.CurrentEndpoint, request.Path));
        for (int retries = 0; ;)
        {
            WhataiException? drop;
            long before;
            bool timeIsUp;
            using (StreamingResponse answer = await OpenAsync(partial).ConfigureAwait(false))
            {
                before = partial.Length;
                (drop, SavedFile? file) = await AnswerGuard.SaveAsync(answer, it => SaveAsync(it, partial)).ConfigureAwait(false);
                if (drop is null)
                {
                    return file!;
                }

                answer.Record?.Fail(drop);
                timeIsUp = answer.TimeIsUp;
            }

            retries = partial.Length - before >= Headway ? 1 : retries + 1;
            if (retries > MaxRetries || timeIsUp)
            {
                throw drop;
            }

            TimeSpan delay = RetryPolicy.Delay(retries, null, sender.Jitter());
            call.Observer?.Invoke(CallEvent.Waiting(delay, retries, MaxRetries, drop.Message));
            await sender.Clock.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for what is missing; if that can't be had, for all. The partial file stands where the answer begins.</summary>
    private async Task<StreamingResponse> OpenAsync(PartialFile partial)
    {
        if (partial is { Length: > 0, Fingerprint: not null } && await OpenRestAsync(partial).ConfigureAwait(false) is StreamingResponse rest)
        {
            return rest;
        }

        return Begin(partial, await SendAsync(headers: null).ConfigureAwait(false));
    }

    private async Task<StreamingResponse?> OpenRestAsync(PartialFile partial)
    {
        long from = partial.StepBack();
        var headers = new Dictionary<string, string>
        {
            ["Range"] = string.Format(CultureInfo.InvariantCulture, "bytes={0}-", from),
        };
        if (partial.Identity?.Validator is string validator)
        {
            headers["If-Range"] = validator;
        }

        StreamingResponse answer;
        try
        {
            answer = await SendAsync(headers).ConfigureAwait(false);
        }
        catch (WhataiException ex) when (ex.StatusCode == 416)
        {
            return null;
        }

        if ((int)answer.Message.StatusCode != 206)
        {
            return Begin(partial, answer);
        }

        EntityValidator identity = EntityValidator.Of(answer.Message);
        if (answer.Message.Content.Headers.ContentRange?.From == from && identity.IsCertain && identity.Fingerprint == partial.Fingerprint)
        {
            return answer;
        }

        // Another content, or another part than was asked for.
        answer.Dispose();
        return null;
    }

    private StreamingResponse Begin(PartialFile partial, StreamingResponse answer)
    {
        try
        {
            _path = null;
            partial.Begin(EntityValidator.Of(answer.Message));
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private Task<StreamingResponse> SendAsync(Dictionary<string, string>? headers)
    {
        CallOptions timed = Total > TimeSpan.Zero ? call with { Timeout = Left > TimeSpan.Zero ? Left : TimeSpan.FromMilliseconds(1) } : call;
        return sender.OpenAsync(request with { Headers = headers, Wanted = Wanted }, timed, cancellationToken);
    }

    private async Task<(WhataiException? Drop, SavedFile? File)> SaveAsync(StreamingResponse answer, PartialFile partial) =>
        await ReceiveAsync(answer, partial).ConfigureAwait(false) is WhataiException drop ? (drop, null) : (null, Complete(partial, answer));

    /// <summary>Writes what comes.</summary>
    /// <returns>Null when all has come, else how it broke off.</returns>
    private async Task<WhataiException?> ReceiveAsync(StreamingResponse answer, PartialFile partial)
    {
        long? total = EntityValidator.Of(answer.Message).Length;
        while (true)
        {
            int count;
            try
            {
                count = await ReadAsync(answer).ConfigureAwait(false);
            }
            catch (WhataiException ex)
            {
                return ex;
            }

            if (count == 0)
            {
                if (total is not long length || partial.Length == length)
                {
                    return null;
                }

                if (partial.Length > length)
                {
                    // It is not what it was said to be: nothing of it can be gone on with.
                    partial.Discard();
                }

                return ApiFailures.Incomplete(IncompleteReasons.ConnectionClosed, answer.Context);
            }

            await partial.WriteAsync(_buffer, count, cancellationToken).ConfigureAwait(false);
            if (_path is null && partial.Length >= MediaTypes.HeadLength)
            {
                _path = Named(partial) ?? throw await NotWantedAsync(partial, answer).ConfigureAwait(false);
            }

            _teller.Moved(partial.Length, total);
        }
    }

    private async Task<int> ReadAsync(StreamingResponse answer)
    {
        try
        {
            Stream stream = await answer.OpenAsync().ConfigureAwait(false);
            return await stream.ReadAsync(_buffer, 0, _buffer.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            throw answer.ReadFailure(ex);
        }
    }

    private SavedFile Complete(PartialFile partial, StreamingResponse answer)
    {
        // A file that is shorter than a head has no name yet.
        string path = _path ?? Named(partial) ?? throw NotWanted(partial, answer);
        long length = partial.Length;
        return new SavedFile(partial.Complete(path, target), length, _mediaType);
    }

    private string? Named(PartialFile partial)
    {
        _mediaType = MediaTypes.Detect(partial.Head(MediaTypes.HeadLength));
        bool isWanted = target.Kind is null || _mediaType?.StartsWith(target.Kind + "/", StringComparison.Ordinal) == true;
        return isWanted ? FinalFileName.Choose(target, _mediaType) : null;
    }

    // It may be an error in JSON: enough of it to say what it says.
    private async Task<WhataiException> NotWantedAsync(PartialFile partial, StreamingResponse answer)
    {
        try
        {
            for (int count; partial.Length < LongestErrorBody && (count = await ReadAsync(answer).ConfigureAwait(false)) > 0;)
            {
                await partial.WriteAsync(_buffer, count, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (WhataiException)
        {
            // What came must do.
        }

        return NotWanted(partial, answer);
    }

    private WhataiException NotWanted(PartialFile partial, StreamingResponse answer)
    {
        byte[] body = partial.Head(LongestErrorBody);
        partial.Discard();
        return ApiFailures.NotMedia(Wanted, body, answer.Context);
    }
}
