using System;
using Whatai.Client;

namespace WhataiPS.Media;

/// <summary>What an input must be: how errors call it, how large it may be, and which types it may have.</summary>
internal sealed class MediaKind
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>gpt-image takes 25 MB an image, and no chat model of the family takes more (contract; OpenAI's documents).</summary>
    public static readonly MediaKind Image = new("an image", "PNG, JPEG, GIF, WebP, BMP, AVIF or HEIC", 25 * Megabyte, static type => type.StartsWith("image/", StringComparison.Ordinal));

    /// <summary>More does not fit into a request that gateways accept; a longer video goes as an address.</summary>
    public static readonly MediaKind Video = new("a video", "MP4, MOV or WebM", 100 * Megabyte, static type => type.StartsWith("video/", StringComparison.Ordinal));

    /// <summary>Ark takes images of less than 30 MB for a video (its reference of content generation tasks).</summary>
    public static readonly MediaKind VideoFrame = new("an image", "PNG, JPEG, GIF, WebP, BMP, AVIF or HEIC", (30 * Megabyte) - 1, static type => type.StartsWith("image/", StringComparison.Ordinal));

    /// <summary>Ark takes 15 MB a sound.</summary>
    public static readonly MediaKind Audio = new("a sound", "WAV, MP3, AAC, M4A, FLAC or Ogg", 15 * Megabyte, static type => type.StartsWith("audio/", StringComparison.Ordinal));

    /// <summary>OpenAI takes 50 MB of files a request (its guide to PDF files).</summary>
    public static readonly MediaKind File = new("a document", "PDF, or text and office files by their name's ending", 50 * Megabyte, static _ => true);

    private readonly Func<string, bool> _takes;

    private MediaKind(string noun, string types, int longest, Func<string, bool> takes)
    {
        Noun = noun;
        Types = types;
        Longest = longest;
        _takes = takes;
    }

    /// <summary>The word in errors, with its article.</summary>
    public string Noun { get; }

    /// <summary>The types, for errors.</summary>
    public string Types { get; }

    /// <summary>In bytes.</summary>
    public int Longest { get; }

    /// <summary>The MIME type of content; null where it is not of this kind.</summary>
    /// <param name="content">The content.</param>
    /// <param name="name">The file's name, where there is one.</param>
    public string? TypeOf(byte[] content, string? name)
    {
        string? type = MediaTypes.Detect(content) ?? (this == File && name is not null ? DocumentTypes.OfName(name) : null);
        return type is not null && _takes(type) ? type : null;
    }
}
