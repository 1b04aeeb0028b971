#if !NETFRAMEWORK
using System;
using System.Runtime.InteropServices;

namespace WhataiPS.Terminal;

internal static partial class ImagingLibrary
{
    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    private static IntPtr LoadNative(string path) => NativeLibrary.Load(path);
}
#endif
