#if NETFRAMEWORK
using System;
using System.IO;
using System.Reflection;

namespace WhataiPS;

/// <summary>
/// Windows PowerShell gives a module no binding redirects, so a package that asks for an older version of another one
/// does not find the newer one beside it. This finds it.
/// </summary>
internal static class DesktopAssemblies
{
    private static readonly string s_folder = Path.GetDirectoryName(typeof(DesktopAssemblies).Assembly.Location)!;

    public static void Resolve()
    {
        AppDomain.CurrentDomain.AssemblyResolve -= Find;
        AppDomain.CurrentDomain.AssemblyResolve += Find;
    }

    private static Assembly? Find(object sender, ResolveEventArgs args)
    {
        var name = new AssemblyName(args.Name);
        string path = Path.Combine(s_folder, name.Name + ".dll");
        return name.Name.EndsWith(".resources", StringComparison.Ordinal) || !File.Exists(path) ? null : Assembly.LoadFrom(path);
    }
}
#endif
