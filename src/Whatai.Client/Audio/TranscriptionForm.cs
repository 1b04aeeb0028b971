using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Http;

namespace Whatai.Client.Audio;

/// <summary>Writes the form of a transcription request.</summary>
internal static class TranscriptionForm
{
    /// <summary>A form has text alone: members that the caller adds go as text as well, and a null takes one away.</summary>
    public static MultipartForm Create(TranscriptionRequest request, string format, bool stream, JsonObject? extra)
    {
        var fields = new List<KeyValuePair<string, string>>();
        Add("model", request.Model);
        Add("language", request.Language);
        Add("prompt", request.Prompt);
        Add("response_format", format);
        Add("temperature", request.Temperature?.ToString(CultureInfo.InvariantCulture));
        foreach (string timestamp in request.Translate ? [] : request.Timestamps)
        {
            Add("timestamp_granularities[]", timestamp);
        }

        // Without it a model that tells speakers refuses a sound of more than 30 seconds.
        Add("chunking_strategy", request.Diarize ? "auto" : null);
        foreach (KnownSpeaker speaker in request.KnownSpeakers)
        {
            Add("known_speaker_names[]", speaker.Name);
        }

        foreach (KnownSpeaker speaker in request.KnownSpeakers)
        {
            Add("known_speaker_references[]", $"data:{speaker.MediaType};base64,{Convert.ToBase64String(File.ReadAllBytes(speaker.Path))}");
        }

        Add("stream", stream ? "true" : null);
        foreach (KeyValuePair<string, JsonNode?> member in extra ?? [])
        {
            fields.RemoveAll(field => field.Key == member.Key);
            Add(member.Key, member.Value is null ? null : member.Value.GetValueKind() == JsonValueKind.String ? member.Value.GetValue<string>() : member.Value.ToJsonString());
        }

        var form = new MultipartForm();
        fields.ForEach(field => form.Add(field.Key, field.Value));
        form.AddFile("file", Path.GetFileName(request.Path), request.MediaType, request.Path, bytes: null);
        return form;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add(new KeyValuePair<string, string>(name, value));
            }
        }
    }
}
