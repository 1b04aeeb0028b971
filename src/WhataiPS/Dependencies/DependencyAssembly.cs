using System;
using System.IO;
using System.Reflection;

namespace WhataiPS.Dependencies;

/// <summary>
/// Libraries that one capability needs. They are loaded at first use, on PowerShell 7 into a load context of their own: another module may
/// have other versions of them.
/// </summary>
internal static partial class DependencyAssembly
{
    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(typeof(DependencyAssembly).Assembly.Location)!, "dependencies");

    /// <summary>A static method of a type that has the name of its assembly's one purpose.</summary>
    /// <param name="assembly">The assembly's name, which begins the type's.</param>
    /// <param name="type">The type's name.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="native">The native library that it calls, by the name that it calls it; null for none.</param>
    public static T Find<T>(string assembly, string type, string method, (string Name, IntPtr Library)? native = null)
        where T : Delegate
    {
        MethodInfo found = Load(assembly, native).GetType($"{assembly}.{type}", throwOnError: true)!.GetMethod(method)!;
        return (T)Delegate.CreateDelegate(typeof(T), found);
    }
}
