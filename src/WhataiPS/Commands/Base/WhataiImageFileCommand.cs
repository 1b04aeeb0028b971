using System.IO;
using Whatai.Client.Media;

namespace WhataiPS.Commands;

/// <summary>What the cmdlets share that read image files, wherever these are.</summary>
public abstract class WhataiImageFileCommand : WhataiApiCommand
{
    private bool _isConnected;

    /// <summary>Nothing: bytes and files need no connection.</summary>
    protected override void BeginProcessing()
    {
    }

    /// <summary>For what needs a connection; once is enough.</summary>
    private protected void Connect()
    {
        if (!_isConnected)
        {
            base.BeginProcessing();
            _isConnected = true;
        }
    }

    /// <summary>The image file: what came along, what the file holds, or what is fetched now.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    private protected byte[] Bytes(WhataiImage image)
    {
        if (image.Bytes is byte[] bytes)
        {
            return bytes;
        }

        if (image.Path is not null && (image.Url is null || File.Exists(image.Path)))
        {
            return File.ReadAllBytes(image.Path);
        }

        Connect();
        return Await(Gateway.Client.Images.GetBytesAsync(image, CallOptions, StopToken));
    }
}
