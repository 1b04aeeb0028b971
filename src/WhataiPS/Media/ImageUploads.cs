using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Images;
using WhataiPS.Resources;

namespace WhataiPS.Media;

/// <summary>Turns what people give as an image to edit into files for a form. Files are read while they are sent, not here.</summary>
internal sealed class ImageUploads(SessionState session)
{
    /// <exception cref="ArgumentException">An input can't be sent. The message names it.</exception>
    public List<ImageUpload> Read(IEnumerable<object> inputs)
    {
        var uploads = new List<ImageUpload>();
        foreach (object input in inputs)
        {
            object plain = ImageReader.ReadImage(PSObject.AsPSObject(input)) ?? (input is PSObject wrapped ? wrapped.BaseObject : input);
            switch (plain)
            {
                case byte[] bytes:
                    uploads.Add(FromBytes(bytes, uploads.Count));
                    break;
                case FileInfo file:
                    uploads.Add(FromFile(file.FullName));
                    break;
                case WhataiImage { Bytes: byte[] bytes }:
                    uploads.Add(FromBytes(bytes, uploads.Count));
                    break;
                case WhataiImage { Path: string path }:
                    uploads.Add(FromFile(path));
                    break;
                case string text when ImageReader.FromAddress(text) is WhataiImage { Bytes: byte[] bytes }:
                    uploads.Add(FromBytes(bytes, uploads.Count));
                    break;
                case WhataiImage or Uri { IsFile: false }:
                case string address when address.Contains("://"):
                    throw new ArgumentException(SR.Format(nameof(SR.AddressNotUploaded), plain));
                case string path:
                    AddFiles(uploads, path);
                    break;
                default:
                    throw new ArgumentException(SR.Format(nameof(SR.NotAnImageInput), plain.GetType().Name));
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
                throw new ArgumentException(SR.Format(nameof(SR.NotAFile), path));
            }
        }
        catch (SessionStateException ex)
        {
            throw new ArgumentException(SR.Format(nameof(SR.NoSuchFile), path), ex);
        }

        foreach (string file in files)
        {
            uploads.Add(FromFile(file));
        }
    }

    private static ImageUpload FromFile(string path) => File.Exists(path)
        ? new ImageUpload { Name = Path.GetFileName(path), Path = path }
        : throw new ArgumentException(SR.Format(nameof(SR.NoSuchFile), path));

    private static ImageUpload FromBytes(byte[] bytes, int before) => new()
    {
        Name = string.Format(CultureInfo.InvariantCulture, "image{0}{1}", before + 1, MediaTypes.Extension(MediaTypes.Detect(bytes))),
        Bytes = bytes,
    };
}
