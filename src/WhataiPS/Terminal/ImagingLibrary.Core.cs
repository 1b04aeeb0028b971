#if !NETFRAMEWORK
using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace WhataiPS.Terminal;

internal static partial class ImagingLibrary
{
    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    private static IntPtr LoadNative(string path) => NativeLibrary.Load(path);

    private static Assembly LoadAssembly(string folder, IntPtr native) => new Context(folder, native).LoadFromAssemblyPath(Path.Combine(folder, "Whatai.Imaging.dll"));

    private sealed class Context(string folder, IntPtr native) : AssemblyLoadContext("Whatai.Imaging")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) => unmanagedDllName == "libSkiaSharp" ? native : IntPtr.Zero;
    }
}
#endif
