using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Log;
using Whatai.Emulator.Media;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Images;

/// <summary>
/// An image request from JSON or a form, validated. A prompt that begins with <c>/fail</c> is rejected as by a content
/// filter; an asynchronous task fails with it.
/// </summary>
internal sealed record ImageJob(string Model, string Prompt, int Width, int Height, int Count, bool AsBase64, ImageRules Rules, int References)
{
    private const string Fail = "/fail";
    private const int TokensOfImage = 40;

    private static readonly string[] s_required = ["model", "prompt"];
    private static readonly string[] s_outputFormats = ["png", "jpeg", "webp"];
    private static readonly string[] s_backgrounds = ["transparent", "opaque", "auto"];
    private static readonly string[] s_moderations = ["low", "auto"];
    private static readonly string[] s_styles = ["vivid", "natural"];
    private static readonly string[] s_generationOnly = ["moderation", "style"];
    private static readonly string[] s_fidelities = ["low", "high"];
    private static readonly string[] s_booleans = ["true", "false"];
    private static readonly string[] s_responseFormats = ["url", "b64_json"];

    /// <summary>The format of the images' bytes, as output_format names it.</summary>
    internal string Format { get; private init; } = s_outputFormats[0];

    internal string MimeType => "image/" + Format;

    internal string Quality { get; private init; } = "auto";

    internal string Background { get; private init; } = "auto";

    internal bool Stream { get; private init; }

    /// <summary>How many unfinished images a stream brings before each whole one.</summary>
    internal int PartialImages { get; private init; }

    /// <summary>Why the request fails; null where it succeeds.</summary>
    internal string? Failure => Prompt.StartsWith(Fail, StringComparison.Ordinal) ? "Your request was rejected by the safety system." : null;

    internal long TextTokens => ChunkSplitter.Count(Prompt);

    internal long PromptTokens => TextTokens + (References * TokensOfImage);

    internal long CompletionTokens => Count * (long)Math.Ceiling(Width * Height / 1024d);

    /// <summary>What it is billed for: each image, those of DALL·E by size and quality. A task that fails is paid back.</summary>
    internal BilledUnits Units(string? task)
    {
        DateTime? failed = Failure is null ? null : DateTime.UtcNow;
        return new BilledUnits { Calls = Count * DallEFactor, TaskId = task, RefundedAt = () => failed };
    }

    // new-api's.
    private decimal DallEFactor => !Model.StartsWith("dall-e", StringComparison.Ordinal) ? 1
        : (Width, Height) switch { (256, 256) => 0.4m, (512, 512) => 0.45m, (1024, 1024) => IsHd ? 2 : 1, _ => IsHd ? 3 : 2 };

    private bool IsHd => Model == "dall-e-3" && Quality == "hd";

    /// <exception cref="ApiErrorException">It is not valid.</exception>
    internal static ImageJob Parse(JsonElement root, EmulatorState state)
    {
        string model = JsonBody.Model(root, state);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        int references = 0;
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (member.Name == "image")
            {
                references = CountReferences(member.Value);
                values[member.Name] = string.Empty;
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                values[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
            }
        }

        CheckKinds(root);
        return Create(model, values, references);
    }

    /// <exception cref="ApiErrorException">It is not valid.</exception>
    internal static ImageJob Parse(IReadOnlyDictionary<string, string> fields, int images, EmulatorState state)
    {
        string model = fields.TryGetValue("model", out string? name) && name.Length > 0 ? name : throw ApiErrorException.Missing("model");
        if (s_generationOnly.FirstOrDefault(fields.ContainsKey) is { } other)
        {
            throw ApiErrorException.BadParameter(other, $"Unknown parameter: '{other}'.", "unknown_parameter");
        }

        return Create(state.KnowsModel(model) ? model : throw ApiErrorException.NoChannel(model), fields, images);
    }

    /// <summary>An image.</summary>
    /// <param name="number">Its index from 0.</param>
    /// <param name="partial">The index of the unfinished one; null for the whole.</param>
    internal byte[] Paint(int number, int? partial = null)
    {
        string note = References == 0 ? string.Empty : FormattableString.Invariant($"of {References} image{(References == 1 ? string.Empty : "s")} ");
        note += partial is null ? string.Empty : FormattableString.Invariant($"unfinished {partial + 1}");
        return ImagePainter.Paint(Width, Height, Prompt, Model, note, number, Format);
    }

    private static ImageJob Create(string model, IReadOnlyDictionary<string, string> values, int references)
    {
        var rules = ImageRules.Of(model);
        foreach (string member in values.Keys.Where(member => !s_required.Contains(member)))
        {
            if (rules.Members is not null && !rules.Members.Contains(member))
            {
                throw ApiErrorException.BadParameter(member, $"Unknown parameter: '{member}'.", "unknown_parameter");
            }
        }

        if (Value("prompt") is not { Length: > 0 } prompt)
        {
            throw ApiErrorException.Missing("prompt");
        }

        OneOf("output_format", s_outputFormats);
        OneOf("background", s_backgrounds);
        OneOf("moderation", s_moderations);
        OneOf("style", s_styles);
        OneOf("input_fidelity", s_fidelities);
        OneOf("response_format", s_responseFormats);
        OneOf("quality", rules.Qualities);
        OneOf("stream", s_booleans);
        Number("output_compression", 0, 100, 100);
        int count = Number("n", 1, rules.MaxCount, 1);
        (int width, int height) = rules.SizeOf(Value("size"), Value("aspect_ratio"), Value("image_size"));
        return new ImageJob(model, prompt, width, height, count, rules.AlwaysBase64 || Value("response_format") == "b64_json", rules, references)
        {
            Format = Value("output_format") ?? s_outputFormats[0],
            Quality = Value("quality") ?? "auto",
            Background = Value("background") ?? "auto",
            Stream = Value("stream") == "true",
            PartialImages = Number("partial_images", 0, 3, 0),
        };

        string? Value(string member) => values.TryGetValue(member, out string? value) ? value : null;

        void OneOf(string member, IReadOnlyList<string>? allowed)
        {
            if (allowed is not null && Value(member) is { } value && !allowed.Contains(value))
            {
                throw ImageRules.Unsupported(member, value, allowed);
            }
        }

        int Number(string member, int min, int max, int usual)
            => Value(member) is not { } text ? usual
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max ? number
                : throw ApiErrorException.BadParameter(member, $"Invalid '{member}': expected an integer of {min} to {max}, got {text}.");
    }

    // JSON values are typed; a form has only text.
    private static void CheckKinds(JsonElement root)
    {
        foreach (string member in new[] { "prompt", "size", "aspect_ratio", "image_size", "quality", "style", "background", "moderation", "output_format", "response_format", "user" })
        {
            JsonMembers.String(root, member);
        }

        JsonMembers.Integer(root, "n", int.MinValue, int.MaxValue);
        JsonMembers.Integer(root, "output_compression", int.MinValue, int.MaxValue);
        JsonMembers.Integer(root, "seed", long.MinValue, long.MaxValue);
    }

    private static int CountReferences(JsonElement images)
    {
        if (images.ValueKind != JsonValueKind.Array)
        {
            throw ApiErrorException.BadParameter("image", "Invalid type for 'image': expected an array of strings.", "invalid_type");
        }

        int number = 0;
        foreach (JsonElement image in images.EnumerateArray())
        {
            string at = $"image[{number++}]";
            string text = image.ValueKind == JsonValueKind.String ? image.GetString()! : throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected a string.", "invalid_type");
            if (!IsImage(text))
            {
                throw ApiErrorException.BadParameter(at, $"Invalid '{at}': expected an http(s) URL or an image in base64.", "invalid_image");
            }
        }

        return number;
    }

    private static bool IsImage(string text)
    {
        if (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out _);
        }

        try
        {
            byte[]? bytes = DataUri.Is(text) ? DataUri.Read(text)?.Bytes : Convert.FromBase64String(text);
            return bytes is not null && ImageInfo.Read(bytes) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
