using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <summary>Show-WhataiImage: shows images in the terminal.</summary>
[Cmdlet(VerbsCommon.Show, "WhataiImage")]
[OutputType(typeof(string), typeof(WhataiImage))]
public sealed class ShowWhataiImageCommand : WhataiImageFileCommand
{
    // Decoding takes seconds at the most; what takes longer was made to.
    private const double UsualSeconds = 30;
    private const int UsualColumns = 80;
    private const int UsualRows = 24;

    private TerminalProtocol? _protocol;

    /// <summary>Images, answers that have some, files, paths, addresses, or bytes.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Path", "FullName")]
    [MediaTransformation]
    [ValidateNotNullOrEmpty]
    public object[] InputObject { get; set; } = [];

    /// <summary>How to show them, where the guess by the environment is wrong.</summary>
    [Parameter]
    public TerminalProtocol Protocol { get; set; }

    /// <summary>The most columns, 1 to 1000.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? Width { get; set; }

    /// <summary>The most lines, 1 to 1000.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? Height { get; set; }

    /// <summary>The most pixels that an image may have, in megapixels (1,048,576 pixels), 1 to 256.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int MaximumMegapixels { get; set; } = 64;

    /// <summary>Gives what would be written to the terminal as text.</summary>
    [Parameter]
    public SwitchParameter AsString { get; set; }

    /// <summary>Gives the images on down the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Text in a file or another program must not be spoilt; who wants the signs all the same says which.
        bool isTerminal = AsString || (Host.Name == "ConsoleHost" && !Console.IsOutputRedirected);
        _protocol = !isTerminal ? null : Protocol == TerminalProtocol.Auto ? TerminalDetector.Protocol(Environment.GetEnvironmentVariable) : Protocol;
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (object input in InputObject)
        {
            foreach (WhataiImage image in Images(input))
            {
                WriteErrorOnFailure(image, () => Show(image, input));
            }
        }
    }

    private IReadOnlyList<WhataiImage> Images(object input)
    {
        object plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        try
        {
            if (plain is byte[] bytes)
            {
                return [new WhataiImage { Bytes = bytes }];
            }

            if (plain is FileInfo or string && (plain is FileInfo || ImageReader.FromAddress((string)plain) is null))
            {
                return [.. new ImageUploads(SessionState).Read([plain]).Select(file => new WhataiImage { Path = file.Path })];
            }
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, plain));
            return [];
        }

        IReadOnlyList<WhataiImage>? images = ImageReader.Read(PSObject.AsPSObject(input));
        if (images is null or { Count: 0 })
        {
            WriteError(WhataiErrors.NoImage(plain));
        }

        return images ?? [];
    }

    private void Show(WhataiImage image, object input)
    {
        try
        {
            byte[] file = Bytes(image);
            if (_protocol is TerminalProtocol protocol)
            {
                (int columns, int rows) = Room();
                var renderer = new ImageRenderer(protocol, columns, rows, MaximumMegapixels);
                Write(Await(TimeLimit.RunAsync(token => renderer.Render(file, token), Limit, StopToken)));
            }
            else
            {
                // A line that says what would be here.
                (int Width, int Height)? size = ImageHeader.ReadSize(file);
                Host.UI.WriteLine(TerminalText.Visible($"[{image}{(size is null ? string.Empty : $", {size.Value.Width}x{size.Value.Height}")}]"));
            }

            if (PassThru)
            {
                WriteObject(image);
            }
        }
        catch (DecoderMissingException ex)
        {
            WriteError(WhataiErrors.ImageDecoderMissing(image, input, ex));
        }
        catch (TimeoutException ex)
        {
            WriteError(WhataiErrors.ImageDecodingTimedOut(image, input, Seconds, ex));
        }
        catch (Exception ex) when (ex is InvalidDataException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.ImageNotShown(image, input, ex));
        }
    }

    // For what is fetched, the same parameter limits the fetching.
    private double Seconds => TimeoutSec ?? UsualSeconds;

    private TimeSpan Limit => Seconds > 0 ? TimeSpan.FromSeconds(Seconds) : System.Threading.Timeout.InfiniteTimeSpan;

    private (int Columns, int Rows) Room()
    {
        int columns = UsualColumns;
        int rows = UsualRows;
        try
        {
            System.Management.Automation.Host.Size window = Host.UI?.RawUI?.WindowSize ?? default;
            columns = window.Width > 0 ? window.Width : columns;
            rows = window.Height > 0 ? window.Height : rows;
        }
        catch (Exception ex) when (ex is System.Management.Automation.Host.HostException or NotImplementedException or IOException or InvalidOperationException)
        {
            // A host without a window: the usual size.
        }

        // A full last column makes some terminals wrap; the prompt wants lines of its own.
        return (Width ?? Math.Max(1, columns - 1), Height ?? Math.Max(1, rows - 2));
    }

    // Past the host: a transcript would keep megabytes of signs that nobody can read.
    private void Write(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            if (AsString)
            {
                WriteObject(line);
            }
            else
            {
                Console.Out.WriteLine(line);
            }

            StopToken.ThrowIfCancellationRequested();
        }

        if (!AsString)
        {
            Console.Out.Flush();
        }
    }
}
