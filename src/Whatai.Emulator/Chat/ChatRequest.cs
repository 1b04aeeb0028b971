using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Schema;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>A chat request, validated as a gateway validates it.</summary>
internal sealed record ChatRequest(Prompt Prompt)
{
    private const string Param = "messages";
    private const int MaxIdentifier = 64;

    private static readonly string[] s_verbosities = ["low", "medium", "high"];
    private static readonly string[] s_tiers = ["auto", "default", "flex", "scale", "priority", "fast"];
    private static readonly string[] s_audioFormats = ["wav", "aac", "mp3", "flac", "opus", "pcm16"];
    private static readonly string[] s_roles = ["system", "developer", "user", "assistant", "tool", "function"];

    internal bool Stream { get; private init; }

    /// <summary>Whether the completion is kept.</summary>
    internal bool Store { get; private init; }

    /// <inheritdoc cref="StoredCompletion.Metadata"/>
    internal IReadOnlyDictionary<string, string> Metadata { get; private init; } = new Dictionary<string, string>();

    /// <summary>Null when none are asked for.</summary>
    internal ChatLogProbs? LogProbs { get; private init; }

    internal bool IncludeUsage { get; private init; }

    /// <summary>The format of spoken answers; null for text alone.</summary>
    internal string? AudioFormat { get; private init; }

    /// <summary>Parses and validates a body.</summary>
    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static ChatRequest Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonBody.Model(root, state);
        JsonMembers.Number(root, "temperature", 0, 2);
        JsonMembers.Number(root, "top_p", 0, 1);
        JsonMembers.Word(root, "verbosity", s_verbosities);
        JsonMembers.Word(root, "service_tier", s_tiers);
        JsonMembers.String(root, "prompt_cache_key");
        JsonMembers.Text(root, "safety_identifier", MaxIdentifier);
        CheckPrediction(root);
        var tools = ChatTools.Read(root);
        return new ChatRequest(new Prompt(model, ReadMessages(root), root, Param)
        {
            Choices = (int)(JsonMembers.Integer(root, "n", 1, 128) ?? 1),
            MaxTokens = JsonMembers.Integer(root, "max_completion_tokens", 1, long.MaxValue)
                ?? JsonMembers.Integer(root, "max_tokens", 1, long.MaxValue),
            Stops = JsonBody.Stops(root),
            Format = ResponseFormat.Read(root),
            Tools = tools.Functions,
            ToolsForbidden = tools.Forbidden,
            ForcedTool = tools.Forced,
            Search = JsonMembers.Find(root, "web_search_options", JsonValueKind.Object) is { } search ? SearchToolReader.Read(search, "web_search_options", inner: "approximate") : null,
            Image = new ImageOutput(ImageOutput.DefaultSide, ImageOutput.DefaultSide, "markdown-url", ImageAnswers.IsImageModel(model)),
        })
        {
            Stream = JsonMembers.Boolean(root, "stream"),
            Store = JsonMembers.Boolean(root, "store"),
            Metadata = Json.Metadata.Read(root),
            LogProbs = ReadLogProbs(root),
            AudioFormat = ReadAudio(root),
            IncludeUsage = JsonMembers.Find(root, "stream_options", JsonValueKind.Object) is { } options
                && JsonMembers.Boolean(options, "include_usage"),
        };
    }

    // It makes an answer faster, and no other.
    private static void CheckPrediction(JsonElement root)
    {
        if (JsonMembers.Find(root, "prediction", JsonValueKind.Object) is not { } prediction)
        {
            return;
        }

        _ = JsonMembers.Word(prediction, "type", ["content"], "prediction.type") ?? throw ApiErrorException.Missing("prediction.type");
        if (!prediction.TryGetProperty("content", out JsonElement content) || content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            throw ApiErrorException.Missing("prediction.content");
        }
    }

    private static ChatLogProbs? ReadLogProbs(JsonElement root)
    {
        long? top = JsonMembers.Integer(root, "top_logprobs", 0, 20);
        return JsonMembers.Boolean(root, "logprobs") ? new ChatLogProbs((int)(top ?? 0))
            : top is null ? null
            : throw ApiErrorException.BadParameter("top_logprobs", "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.");
    }

    private static string? ReadAudio(JsonElement root)
    {
        bool isSpoken = JsonMembers.Find(root, "modalities", JsonValueKind.Array) is { } modalities
            && modalities.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == "audio");
        if (!isSpoken)
        {
            return null;
        }

        JsonElement audio = JsonMembers.Find(root, "audio", JsonValueKind.Object) ?? throw ApiErrorException.Missing("audio");
        _ = JsonMembers.String(audio, "voice", "audio.voice") ?? throw ApiErrorException.Missing("audio.voice");
        string format = JsonMembers.Word(audio, "format", s_audioFormats, "audio.format") ?? throw ApiErrorException.Missing("audio.format");
        return format == "pcm16" || !JsonMembers.Boolean(root, "stream")
            ? format
            : throw ApiErrorException.BadParameter("audio.format", $"Unsupported value: 'audio.format' does not support '{format}' when stream=true. Supported values are: 'pcm16'.", "unsupported_value");
    }

    private static List<Message> ReadMessages(JsonElement root)
    {
        JsonElement array = JsonMembers.Find(root, Param, JsonValueKind.Array) ?? throw ApiErrorException.Missing(Param);
        if (array.GetArrayLength() == 0)
        {
            throw ApiErrorException.BadParameter(Param, "Invalid 'messages': empty array. Expected at least 1 message.", "empty_array");
        }

        var messages = new List<Message>(array.GetArrayLength());
        foreach (JsonElement message in array.EnumerateArray())
        {
            string at = $"messages[{messages.Count}]";
            if (message.ValueKind != JsonValueKind.Object)
            {
                throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected an object.", "invalid_type");
            }

            string? role = JsonMembers.String(message, "role", at + ".role");
            if (!s_roles.Contains(role, StringComparer.Ordinal))
            {
                throw ApiErrorException.BadParameter(at + ".role", $"Invalid value: '{role}'. Supported values are: {string.Join(", ", s_roles)}.");
            }

            if (JsonMembers.Find(message, "audio", JsonValueKind.Object, at + ".audio") is { } sound && JsonMembers.String(sound, "id", at + ".audio.id") is null)
            {
                throw ApiErrorException.Missing(at + ".audio.id");
            }

            messages.Add(ChatParts.Read(role!, message, at + ".content"));
        }

        return messages;
    }
}
