using System.IO;

namespace WhataiPS.Media;

/// <summary>The MIME types of documents that can't be told by their first bytes.</summary>
internal static class DocumentTypes
{
    /// <summary>The type that goes with a name's ending, as OpenAI and Gemini list what they read; null where it is none of them.</summary>
    public static string? OfName(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".txt" or ".log" or ".ini" or ".conf" or ".yml" or ".yaml" or ".toml" => "text/plain",
        ".md" or ".markdown" => "text/markdown",
        ".csv" => "text/csv",
        ".tsv" => "text/tab-separated-values",
        ".html" or ".htm" => "text/html",
        ".xml" => "text/xml",
        ".json" => "application/json",
        ".rtf" => "application/rtf",
        ".docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".ps1" or ".psm1" or ".psd1" or ".cs" or ".py" or ".js" or ".ts" or ".java" or ".c" or ".cpp" or ".h" or ".go" or ".rs" or ".sh" or ".sql" or ".css" => "text/plain",
        _ => null,
    };
}
