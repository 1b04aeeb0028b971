using System;
using Whatai.Client.Media;
using WhataiPS.Resources;

namespace WhataiPS.Media;

/// <summary>What an input must be: how errors call it, how large it may be, and which types it may have.</summary>
internal sealed class MediaKind
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>gpt-image takes 25 MB an image, and no chat model of the family takes more (contract; OpenAI's documents).</summary>
    public static readonly MediaKind Image = new(nameof(SR.MediaImage), nameof(SR.ImageTypes), 25 * Megabyte, static type => type.StartsWith("image/", StringComparison.Ordinal));

    /// <summary>More does not fit into a request that gateways accept; a longer video goes as an address.</summary>
    public static readonly MediaKind Video = new(nameof(SR.MediaVideo), nameof(SR.VideoTypes), 100 * Megabyte, static type => type.StartsWith("video/", StringComparison.Ordinal));

    /// <summary>Ark takes images of less than 30 MB for a video (its reference of content generation tasks).</summary>
    public static readonly MediaKind VideoFrame = new(nameof(SR.MediaImage), nameof(SR.ImageTypes), (30 * Megabyte) - 1, static type => type.StartsWith("image/", StringComparison.Ordinal));

    /// <summary>A sound for a model to hear: what OpenAI and Google take within a request.</summary>
    public static readonly MediaKind Speech = new(nameof(SR.MediaSound), nameof(SR.SoundTypes), 20 * Megabyte, static type => type.StartsWith("audio/", StringComparison.Ordinal));

    /// <summary>Ark takes 15 MB a sound.</summary>
    public static readonly MediaKind Audio = new(nameof(SR.MediaSound), nameof(SR.SoundTypes), 15 * Megabyte, static type => type.StartsWith("audio/", StringComparison.Ordinal));

    /// <summary>OpenAI takes 50 MB of files a request (its guide to PDF files).</summary>
    public static readonly MediaKind File = new(nameof(SR.MediaDocument), nameof(SR.DocumentTypes), 50 * Megabyte, static _ => true);

    private readonly string _noun;
    private readonly string _types;
    private readonly Func<string, bool> _takes;

    private MediaKind(string noun, string types, int longest, Func<string, bool> takes)
    {
        _noun = noun;
        _types = types;
        Longest = longest;
        _takes = takes;
    }

    /// <summary>The word in errors, with its article.</summary>
    public string Noun => SR.Text(_noun);

    /// <summary>The types, for errors.</summary>
    public string Types => SR.Text(_types);

    /// <summary>In bytes.</summary>
    public int Longest { get; }

    /// <summary>The MIME type of content; null where it is not of this kind. Text has none: it is sent as such.</summary>
    /// <param name="content">The content.</param>
    /// <param name="name">The file's name, where there is one.</param>
    public string? TypeOf(byte[] content, string? name)
    {
        string? type = MediaTypes.Detect(content) ?? (this == File && name is not null ? DocumentTypes.OfName(name, content) : null);
        return type is not null && _takes(type) ? type : null;
    }

    /// <summary>The same of a data URI's content, whose type counts where the bytes don't tell it and are no text.</summary>
    public string? TypeOf(byte[] content, string declared, bool isText) =>
        TypeOf(content, name: null) ?? (!isText && MediaTypes.Detect(content) is null && _takes(declared) ? declared : null);
}
