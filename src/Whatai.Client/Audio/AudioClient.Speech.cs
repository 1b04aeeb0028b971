using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Http;

namespace Whatai.Client.Audio;

/// <summary>Text to speech: <c>POST /v1/audio/speech</c>.</summary>
public sealed partial class AudioClient
{
    /// <summary>
    /// Speaks a text into a file, part by part, in order. The file gets its name when the last part is in it; where a part fails, there
    /// is no file.
    /// </summary>
    /// <param name="request">The text, and how.</param>
    /// <param name="target">Where the file goes. Its kind is not looked at.</param>
    /// <param name="options">Per-request overrides.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>One for each part, when it is written; the last one has the file.</returns>
    /// <exception cref="ArgumentException">The text is empty, or too long for a format whose parts can't be joined.</exception>
    /// <exception cref="WhataiException">A request failed, or its answer is not an audio file; the kind says how.</exception>
    /// <exception cref="FileExistsException">The file is there, and must not be replaced: found before anything is sent.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechRequest request, FileTarget target, CallOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<string> texts = SpeechText.Split(request.Input, request.MaxLength);
        if (texts.Count == 0)
        {
            throw new LocalizableMessage("SpeechEmpty", $"The text is empty.").ToArgumentException(nameof(request));
        }

        if (texts.Count > 1 && request.Format == "flac")
        {
            throw new LocalizableMessage("FlacNotJoined", $"The text has {request.Input.Length} characters, {texts.Count} parts, and parts of flac can't be joined. Take wav, which is as good, or mp3.").ToArgumentException(nameof(request));
        }

        // Before it costs something.
        FinalFileName.Choose(target, SpeechType(request.Format));
        using var file = new SpeechWriter(target, request.Format, texts.Count > 1);
        for (int i = 0; i < texts.Count; i++)
        {
            long start = _sender.Clock.GetTimestamp();
            var call = new ApiRequest(HttpMethod.Post, "v1/audio/speech", RequestCost.Media)
            {
                Model = request.Model,
                Body = SpeechRequestWriter.Write(request, texts[i], options?.ExtraBody),
                Accept = "*/*",
            };
            CallContext context = await SpeakPartAsync(call, file, isFirst: i == 0, options, cancellationToken).ConfigureAwait(false);
            if (texts.Count > 1)
            {
                options?.Observer?.Invoke(new CallEvent(CallStep.PartDone, $"Part {i + 1} of {texts.Count} is spoken.") { Part = i + 1, Parts = texts.Count });
            }

            yield return new SpeechPart(i + 1, texts.Count)
            {
                File = i == texts.Count - 1 ? await file.CompleteAsync(cancellationToken).ConfigureAwait(false) : null,
                Attempts = context.Attempts,
                Duration = _sender.Clock.GetElapsedTime(start),
                RequestId = context.RequestId,
                Usage = context.Took(null),
            };
        }
    }

    /// <summary>In how many requests a text is spoken.</summary>
    /// <param name="request">The text, and how.</param>
    /// <returns>How many; 0 for an empty text.</returns>
    public static int CountParts(SpeechRequest request) => SpeechText.Split(request.Input, request.MaxLength).Count;

    /// <summary>What makes a request the same request again: the body that it is sent with; files count by their content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Per-call overrides, of which the extra body is merged in.</param>
    /// <returns>Bytes that are equal for equal requests.</returns>
    public static byte[] WriteRequest(SpeechRequest request, CallOptions? options = null) => SpeechRequestWriter.Write(request, request.Input, options?.ExtraBody);

    private async Task<CallContext> SpeakPartAsync(ApiRequest call, SpeechWriter file, bool isFirst, CallOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            using StreamingResponse response = await _sender.OpenAsync(call, options, cancellationToken).ConfigureAwait(false);
            return await AnswerGuard.SaveAsync(response, async sound =>
            {
                await file.AppendAsync(sound, cancellationToken).ConfigureAwait(false);
                return sound.Context;
            }).ConfigureAwait(false);
        }
        catch (WhataiException ex) when (!isFirst && !ReferenceEquals(ex, options?.LimitWait?.Failure))
        {
            // The parts before are paid for.
            ex.MayHaveRun = true;
            throw;
        }
    }

    /// <summary>The MIME type of a speech format.</summary>
    private static string SpeechType(string format) => format switch
    {
        "opus" => "audio/ogg",
        "mp3" => "audio/mpeg",
        _ => "audio/" + format,
    };
}
