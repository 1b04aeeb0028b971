using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Audio;

/// <summary>A transcription form, validated as OpenAI validates it.</summary>
internal sealed record TranscriptionRequest(string Model, string Format, bool Stream, RecognizedSpeech RecognizedSpeech)
{
    private const int MaxFileBytes = 25 * 1024 * 1024;
    private const string Diarized = "diarized_json";
    private const int MaxSpeakers = 4;

    // A longer sound is cut, and how has to be said.
    private const double MostSecondsUncut = 30;

    private static readonly string[] s_formats = ["json", "text", "srt", "verbose_json", "vtt"];
    private static readonly string[] s_diarizedFormats = ["json", "text", Diarized];

    internal bool IsTranslation { get; init; }

    internal string Language { get; private init; } = "english";

    /// <summary>The names of speakers that are known; the others are A, B.</summary>
    internal IReadOnlyList<string> Speakers { get; private init; } = [];

    internal bool WantsWords { get; private init; }

    internal bool WantsSegments { get; private init; }

    /// <exception cref="ApiErrorException">400 that names the field; 413; 503 when no channel serves the model.</exception>
    internal static TranscriptionRequest Parse(Exchange exchange, bool translates = false)
    {
        var form = MultipartForm.Parse(exchange.Head.Header("Content-Type"), exchange.Body);
        IReadOnlyDictionary<string, string> fields = form.Fields();
        string model = fields.TryGetValue("model", out string? name) && name.Length > 0 ? name : throw ApiErrorException.Missing("model");
        if (!exchange.State.KnowsModel(model))
        {
            throw ApiErrorException.NoChannel(model);
        }

        MultipartPart file = form.Parts.FirstOrDefault(part => part.Name == "file" && part.FileName is not null) ?? throw ApiErrorException.Missing("file");
        string format = fields.TryGetValue("response_format", out string? asked) ? asked : "json";
        if (translates && !model.ContainsIgnoreCase("whisper"))
        {
            throw ApiErrorException.BadParameter("model", $"The model '{model}' does not support translations.");
        }

        bool diarizes = model.ContainsIgnoreCase("diarize");
        if (!(diarizes ? s_diarizedFormats : s_formats).Contains(format) || (!diarizes && model.ContainsIgnoreCase("gpt-4o") && format != "json"))
        {
            throw ApiErrorException.BadParameter("response_format", $"response_format '{format}' is not compatible with model '{model}'.", "unsupported_value");
        }

        CheckNumber(fields, "temperature", 0, 1);
        string[] granularities = [.. Values(form, "timestamp_granularities[]")];
        if (granularities.Length > 0 && (format != "verbose_json" || granularities.Any(one => one is not ("word" or "segment"))))
        {
            throw ApiErrorException.BadParameter("timestamp_granularities", "Timestamp granularities are word and segment, with response_format verbose_json alone.");
        }

        if (Values(form, "include[]").Any())
        {
            throw ApiErrorException.BadParameter("include", "The emulator has no log probabilities of transcripts.");
        }

        if (file.Content.Length > MaxFileBytes)
        {
            throw new ApiErrorException(413, $"Maximum content size limit ({MaxFileBytes}) exceeded ({file.Content.Length} bytes read)", "server_error", null, null);
        }

        RecognizedSpeech speech = Recognize(file.Content);
        string[] names = [.. Values(form, "known_speaker_names[]")];
        string[] references = [.. Values(form, "known_speaker_references[]")];
        if (names.Length != references.Length || names.Length > MaxSpeakers || references.Any(one => DataUri.Read(one) is null))
        {
            throw ApiErrorException.BadParameter("known_speaker_references", $"Each of up to {MaxSpeakers} known speakers has a name and a reference, which is a data URL.");
        }

        if (diarizes && speech.Duration > MostSecondsUncut && !fields.ContainsKey("chunking_strategy"))
        {
            throw ApiErrorException.BadParameter("chunking_strategy", $"chunking_strategy is required for audio of more than {MostSecondsUncut} seconds with a diarization model.", "missing_required_parameter");
        }

        return new TranscriptionRequest(model, format, fields.TryGetValue("stream", out string? stream) && stream == "true" && !model.ContainsIgnoreCase("whisper"), speech)
        {
            Language = fields.TryGetValue("language", out string? language) ? language : "english",
            Speakers = names,
            WantsWords = granularities.Contains("word"),
            WantsSegments = granularities.Length == 0 || granularities.Contains("segment"),
        };
    }

    private static IEnumerable<string> Values(MultipartForm form, string name) => form.Parts.Where(part => part.Name == name).Select(part => Encoding.UTF8.GetString(part.Content));

    private static RecognizedSpeech Recognize(byte[] content)
    {
        try
        {
            return SpeechFile.Recognize(content);
        }
        catch (InvalidDataException e)
        {
            throw ApiErrorException.BadParameter("file", "Audio file might be corrupted or unsupported: " + e.Message);
        }
    }

    private static void CheckNumber(IReadOnlyDictionary<string, string> fields, string name, double min, double max)
    {
        if (fields.TryGetValue(name, out string? text)
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= min && number <= max))
        {
            throw ApiErrorException.BadParameter(name, $"Invalid '{name}': expected a number of {min} to {max}, got {text}.");
        }
    }
}
