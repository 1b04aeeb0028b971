#if NETFRAMEWORK
using System;
using System.IO;
using System.Reflection;

namespace WhataiPS.Dependencies;

internal static partial class DependencyAssembly
{
    // A native library that is loaded is found by its name alone.
    private static Assembly Load(string name, (string Name, IntPtr Library)? _) => Assembly.LoadFrom(Path.Combine(Folder, name + ".dll"));
}
#endif
