using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Audio;
using Whatai.Client.Conversations;

namespace WhataiPS.Binding;

/// <summary>Tells texts from what is none.</summary>
internal static class TextInput
{
    private static readonly string[] s_files = ["System.IO.FileInfo", "System.IO.DirectoryInfo"];

    /// <summary>The text, of an answer what it says; empty for nothing, null for an object that is no text.</summary>
    public static string? Read(object? input) => PSValue.Unwrap(input) switch
    {
        null => string.Empty,
        string text => text,
        bool or char => Convert.ToString(PSValue.Unwrap(input), CultureInfo.InvariantCulture),
        ModelAnswer answer => answer.Text,
        ModelDelta delta => delta.GetCompletion()?.Text,
        Transcription transcription => transcription.Text,
        TranscriptionDelta delta => delta.Transcription?.Text,
        // An answer that came back from a file or a job has its properties all the same.
        PSObject custom => Property(custom, "RawJson") is null ? null : Property(custom, "Text"),
        // Numbers, dates and the like read the same for a person and a model.
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Whether it is an answer of a model, whose properties tell of itself and are no wishes for what is made of its text.</summary>
    public static bool IsAnswer(object? input) =>
        PSValue.Unwrap(input) is ModelAnswer or ModelDelta or Transcription or TranscriptionDelta || (PSValue.Unwrap(input) is PSObject custom && Read(custom) is not null);

    /// <summary>Whether it is a piece of a stream, whose last piece brings the whole text.</summary>
    public static bool IsPiece(object? input) => PSValue.Unwrap(input) switch
    {
        ModelDelta delta => delta.GetCompletion() is null,
        TranscriptionDelta delta => delta.Transcription is null,
        _ => false,
    };

    /// <summary>The file or folder that an object stands for; null where it is none.</summary>
    public static string? ReadFile(object? input) =>
        input is not null && PSObject.AsPSObject(input) is PSObject source && source.TypeNames.Any(IsFileType)
            ? source.Properties["FullName"]?.Value?.ToString() ?? source.ToString()
            : null;

    /// <summary>Whether what <see cref="ReadFile"/> reads is a folder.</summary>
    public static bool IsFolder(object input) => PSObject.AsPSObject(input).TypeNames.Any(static type => type.EndsWith(s_files[1], StringComparison.Ordinal));

    // What a job gives out is no longer a FileInfo; what Select-Object makes of one is meant as it is.
    private static bool IsFileType(string type) => s_files.Any(file => type == file || type == "Deserialized." + file);

    private static string? Property(PSObject source, string name) => PSValue.Unwrap(source.Properties[name]?.Value) as string;
}
