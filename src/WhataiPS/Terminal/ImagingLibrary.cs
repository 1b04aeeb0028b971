using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;
using WhataiPS.Dependencies;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>
/// Whatai.Imaging and SkiaSharp, which decode images.
/// </summary>
internal static partial class ImagingLibrary
{
    private const string Native = "libSkiaSharp";

    // Tried again after a failure: the user may have put the native part where the error says.
    private static readonly Lazy<Decoder> s_decoder = new(Load, LazyThreadSafetyMode.PublicationOnly);

    private delegate (int Width, int Height, byte[] Pixels) Decoder(byte[] file, Func<int, int, (int Width, int Height)> fit, CancellationToken cancellationToken);

    /// <summary>Decodes PNG, JPEG, WEBP, GIF (its first frame) or BMP.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fit">Gives the wanted size by the picture's own, before anything is decoded.</param>
    /// <param name="cancellationToken">Ends the decoding.</param>
    /// <exception cref="DecoderMissingException">There is no decoder for this platform.</exception>
    /// <exception cref="InvalidDataException">The file is cut or broken.</exception>
    /// <exception cref="IOException">There is not enough memory, or <paramref name="fit"/> refuses the size.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Bitmap Decode(byte[] file, Func<int, int, (int Width, int Height)> fit, CancellationToken cancellationToken)
    {
        try
        {
            (int width, int height, byte[] pixels) = s_decoder.Value(file, fit, cancellationToken);
            return new Bitmap(width, height, pixels);
        }
        catch (EndOfStreamException ex)
        {
            throw new InvalidDataException(SR.ImageIncomplete, ex);
        }
        catch (InvalidDataException ex)
        {
            throw new InvalidDataException(SR.ImageBroken, ex);
        }
        catch (InsufficientMemoryException ex)
        {
            throw new IOException(SR.ImageMemory, ex);
        }
    }

    private static Decoder Load()
    {
        string native = Path.GetFullPath(Path.Combine(DependencyAssembly.Folder, "../../runtimes", Platform, "native", Native + Extension));
        try
        {
            return DependencyAssembly.Find<Decoder>("Whatai.Imaging", "ImageDecoder", "Decode", (Native, LoadNative(native)));
        }
        catch (Exception ex) when (ex is DllNotFoundException or BadImageFormatException)
        {
            string version = AssemblyName.GetAssemblyName(Path.Combine(DependencyAssembly.Folder, "SkiaSharp.dll")).Version!.ToString(3);
            throw new DecoderMissingException(
                SR.ImageDecoderMissing(Platform),
                SR.ImageDecoderRemedy(Path.GetFileName(native), Package, version, Path.GetDirectoryName(native)),
                ex);
        }
    }

    private static string Extension => IsWindows ? ".dll" : IsMac ? ".dylib" : ".so";

    private static string Package => "SkiaSharp.NativeAssets." + (IsWindows ? "Win32" : IsMac ? "macOS" : "Linux.NoDependencies");

    // One file serves both kinds of Mac.
    private static string Platform => IsMac ? "osx" : (IsWindows ? "win-" : IsMusl ? "linux-musl-" : "linux-") + Architecture;

#pragma warning disable CA1308 // The names of the folders are lower case.
    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private static bool IsMac => RuntimeInformation.IsOSPlatform(OSPlatform.OSX);
}
