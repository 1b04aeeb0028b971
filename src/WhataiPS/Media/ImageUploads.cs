using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Images;
using Whatai.Client.Media;
using WhataiPS.Resources;

namespace WhataiPS.Media;

/// <summary>Turns what people give as an image to edit into files for a form. Files are read while they are sent, not here; an image of an answer that lies at an address is fetched.</summary>
/// <param name="session">Finds the files.</param>
/// <param name="fetch">Fetches an image of which only the address is known; null where none is taken.</param>
internal sealed class ImageUploads(SessionState session, Func<WhataiImage, byte[]>? fetch = null)
{
    /// <exception cref="ArgumentException">An input can't be sent. The message names it.</exception>
    /// <param name="inputs">What was given.</param>
    /// <param name="before">How many were read before, so that what has no name gets one of its own.</param>
    public List<ImageUpload> Read(IEnumerable<object> inputs, int before = 0)
    {
        var uploads = new List<ImageUpload>();
        foreach (object input in inputs)
        {
            int known = uploads.Count;
            object plain = ImageReader.ReadImage(PSObject.AsPSObject(input)) ?? (input is PSObject wrapped ? wrapped.BaseObject : input);
            switch (plain)
            {
                case byte[] bytes:
                    uploads.Add(FromBytes(bytes, before + uploads.Count));
                    break;
                case FileInfo file:
                    uploads.Add(FromFile(file.FullName));
                    break;
                case WhataiImage { Bytes: byte[] bytes }:
                    uploads.Add(FromBytes(bytes, before + uploads.Count));
                    break;
                case WhataiImage { Path: string path }:
                    uploads.Add(FromFile(path));
                    break;
                case string text when ImageReader.FromAddress(text) is WhataiImage { Bytes: byte[] bytes }:
                    uploads.Add(FromBytes(bytes, before + uploads.Count));
                    break;
                case WhataiImage { Url: not null } image when fetch is not null:
                    uploads.Add(FromBytes(fetch(image), before + uploads.Count));
                    break;
                case WhataiImage or Uri { IsFile: false }:
                case string address when address.Contains("://"):
                    throw new ArgumentException(SR.AddressNotUploaded(plain));
                case string path:
                    AddFiles(uploads, path);
                    break;
                default:
                    throw new ArgumentException(SR.NotAnImageInput(plain.GetType().Name));
            }

            for (int i = known; i < uploads.Count; i++)
            {
                uploads[i] = uploads[i] with { Input = input };
            }
        }

        return uploads;
    }

    private void AddFiles(List<ImageUpload> uploads, string path)
    {
        Collection<string> files;
        try
        {
            files = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name != "FileSystem" || files.Count == 0)
            {
                throw new ArgumentException(SR.NotAFile(path));
            }
        }
        catch (SessionStateException ex)
        {
            throw new ArgumentException(SR.NoSuchFile(path), ex);
        }

        foreach (string file in files)
        {
            uploads.Add(FromFile(file));
        }
    }

    private static ImageUpload FromFile(string path) => File.Exists(path)
        ? new ImageUpload { Name = Path.GetFileName(path), Path = path }
        : throw new ArgumentException(SR.NoSuchFile(path));

    private static ImageUpload FromBytes(byte[] bytes, int before) => new()
    {
        Name = string.Format(CultureInfo.InvariantCulture, "image{0}{1}", before + 1, MediaTypes.Extension(MediaTypes.Detect(bytes))),
        Bytes = bytes,
    };
}
