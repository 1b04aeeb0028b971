namespace Whatai.Emulator.Video;

/// <summary>What a video is to be, whichever dialect asked for it.</summary>
internal sealed record VideoSpec(string Model, string Prompt)
{
    internal int Width { get; init; }

    internal int Height { get; init; }

    internal string? Resolution { get; init; }

    internal string? Ratio { get; init; }

    internal int Frames { get; init; }

    internal int FramesPerSecond { get; init; } = 24;

    /// <summary>Whether the length was asked for in frames, and is told so.</summary>
    internal bool IsByFrames { get; init; }

    internal long Seed { get; init; }

    /// <summary>Null where the model has no sound.</summary>
    internal bool? WithSound { get; init; }

    internal bool WithLastFrame { get; init; }

    internal bool IsDraft { get; init; }

    internal string ServiceTier { get; init; } = "default";

    internal long ExpiresAfter { get; init; } = 172_800;

    internal required VideoScript Script { get; init; }

    /// <summary>In whole seconds.</summary>
    internal int Duration => Frames / FramesPerSecond;

    /// <summary>What Ark bills: width, height, frame rate and seconds multiplied, by 1024.</summary>
    internal long Tokens => (long)Width * Height * Frames / 1024;
}
