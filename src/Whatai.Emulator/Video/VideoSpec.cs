namespace Whatai.Emulator.Video;

/// <summary>The requested video, independent of the API dialect.</summary>
internal sealed record VideoSpec(string Model, string Prompt)
{
    internal int Width { get; init; }

    internal int Height { get; init; }

    internal string? Resolution { get; init; }

    internal string? Ratio { get; init; }

    internal int Frames { get; init; }

    internal int FramesPerSecond { get; init; } = 24;

    /// <summary>Whether the length was given in frames, and is reported in frames.</summary>
    internal bool IsByFrames { get; init; }

    internal long Seed { get; init; }

    /// <summary>Null where the model has no audio.</summary>
    internal bool? WithSound { get; init; }

    internal bool WithLastFrame { get; init; }

    internal bool IsDraft { get; init; }

    /// <summary>The draft that it is made from; null for none.</summary>
    internal string? DraftTask { get; init; }

    internal string ServiceTier { get; init; } = "default";

    internal long ExpiresAfter { get; init; } = 172_800;

    internal required VideoScript Script { get; init; }

    /// <summary>In whole seconds.</summary>
    internal int Duration => Frames / FramesPerSecond;

    /// <summary>The tokens that Ark bills: width × height × frame rate × seconds / 1024.</summary>
    internal long Tokens => (long)Width * Height * Frames / 1024;
}
