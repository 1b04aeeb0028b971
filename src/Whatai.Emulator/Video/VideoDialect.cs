namespace Whatai.Emulator.Video;

/// <summary>The three ways to ask for a video. A task is known to the one that it was made by.</summary>
internal enum VideoDialect
{
    Seedance,
    Unified,
    OpenAi,
}
