using System;
using System.IO;

namespace WhataiPS.Media;

/// <summary>The MIME types of office documents: by their content they are all ZIP archives, and only their names tell what is inside.</summary>
internal static class DocumentTypes
{
    /// <summary>The type that goes with a name's ending; null where it is none of them, or the content is no archive.</summary>
    public static string? OfName(string name, ReadOnlySpan<byte> content) => !content.StartsWith("PK\u0003\u0004"u8) ? null : Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => null,
    };
}
