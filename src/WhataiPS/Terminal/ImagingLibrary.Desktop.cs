#if NETFRAMEWORK
using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WhataiPS.Terminal;

internal static partial class ImagingLibrary
{
    private static bool IsMusl => false;

    // SkiaSharp asks for it by its name alone, and gets the one that is loaded.
    private static IntPtr LoadNative(string path)
    {
        IntPtr library = LoadLibrary(path);
        return library != IntPtr.Zero ? library : throw new DllNotFoundException(path, new Win32Exception());
    }

    [DllImport("kernel32.dll", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibrary(string path);
}
#endif
