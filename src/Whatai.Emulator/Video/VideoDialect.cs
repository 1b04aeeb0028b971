namespace Whatai.Emulator.Video;

/// <summary>The three video APIs. A task is visible only to the one that created it.</summary>
internal enum VideoDialect
{
    Seedance,
    Unified,
    OpenAi,
}
