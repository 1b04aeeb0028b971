using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Chat;
using Whatai.Client.Images;
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
        string type = kind == MediaKind.File ? ChatContentPart.FileType : ChatContentPart.ImageUrlType;
        var parts = new List<ChatContentPart>();
        foreach (object? input in inputs)
        {
            object? plain = input is null ? null : ImageReader.ReadImage(PSObject.AsPSObject(input)) ?? (input is PSObject wrapped ? wrapped.BaseObject : input);
            foreach ((string address, string? name) in Addresses(plain, kind))
            {
                parts.Add(new ChatContentPart(type) { Url = address, Detail = detail, FileName = kind == MediaKind.File ? name : null });
            }
        }

        return parts;
    }

    private List<(string Address, string? Name)> Addresses(object? input, MediaKind kind)
    {
        switch (input)
        {
            case byte[] bytes:
                return [(DataUri(bytes, SR.Text(nameof(SR.GivenBytes)), null, kind), null)];
            case FileInfo file:
                return [FromFile(file.FullName, kind)];
            case WhataiImage { Bytes: not null } image:
                return [(DataUri(image.Bytes, SR.Text(nameof(SR.GivenImage)), null, kind), null)];
            case WhataiImage { Url: not null } image:
                return [(image.Url.AbsoluteUri, null)];
            case Uri { IsAbsoluteUri: true } url when url.Scheme is "http" or "https":
                return [(url.AbsoluteUri, null)];
            case Uri { IsAbsoluteUri: true, IsFile: true } url:
                return [FromFile(url.LocalPath, kind)];
            case string text when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
                return Uri.TryCreate(text, UriKind.Absolute, out _) ? [(text, null)] : throw new ArgumentException(SR.Format(nameof(SR.NotAWebAddress), text));
            case string text when text.StartsWith("data:", StringComparison.OrdinalIgnoreCase):
                return [(Checked(text, kind), null)];
            case string path:
                return FromPath(path, kind);
            default:
                throw new ArgumentException(
                    SR.Format(nameof(SR.NotMedia), input?.GetType().Name ?? "null", kind.Noun));
        }
    }

    private List<(string Address, string? Name)> FromPath(string path, MediaKind kind)
    {
        Collection<string> files;
        try
        {
            files = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name != "FileSystem")
            {
                throw new ArgumentException(SR.Format(nameof(SR.NotAFile), path));
            }
        }
        catch (SessionStateException ex)
        {
            throw new ArgumentException(SR.Format(nameof(SR.NoSuchFile), path), ex);
        }

        if (files.Count == 0)
        {
            throw new ArgumentException(SR.Format(nameof(SR.NoFileMatches), path));
        }

        var addresses = new List<(string Address, string? Name)>(files.Count);
        foreach (string file in files)
        {
            addresses.Add(FromFile(file, kind));
        }

        return addresses;
    }

    private static (string Address, string? Name) FromFile(string file, MediaKind kind)
    {
        try
        {
            var info = new FileInfo(file);
            ThrowIfTooLong(info.Length, SR.Format(nameof(SR.Quoted), file), kind);
            return (DataUri(File.ReadAllBytes(file), SR.Format(nameof(SR.Quoted), file), info.Name, kind), info.Name);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(SR.Format(nameof(SR.FileUnreadable), file, ex.Message), ex);
        }
    }

    private static string DataUri(byte[] bytes, string shown, string? name, MediaKind kind)
    {
        ThrowIfTooLong(bytes.Length, shown, kind);
        return kind.TypeOf(bytes, name) is string type
            ? $"data:{type};base64,{Convert.ToBase64String(bytes)}"
            : throw new ArgumentException(SR.Format(nameof(SR.NotOfKind), shown, kind.Noun, kind.Types));
    }

    private static string Checked(string dataUri, MediaKind kind)
    {
        int comma = dataUri.IndexOf(',');
        try
        {
            if (comma > 0 && dataUri.Substring(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                ThrowIfTooLong(Convert.FromBase64String(dataUri.Substring(comma + 1)).Length, SR.Text(nameof(SR.GivenDataUri)), kind);
                return dataUri;
            }
        }
        catch (FormatException ex)
        {
            throw new ArgumentException(SR.Format(nameof(SR.DataUriNotBase64), Start(dataUri)), ex);
        }

        throw new ArgumentException(SR.Format(nameof(SR.DataUriForm), Start(dataUri)));
    }

    private static void ThrowIfTooLong(long length, string name, MediaKind kind)
    {
        const int Megabyte = 1024 * 1024;
        if (length > kind.Longest)
        {
            throw new ArgumentException(
                SR.Format(nameof(SR.MediaTooLong), name, length / Megabyte, kind.Noun, kind.Longest / Megabyte));
        }
    }

    private static string Start(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "…";
}
