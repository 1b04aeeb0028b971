using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Http;
using WhataiPS.Resources;

namespace WhataiPS.Api;

/// <summary>A route as people write it: below the gateway's root, and nowhere else.</summary>
internal static class ApiPath
{
    /// <exception cref="ArgumentException">It leads to another host, or out of its place by dots.</exception>
    public static string Normalize(string text, IReadOnlyList<Uri> lines)
    {
        string path = text.Trim();
        int query = path.IndexOfAny(['?', '#']);
        string route = query < 0 ? path : path.Substring(0, query);
        if (route.StartsWith("//", StringComparison.Ordinal) || route.Contains("://", StringComparison.Ordinal))
        {
            path = BelowLine(path, lines);
            route = path.Split('?', '#')[0];
        }

        path = path.TrimStart('/');
        string plain = Uri.UnescapeDataString(route);
        bool isPlain = path.Length > 0 && !plain.Any(c => c == '\\' || char.IsControl(c) || char.IsWhiteSpace(c)) && !plain.Split('/').Any(segment => segment is "." or "..");

        // Whatever it looks like, it counts where it leads.
        return isPlain && lines.Select(BaseUrl.Site).All(line => Uri.TryCreate(line, path, out Uri? target) && line.IsBaseOf(target) && target.Authority == line.Authority && target.Scheme == line.Scheme)
            ? path
            : throw new ArgumentException(SR.PathNotBelowRoot(route));
    }

    private static string BelowLine(string address, IReadOnlyList<Uri> lines)
    {
        Uri? line = Uri.TryCreate(address, UriKind.Absolute, out Uri? target)
            ? lines.Select(BaseUrl.Site).FirstOrDefault(known => known.IsBaseOf(target) && known.Authority == target.Authority && known.Scheme == target.Scheme)
            : null;
        return line is null
            ? throw new ArgumentException(SR.NotALine(Host(address)))
            : line.MakeRelativeUri(target!).OriginalString;
    }

    // The rest of an address may hold a secret.
    private static string Host(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 ? SR.Quoted(uri.Host) : SR.ThatAddress;
}
