using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Audio;

/// <summary>POST /v1/audio/transcriptions: the text of an audio file, in every response format, whole and streamed.</summary>
internal static class TranscriptionEndpoint
{
    private static readonly StreamFormat s_format = new(3)
    {
        Error = static (_, _) => (null, JsonBytes.Object(w =>
        {
            w.WriteString("type", "error");
            w.Object("error", e =>
            {
                e.WriteString("message", Exchange.UpstreamFailure);
                e.WriteString("type", "server_error");
                e.WriteNull("param");
                e.WriteString("code", "server_error");
            });
        })),
    };

    internal static Task AnswerAsync(Exchange exchange)
    {
        var request = TranscriptionRequest.Parse(exchange);
        return AnswerAsync(exchange, request, new Transcript(request.RecognizedSpeech));
    }

    /// <summary>POST /v1/audio/translations: the same words, marked as translated, for there is no model.</summary>
    internal static Task TranslateAsync(Exchange exchange)
    {
        var request = TranscriptionRequest.Parse(exchange, translates: true);
        RecognizedSpeech speech = request.RecognizedSpeech;
        return AnswerAsync(exchange, request with { Stream = false, IsTranslation = true }, new Transcript(speech with { Text = "In English: " + speech.Text }));
    }

    private static async Task AnswerAsync(Exchange exchange, TranscriptionRequest request, Transcript transcript)
    {
        long tokens = (long)Math.Ceiling(transcript.Duration * 10);
        if (await exchange.DispatchUpstreamAsync(request.Model, tokens, ChunkSplitter.Count(transcript.Text)).ConfigureAwait(false))
        {
            return;
        }

        if (request.Stream)
        {
            await StreamAsync(exchange, request, transcript, tokens).ConfigureAwait(false);
            return;
        }

        await (request.Format switch
        {
            "text" => SendTextAsync(exchange, "text/plain", transcript.Text + "\n"),
            "srt" => SendTextAsync(exchange, "text/plain", transcript.Srt()),
            "vtt" => SendTextAsync(exchange, "text/plain", transcript.Vtt()),
            "diarized_json" => exchange.SendJsonAsync(200, Diarized(exchange, request, transcript, tokens)),
            "verbose_json" => exchange.SendJsonAsync(200, Verbose(exchange, request, transcript)),
            _ => exchange.SendJsonAsync(200, JsonBytes.Object(w =>
            {
                w.WriteString("text", transcript.Text);
                WriteUsage(w, transcript, tokens);
                UnknownFields.Write(w, exchange.Response.Quirks);
            })),
        }).ConfigureAwait(false);
    }

    private static Task SendTextAsync(Exchange exchange, string type, string text) =>
        exchange.Response.SendAsync(200, type + "; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static async Task StreamAsync(Exchange exchange, TranscriptionRequest request, Transcript transcript, long tokens)
    {
        var events = new EventStream(exchange, s_format);
        await events.BeginAsync().ConfigureAwait(false);
        foreach (string piece in ChunkSplitter.Split(transcript.Text))
        {
            await events.WriteAsync(JsonBytes.Object(w =>
            {
                w.WriteString("type", "transcript.text.delta");
                w.WriteString("delta", piece);
            })).ConfigureAwait(false);
        }

        foreach ((Cue cue, int index) in request.Format == "diarized_json" ? transcript.Segments().Select((cue, index) => (cue, index)) : [])
        {
            await events.WriteAsync(JsonBytes.Object(w => WriteSpokenSegment(w, request, cue, index))).ConfigureAwait(false);
        }

        await events.WriteAsync(JsonBytes.Object(w =>
        {
            w.WriteString("type", "transcript.text.done");
            w.WriteString("text", transcript.Text);
            WriteUsage(w, transcript, tokens);
            UnknownFields.Write(w, exchange.Response.Quirks);
        })).ConfigureAwait(false);
        await events.DoneAsync().ConfigureAwait(false);
    }

    private static byte[] Verbose(Exchange exchange, TranscriptionRequest request, Transcript transcript) => JsonBytes.Object(w =>
    {
        w.WriteString("task", request.IsTranslation ? "translate" : "transcribe");
        w.WriteString("language", request.Language);
        w.WriteNumber("duration", Math.Round(transcript.Duration, 3));
        w.WriteString("text", transcript.Text);
        if (request.WantsSegments)
        {
            WriteSegments(w, transcript.Segments());
        }

        if (request.WantsWords)
        {
            w.WriteStartArray("words");
            foreach (Cue word in transcript.Words())
            {
                w.WriteStartObject();
                w.WriteString("word", word.Text.Trim());
                w.WriteNumber("start", word.Start);
                w.WriteNumber("end", word.End);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }

        w.Object("usage", u =>
        {
            u.WriteString("type", "duration");
            u.WriteNumber("seconds", Math.Ceiling(transcript.Duration));
        });
        UnknownFields.Write(w, exchange.Response.Quirks);
    });

    private static byte[] Diarized(Exchange exchange, TranscriptionRequest request, Transcript transcript, long tokens) => JsonBytes.Object(w =>
    {
        w.WriteString("task", "transcribe");
        w.WriteNumber("duration", Math.Round(transcript.Duration, 3));
        w.WriteString("text", transcript.Text);
        w.WriteStartArray("segments");
        foreach ((Cue cue, int index) in transcript.Segments().Select((cue, index) => (cue, index)))
        {
            w.WriteStartObject();
            WriteSpokenSegment(w, request, cue, index);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        WriteUsage(w, transcript, tokens);
        UnknownFields.Write(w, exchange.Response.Quirks);
    });

    // Two speakers take turns, by the sentences.
    private static void WriteSpokenSegment(Utf8JsonWriter w, TranscriptionRequest request, Cue cue, int index)
    {
        int turn = index % 2;
        w.WriteString("type", "transcript.text.segment");
        w.WriteString("id", FormattableString.Invariant($"seg_{index:000}"));
        w.WriteNumber("start", cue.Start);
        w.WriteNumber("end", cue.End);
        w.WriteString("speaker", turn < request.Speakers.Count ? request.Speakers[turn] : turn == 0 ? "A" : "B");
        w.WriteString("text", cue.Text);
    }

    private static void WriteSegments(Utf8JsonWriter w, IReadOnlyList<Cue> segments)
    {
        w.WriteStartArray("segments");
        for (int i = 0; i < segments.Count; i++)
        {
            w.WriteStartObject();
            w.WriteNumber("id", i);
            w.WriteNumber("seek", 0);
            w.WriteNumber("start", segments[i].Start);
            w.WriteNumber("end", segments[i].End);
            w.WriteString("text", segments[i].Text);
            w.WriteStartArray("tokens");
            w.WriteEndArray();
            w.WriteNumber("temperature", 0);
            w.WriteNumber("avg_logprob", -0.1);
            w.WriteNumber("compression_ratio", 1);
            w.WriteNumber("no_speech_prob", 0);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter w, Transcript transcript, long tokens) => w.Object("usage", u =>
    {
        long output = ChunkSplitter.Count(transcript.Text);
        u.WriteString("type", "tokens");
        u.WriteNumber("input_tokens", tokens);
        u.Object("input_token_details", d =>
        {
            d.WriteNumber("text_tokens", 0);
            d.WriteNumber("audio_tokens", tokens);
        });
        u.WriteNumber("output_tokens", output);
        u.WriteNumber("total_tokens", tokens + output);
    });
}
