namespace WhataiPS.Terminal;

/// <summary>The ways to show a picture in a terminal.</summary>
public enum TerminalProtocol
{
    /// <summary>What the terminal is known to have; half blocks where nothing is known.</summary>
    Auto,

    /// <summary>kitty's graphics protocol (kitty, Ghostty, Konsole).</summary>
    Kitty,

    /// <summary>iTerm2's inline images (iTerm2, WezTerm, mintty).</summary>
    ITerm,

    /// <summary>DEC's sixels (foot, mlterm, contour, xterm -ti vt340, Windows Terminal from 1.22).</summary>
    Sixel,

    /// <summary>Half blocks in 24-bit colours: any terminal of the last ten years.</summary>
    Blocks,
}
