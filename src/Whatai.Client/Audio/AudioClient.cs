using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Audio;

/// <summary>Speech and sound: <c>/v1/audio</c>.</summary>
public sealed partial class AudioClient
{
    private const string DiarizedFormat = "diarized_json";

    private readonly ApiSender _sender;

    internal AudioClient(ApiSender sender) => _sender = sender;

    /// <summary>Writes down what is said in a file.</summary>
    /// <param name="request">The file, and how.</param>
    /// <param name="options">Per-call overrides. Members of the extra body become fields of the form.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The text, with times where they were asked for.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    /// <exception cref="System.IO.IOException">The file can't be read.</exception>
    public async Task<Transcription> TranscribeAsync(TranscriptionRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Transcription transcription, _) = await AskAsync(request, options, cancellationToken).ConfigureAwait(false);
        return transcription;
    }

    private async Task<(Transcription Transcription, BufferedResponse Answer)> AskAsync(TranscriptionRequest request, CallOptions? options, CancellationToken cancellationToken)
    {
        ApiRequest call = TranscriptionCall(request, WholeFormat(request), stream: false, options);
        return await _sender.ReadAsync(call, options, async answer => (await ReadWholeAsync(answer, request).ConfigureAwait(false), answer), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What makes a request the same request again: the body that it is sent with; files count by their content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="format"><c>srt</c> or <c>vtt</c> for subtitles; null for the text.</param>
    /// <param name="options">Per-call overrides, of which the extra body is merged in.</param>
    /// <returns>Bytes that are equal for equal requests.</returns>
    /// <exception cref="System.IO.IOException">The file can't be read.</exception>
    public static byte[] WriteRequest(TranscriptionRequest request, string? format = null, CallOptions? options = null) =>
        TranscriptionCall(request, format ?? WholeFormat(request), stream: false, options).Identify();

    private static async Task<Transcription> ReadWholeAsync(BufferedResponse answer, TranscriptionRequest request)
    {
        if (EventData.IsStreamAndNoText(answer.Body))
        {
            // Whatever was asked for.
            Transcription? transcription = null;
            using StreamingResponse response = StreamingResponse.Of(answer);
            await foreach (TranscriptionDelta delta in new TranscriptionStreamReader(request).ReadAsync(response).ConfigureAwait(false))
            {
                transcription = delta.Transcription ?? transcription;
            }

            return transcription!;
        }

        return TranscriptionReader.Read(answer.Body, request, answer.Context, answer.Duration);
    }

    /// <summary>Has subtitles made of what is said in a file.</summary>
    /// <param name="request">The file, and how; its timestamps are not used.</param>
    /// <param name="format"><c>srt</c> or <c>vtt</c>.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The subtitles as text; of silence, none.</returns>
    /// <exception cref="WhataiException">The call failed, or the answer has not that format; the kind says how.</exception>
    /// <exception cref="System.IO.IOException">The file can't be read.</exception>
    public async Task<Transcription> TranscribeSubtitlesAsync(
        TranscriptionRequest request, string format, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (request.Diarize)
        {
            // The models that tell speakers make no subtitles.
            (Transcription told, BufferedResponse answer) = await AskAsync(request with { Timestamps = [] }, options, cancellationToken).ConfigureAwait(false);
            return told.Segments.Count > 0 || told.Text.Length == 0
                ? told with { Text = SubtitleWriter.Write(told.Segments, format) }
                : throw ApiFailures.NotSubtitles(format, answer.Body, answer.Context);
        }

        ApiRequest call = TranscriptionCall(request with { Timestamps = [] }, format, stream: false, options);
        return await _sender.ReadAsync(call, options, answer => ReadSubtitles(answer, request, format), cancellationToken).ConfigureAwait(false);
    }

    private static Transcription ReadSubtitles(BufferedResponse answer, TranscriptionRequest request, string format)
    {
        string text = TranscriptionReader.ReadSubtitles(answer.Body, format)
            ?? throw (ErrorBody.Parse(answer.Body) is { IsError: true } or { IsHtml: true } ? ApiFailures.NotTheAnswer(answer.Body, answer.Context) : ApiFailures.NotSubtitles(format, answer.Body, answer.Context));
        return new Transcription
        {
            Text = text,
            Model = request.Model,
            Input = request.Input ?? request.Path,
            Usage = answer.Context.Took(null),
            RequestId = answer.Context.RequestId,
            Duration = answer.Duration,
            Attempts = answer.Context.Attempts,
        };
    }

    /// <summary>Writes down what is said in a file, and gives the text as it comes. A model that can't stream gives all of it at once.</summary>
    /// <param name="request">The file, and how; its timestamps are not used.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The pieces, then a last one with the whole.</returns>
    /// <exception cref="WhataiException">The call failed, or the stream ended before it said that it was done; the kind says how.</exception>
    /// <exception cref="System.IO.IOException">The file can't be read.</exception>
    public IAsyncEnumerable<TranscriptionDelta> StreamTranscriptionAsync(
        TranscriptionRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ApiRequest call = TranscriptionCall(request with { Timestamps = [] }, request.Diarize ? DiarizedFormat : "json", stream: true, options);
        return new AnswerStream<TranscriptionDelta>(token => _sender.OpenAsync(call, options, token), response => new TranscriptionStreamReader(request).ReadAsync(response), cancellationToken);
    }

    private static string WholeFormat(TranscriptionRequest request) => request.Diarize ? DiarizedFormat : request.Timestamps.Count > 0 ? "verbose_json" : "json";

    private static ApiRequest TranscriptionCall(TranscriptionRequest request, string format, bool stream, CallOptions? options) =>
        new(HttpMethod.Post, request.Translate ? "v1/audio/translations" : "v1/audio/transcriptions", RequestCost.Media)
        {
            Model = request.Model,
            Form = TranscriptionForm.Create(request, format, stream, options?.ExtraBody),
            Accept = stream ? "text/event-stream" : format is "json" or "verbose_json" or DiarizedFormat ? "application/json" : "*/*",
        };
}
