using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Media;
using WhataiPS.Resources;

namespace WhataiPS.Media;

/// <summary>
/// Turns what people give as an image, a video or a document into a message part: a path with wildcards, a file, an address, a
/// data URI, bytes, or an image of an earlier answer. What can be known to be wrong is said before anything is sent.
/// </summary>
internal sealed class MediaInput(SessionState session)
{
    /// <exception cref="ArgumentException">An input can't be sent. The message names it.</exception>
    public List<ChatContentPart> ToParts(IEnumerable<object> inputs, MediaKind kind, string? detail)
    {
        var parts = new List<ChatContentPart>();
        foreach (object? input in inputs)
        {
            object? plain = input is null ? null : ImageReader.ReadImage(PSObject.AsPSObject(input)) ?? (input is PSObject wrapped ? wrapped.BaseObject : input);
            foreach (ChatContentPart part in Read(plain, kind))
            {
                parts.Add(part.Url is null ? part : part with { Detail = detail });
            }
        }

        return parts;
    }

    /// <summary>A file as what it is by its content: an image, a video where these are taken, else a document or text.</summary>
    /// <exception cref="ArgumentException">The file can't be read, or no model reads what it holds.</exception>
    public static ChatContentPart FromContent(string file, bool takesVideo, string? detail)
    {
        string? type = TypeOf(file);
        MediaKind kind = type is null ? MediaKind.File
            : type.StartsWith("image/", StringComparison.Ordinal) ? MediaKind.Image
            : takesVideo && type.StartsWith("video/", StringComparison.Ordinal) ? MediaKind.Video : MediaKind.File;
        ChatContentPart part = FromFile(file, kind);
        return kind == MediaKind.Image ? part with { Detail = detail } : part;
    }

    private List<ChatContentPart> Read(object? input, MediaKind kind)
    {
        switch (input)
        {
            case byte[] bytes:
                return [FromBytes(bytes, SR.GivenBytes, null, kind)];
            case FileInfo file:
                return [FromFile(file.FullName, kind)];
            case WhataiImage { Bytes: not null } image:
                return [FromBytes(image.Bytes, SR.GivenImage, null, kind)];
            case WhataiImage { Url: not null } image:
                return [AtAddress(image.Url.AbsoluteUri, null, kind)];
            case Uri { IsAbsoluteUri: true } url when url.Scheme is "http" or "https":
                return [AtAddress(url.AbsoluteUri, null, kind)];
            case Uri { IsAbsoluteUri: true, IsFile: true } url:
                return [FromFile(url.LocalPath, kind)];
            case string text when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
                return Uri.TryCreate(text, UriKind.Absolute, out _) ? [AtAddress(text, null, kind)] : throw new ArgumentException(SR.NotAWebAddress(text));
            case string text when text.StartsWith("data:", StringComparison.OrdinalIgnoreCase):
                return [FromDataUri(text, kind)];
            case string path:
                return FromPath(path, kind);
            default:
                throw new ArgumentException(
                    SR.NotMedia(input?.GetType().Name ?? "null", kind.Noun));
        }
    }

    /// <summary>The files that a path with wildcards names, one or more.</summary>
    /// <exception cref="ArgumentException">There is none. The message names the path.</exception>
    public Collection<string> FindFiles(string path)
    {
        try
        {
            Collection<string> files = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            return provider.Name != "FileSystem" ? throw new ArgumentException(SR.NotAFile(path))
                : files.Count == 0 ? throw new ArgumentException(SR.NoFileMatches(path))
                : files;
        }
        catch (SessionStateException ex)
        {
            throw new ArgumentException(SR.NoSuchFile(path), ex);
        }
    }

    private List<ChatContentPart> FromPath(string path, MediaKind kind)
    {
        Collection<string> files = FindFiles(path);
        var parts = new List<ChatContentPart>(files.Count);
        foreach (string file in files)
        {
            parts.Add(FromFile(file, kind));
        }

        return parts;
    }

    private static string? TypeOf(string file)
    {
        try
        {
            using FileStream content = File.OpenRead(file);
            byte[] head = new byte[MediaTypes.HeadLength];
            int length = 0;
            int count;
            while ((count = content.Read(head, length, head.Length - length)) > 0)
            {
                length += count;
            }

            return MediaTypes.Detect(head.AsSpan(0, length));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(SR.FileUnreadable(file, ex.Message), ex);
        }
    }

    private static ChatContentPart FromFile(string file, MediaKind kind)
    {
        try
        {
            var info = new FileInfo(file);
            ThrowIfTooLong(info.Length, SR.Quoted(file), kind);
            return FromBytes(File.ReadAllBytes(file), SR.Quoted(file), info.Name, kind);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(SR.FileUnreadable(file, ex.Message), ex);
        }
    }

    private static ChatContentPart FromBytes(byte[] bytes, string shown, string? name, MediaKind kind)
    {
        ThrowIfTooLong(bytes.Length, shown, kind);
        return kind.TypeOf(bytes, name) is string type ? WithData(bytes, type, name, kind)
            : kind == MediaKind.File && TextContent.Decode(bytes) is string text ? TextFile.ToPart(name, text)
            : throw new ArgumentException(SR.NotOfKind(shown, kind.Noun, kind.Types));
    }

    private static ChatContentPart FromDataUri(string dataUri, MediaKind kind)
    {
        int comma = dataUri.IndexOf(',');
        if (comma < 0 || !dataUri.Substring(0, comma).TrimEnd().EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(SR.DataUriForm(Start(dataUri)));
        }

        byte[] bytes = Base64Data.Decode(dataUri) ?? throw new ArgumentException(SR.DataUriNotBase64(Start(dataUri)));
        string shown = SR.GivenDataUri;
        ThrowIfTooLong(bytes.Length, shown, kind);
        bool isText = TextContent.IsText(bytes.AsSpan(0, Math.Min(bytes.Length, MediaTypes.HeadLength)));
        return kind.TypeOf(bytes, Base64Data.MediaType(dataUri) ?? "text/plain", isText) is string type
            ? WithData(bytes, type, null, kind)
            : FromBytes(bytes, shown, null, kind);
    }

    private static ChatContentPart WithData(byte[] bytes, string type, string? name, MediaKind kind) =>
        AtAddress($"data:{type};base64,{Convert.ToBase64String(bytes)}", name, kind);

    private static ChatContentPart AtAddress(string address, string? name, MediaKind kind) =>
        kind == MediaKind.File ? new ChatContentPart(ChatContentPart.FileType) { Url = address, FileName = name }
        : kind != MediaKind.Speech ? new ChatContentPart(ChatContentPart.ImageUrlType) { Url = address }
        : address.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? new ChatContentPart(ChatContentPart.InputAudioType) { Url = address }
        : throw new ArgumentException(SR.SoundAtAddress(address));

    private static void ThrowIfTooLong(long length, string name, MediaKind kind)
    {
        const int Megabyte = 1024 * 1024;
        if (length > kind.Longest)
        {
            throw new ArgumentException(
                SR.MediaTooLong(name, length / Megabyte, kind.Noun, kind.Longest / Megabyte));
        }
    }

    private static string Start(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "…";
}
