using System;
using System.Collections.Generic;
using System.Linq;

namespace WhataiPS.Api;

/// <summary>A route as people write it: below the gateway's root, and nowhere else.</summary>
internal static class ApiPath
{
    /// <exception cref="ArgumentException">It leads to another host, or out of its place by dots.</exception>
    public static string Normalize(string text, IReadOnlyList<Uri> lines)
    {
        string path = text.Trim();
        if (path.StartsWith("//", StringComparison.Ordinal) || path.Contains("://", StringComparison.Ordinal))
        {
            Uri? line = Uri.TryCreate(path, UriKind.Absolute, out Uri? address)
                ? lines.FirstOrDefault(known => known.IsBaseOf(address!) && known.Authority == address!.Authority && known.Scheme == address.Scheme)
                : null;
            path = line is null
                ? throw new ArgumentException($"'{Host(path)}' is not a line of the connection. Give the path alone, such as /v1/models; the key goes to no other host.")
                : line.MakeRelativeUri(address!).OriginalString;
        }

        path = path.TrimStart('/');
        string route = Uri.UnescapeDataString(path.Split('?', '#')[0]);
        if (path.Length == 0 || route.Contains('\\') || route.Split('/').Any(segment => segment is "." or ".."))
        {
            throw new ArgumentException($"'{text}' is not a path below the gateway's root. Give one such as /v1/models, without '..'.");
        }

        return path;
    }

    // The rest of an address may hold a secret.
    private static string Host(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.Host : "That address";
}
