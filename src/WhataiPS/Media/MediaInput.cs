using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Images;

namespace WhataiPS.Media;

/// <summary>
/// Turns what people give as an image or a video into a message part: a path with wildcards, a file, an address, a data URI,
/// bytes, or an image of an earlier answer. What can be known to be wrong is said before anything is sent.
/// </summary>
internal sealed class MediaInput(SessionState session)
{
    /// <summary>gpt-image takes 25 MB an image, and no chat model of the family takes more (contract; OpenAI's documents).</summary>
    public const int LongestImage = 25 * 1024 * 1024;

    /// <summary>More does not fit into a request that gateways accept; a longer video goes as an address.</summary>
    public const int LongestVideo = 100 * 1024 * 1024;

    /// <exception cref="ArgumentException">An input can't be sent. The message names it.</exception>
    public List<ChatContentPart> ToParts(IEnumerable<object> inputs, bool isVideo, string? detail)
    {
        var parts = new List<ChatContentPart>();
        foreach (object? input in inputs)
        {
            object? plain = input is null ? null : ImageReader.ReadImage(PSObject.AsPSObject(input)) ?? (input is PSObject wrapped ? wrapped.BaseObject : input);
            foreach (string address in Addresses(plain, isVideo))
            {
                parts.Add(new ChatContentPart(ChatContentPart.ImageUrlType) { Url = address, Detail = detail });
            }
        }

        return parts;
    }

    private List<string> Addresses(object? input, bool isVideo)
    {
        switch (input)
        {
            case byte[] bytes:
                return [DataUri(bytes, "the given bytes", isVideo)];
            case FileInfo file:
                return [FromFile(file.FullName, isVideo)];
            case WhataiImage { Bytes: not null } image:
                return [DataUri(image.Bytes, "the given image", isVideo)];
            case WhataiImage { Url: not null } image:
                return [image.Url.AbsoluteUri];
            case Uri { IsAbsoluteUri: true } url when url.Scheme is "http" or "https":
                return [url.AbsoluteUri];
            case Uri { IsAbsoluteUri: true, IsFile: true } url:
                return [FromFile(url.LocalPath, isVideo)];
            case string text when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
                return Uri.TryCreate(text, UriKind.Absolute, out _) ? [text] : throw new ArgumentException($"'{text}' is not a web address.");
            case string text when text.StartsWith("data:", StringComparison.OrdinalIgnoreCase):
                return [Checked(text, isVideo)];
            case string path:
                return FromPath(path, isVideo);
            default:
                throw new ArgumentException(
                    $"A {input?.GetType().Name ?? "null"} is not {Noun(isVideo)}. Give a path, a file, an http address, a data URI or bytes.");
        }
    }

    private List<string> FromPath(string path, bool isVideo)
    {
        Collection<string> files;
        try
        {
            files = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name != "FileSystem")
            {
                throw new ArgumentException($"'{path}' is not a file.");
            }
        }
        catch (SessionStateException ex)
        {
            throw new ArgumentException($"There is no file '{path}'.", ex);
        }

        if (files.Count == 0)
        {
            throw new ArgumentException($"No file matches '{path}'.");
        }

        var addresses = new List<string>(files.Count);
        foreach (string file in files)
        {
            addresses.Add(FromFile(file, isVideo));
        }

        return addresses;
    }

    private static string FromFile(string file, bool isVideo)
    {
        try
        {
            var info = new FileInfo(file);
            ThrowIfTooLong(info.Length, $"'{file}'", isVideo);
            return DataUri(File.ReadAllBytes(file), $"'{file}'", isVideo);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"'{file}' can't be read: {ex.Message}", ex);
        }
    }

    private static string DataUri(byte[] bytes, string name, bool isVideo)
    {
        ThrowIfTooLong(bytes.Length, name, isVideo);
        string? type = MediaTypes.Detect(bytes);
        if (type is null || type.StartsWith("video/", StringComparison.Ordinal) != isVideo)
        {
            throw new ArgumentException(isVideo
                ? $"{name} is not a video by its content: MP4, MOV or WebM."
                : $"{name} is not an image by its content: PNG, JPEG, GIF, WebP, BMP, AVIF or HEIC.");
        }

        return $"data:{type};base64,{Convert.ToBase64String(bytes)}";
    }

    private static string Checked(string dataUri, bool isVideo)
    {
        int comma = dataUri.IndexOf(',');
        try
        {
            if (comma > 0 && dataUri.Substring(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                ThrowIfTooLong(Convert.FromBase64String(dataUri.Substring(comma + 1)).Length, "the data URI", isVideo);
                return dataUri;
            }
        }
        catch (FormatException ex)
        {
            throw new ArgumentException($"The data URI '{Start(dataUri)}' is not valid base64.", ex);
        }

        throw new ArgumentException($"The data URI '{Start(dataUri)}' is not of the form data:TYPE;base64,DATA.");
    }

    private static void ThrowIfTooLong(long length, string name, bool isVideo)
    {
        int most = isVideo ? LongestVideo : LongestImage;
        if (length > most)
        {
            throw new ArgumentException(
                $"{name} has {length / (1024 * 1024)} MB; {Noun(isVideo)} may have at most {most / (1024 * 1024)} MB. Make it smaller, or give an http address.");
        }
    }

    private static string Start(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "…";

    private static string Noun(bool isVideo) => isVideo ? "a video" : "an image";
}
