#if !NETFRAMEWORK
using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace WhataiPS.Dependencies;

internal static partial class DependencyAssembly
{
    private static Assembly Load(string name, (string Name, IntPtr Library)? native) => new Context(name, native).LoadFromAssemblyPath(Path.Combine(Folder, name + ".dll"));

    private sealed class Context(string name, (string Name, IntPtr Library)? native) : AssemblyLoadContext(name)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(Folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) => unmanagedDllName == native?.Name ? native.Value.Library : IntPtr.Zero;
    }
}
#endif
