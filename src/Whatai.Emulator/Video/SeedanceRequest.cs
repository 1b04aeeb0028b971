using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Video;

/// <summary>A Seedance request, validated as Ark validates it: JSON strictly, flags in the text leniently.</summary>
internal static class SeedanceRequest
{
    private const int FramesPerSecond = 24;
    private const long MaxSeed = 4_294_967_295;

    /// <exception cref="ApiErrorException">400 that names the member; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static VideoSpec Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonMembers.String(root, "model") is { Length: > 0 } name ? name : throw ArkErrors.Missing("model");
        if (!state.KnowsModel(model))
        {
            throw ApiErrorException.NoChannel(model);
        }

        var content = SeedanceContent.Read(root, model);
        VideoSpec? draft = content.DraftTask is null ? null : FindDraft(content.DraftTask, state);
        Integer(root, "priority", int.MinValue, int.MaxValue);
        JsonMembers.Text(root, "safety_identifier", 64);
        CheckTools(root);
        Dictionary<string, string> flags = TextFlags.Read(content.Text);
        bool isFirst = IsFirstGeneration(model);
        (int frames, bool byFrames) = Length(root, flags, model);
        string resolution = Choice(root, "resolution", VideoSizes.Resolutions) ?? Flag(flags, "resolution", VideoSizes.Resolutions)
            ?? (model.ContainsIgnoreCase("-1-0-pro") ? "1080p" : "720p");
        string? ratio = Choice(root, "ratio", [.. VideoSizes.Ratios, "adaptive"]) ?? Flag(flags, "ratio", [.. VideoSizes.Ratios, "adaptive"]);
        if (ratio == "adaptive" && isFirst && !content.HasImages)
        {
            throw ArkErrors.Invalid("ratio", $"adaptive is not supported for text-to-video by {model}");
        }

        ratio = ratio is null or "adaptive"
            ? content.FirstFrame is { } image ? VideoSizes.Nearest(image.Width, image.Height) : "16:9"
            : ratio;
        bool isDraft = Boolean(root, "draft") ?? false;
        if (isDraft && (isFirst || resolution != "480p"))
        {
            throw ArkErrors.Invalid("draft", "drafts are made by Seedance 1.5 pro, at 480p");
        }

        bool? withSound = Boolean(root, "generate_audio");
        if (isFirst && withSound == true)
        {
            throw ArkErrors.Invalid("generate_audio", $"{model} makes no sound");
        }

        Boolean(root, "watermark");
        Boolean(root, "camera_fixed");
        if (JsonMembers.String(root, "callback_url") is { } callback && !callback.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            throw ArkErrors.Invalid("callback_url", "it is no address of http or https");
        }

        (int width, int height) = VideoSizes.Of(resolution, ratio, isFirst);
        return new VideoSpec(model, draft?.Prompt ?? content.Text)
        {
            DraftTask = content.DraftTask,
            Width = width,
            Height = height,
            Resolution = resolution,
            Ratio = ratio,
            Frames = frames,
            IsByFrames = byFrames,
            Seed = Seed(Integer(root, "seed", -1, MaxSeed) ?? FlagNumber(flags, "seed", -1, MaxSeed) ?? -1, body),
            WithSound = isFirst ? null : withSound ?? true,
            WithLastFrame = Boolean(root, "return_last_frame") ?? false,
            IsDraft = isDraft,
            ServiceTier = Choice(root, "service_tier", ["default", "flex"]) ?? "default",
            ExpiresAfter = Integer(root, "execution_expires_after", 3600, 259_200) ?? 172_800,
            Script = VideoScript.Read(content.Text, "content"),
        };
    }

    // A draft that is ready, of which the video itself is made.
    private static VideoSpec FindDraft(string id, EmulatorState state) =>
        state.Videos.Find(VideoDialect.Seedance, id) is { Spec.IsDraft: true } task && task.Status(DateTime.UtcNow) == VideoStatus.Succeeded
            ? task.Spec
            : throw ArkErrors.Invalid("content.draft_task", $"'{id}' is no draft that succeeded");

    private static void CheckTools(JsonElement root)
    {
        if (JsonMembers.Find(root, "tools", JsonValueKind.Array) is { } tools
            && tools.EnumerateArray().Any(tool => tool.ValueKind != JsonValueKind.Object || JsonMembers.String(tool, "type") != "web_search"))
        {
            throw ArkErrors.Invalid("tools", "the type of a tool is web_search");
        }
    }

    // The models before Seedance 1.5 have other sizes and no audio.
    internal static bool IsFirstGeneration(string model) => model.ContainsIgnoreCase("-1-0-") || model.ContainsIgnoreCase("seaweed") || model.ContainsIgnoreCase("wan2-1");

    /// <summary>The seed when the request gives none: the same for the same request.</summary>
    internal static long Seed(long asked, byte[] body)
    {
        byte[] hash = Hex.Hash(body);
        return asked >= 0 ? asked : (hash[0] << 16) | (hash[1] << 8) | hash[2];
    }

    private static (int Frames, bool IsByFrames) Length(JsonElement root, Dictionary<string, string> flags, string model)
    {
        bool isFirst = IsFirstGeneration(model);
        (long min, long max) = isFirst ? (2, 12) : model.ContainsIgnoreCase("-1-5-") ? (4, 12) : model.ContainsIgnoreCase("-2-5-") ? (4, 30) : (4, 15);
        if (Integer(root, "frames", 29, 289) is { } frames)
        {
            return isFirst && (frames - 25) % 4 == 0
                ? ((int)frames, true)
                : throw ArkErrors.Invalid("frames", isFirst ? "it must be 25 + 4n" : $"{model} takes duration only");
        }

        long? seconds = Integer(root, "duration", -1, max) ?? FlagNumber(flags, "duration", -1, max);
        if (seconds is { } asked && (asked < min && !(asked == -1 && !isFirst)))
        {
            throw ArkErrors.Invalid("duration", FormattableString.Invariant($"{model} makes {min} to {max} seconds"));
        }

        return ((int)(seconds is null or -1 ? 5 : seconds.Value) * FramesPerSecond, false);
    }

    private static string? Choice(JsonElement root, string name, string[] choices)
    {
        string? value = JsonMembers.String(root, name);
        return value is null || choices.Contains(value) ? value : throw ArkErrors.Invalid(name, $"'{value}' is not one of {string.Join(", ", choices)}");
    }

    private static long? Integer(JsonElement root, string name, long min, long max)
    {
        if (!root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max
            ? number
            : throw ArkErrors.Invalid(name, FormattableString.Invariant($"expected an integer of {min} to {max}, got {value.GetRawText()}"));
    }

    private static bool? Boolean(JsonElement root, string name)
        => root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw ArkErrors.Invalid(name, "expected a boolean")
            : null;

    // Invalid flags are ignored, as by Ark.
    private static string? Flag(Dictionary<string, string> flags, string name, string[] choices)
        => flags.TryGetValue(name, out string? value) && choices.Contains(value) ? value : null;

    private static long? FlagNumber(Dictionary<string, string> flags, string name, long min, long max)
        => flags.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= min && value <= max ? value : null;
}
