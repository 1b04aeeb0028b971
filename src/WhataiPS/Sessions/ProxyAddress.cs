using System;
using System.Net;

namespace WhataiPS.Sessions;

/// <summary>A proxy's address as people give it: also without a scheme, and with a user name and a password, which must not stay in it.</summary>
internal static class ProxyAddress
{
    /// <summary>The address with its scheme, and the login of whoever has one in it; null where it is none.</summary>
    public static Uri? Read(string text)
    {
        text = text.Trim();
        string whole = text.Contains("://") ? text : "http://" + text;
        return Uri.TryCreate(whole, UriKind.Absolute, out Uri? address) && address.Host.Length > 0 && address.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5" ? address : null;
    }

    /// <summary>Where it is, and nothing else.</summary>
    public static Uri WithoutUser(Uri address) => new UriBuilder(address.Scheme, address.Host, address.Port).Uri;

    /// <summary>Who to be, as the variables of curl and others have it: http://user:password@proxy:3128</summary>
    public static NetworkCredential? UserOf(Uri address)
    {
        string[] parts = address.UserInfo.Split([':'], 2);
        return parts[0].Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : string.Empty));
    }
}
