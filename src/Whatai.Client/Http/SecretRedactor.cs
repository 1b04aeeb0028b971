using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>
/// Takes the secrets of a connection out of text that people may see: the key, headers that hold one, the proxy's password. Servers do echo
/// them ("Incorrect API key provided: sk-…"), and not always as they got them. All text that leaves the core but answers goes through it.
/// </summary>
internal sealed class SecretRedactor
{
    private const string Mask = "***";
    // Where a mask of stars makes no address.
    private const string WordMask = "redacted";
    private const int ShortestHeader = 6;

    private static readonly Uri s_elsewhere = new("https://files.invalid/");
    private static readonly char[] s_blanks = [' ', '\t'];

    private readonly SecretPattern[] _patterns;
    private readonly SecretPattern[] _unique;
    private readonly SecretHeads _heads;

    private SecretRedactor(IEnumerable<SecretPattern> patterns)
    {
        _patterns = [.. patterns];
        _unique = [.. _patterns.Where(static pattern => pattern.IsUnique)];
        _heads = new SecretHeads(_patterns);
    }

    /// <summary>The one of a connection.</summary>
    public static SecretRedactor Of(ConnectionOptions options)
    {
        var secrets = new List<string>();
        if (ApiKeyText.Reveal(options.ApiKey) is { Length: > 0 } key)
        {
            secrets.Add(key);
        }

        // A gateway on this machine needs no proxy, but the files that it names may.
        foreach (Uri address in options.BaseUrls.Append(s_elsewhere))
        {
            if (ProxyLogin.Of(options, address) is NetworkCredential login)
            {
                secrets.Add(login.Password);
                secrets.Add(ProxyLogin.Token(login));
            }
        }

        return new(Patterns(secrets.Concat(HeaderSecrets(options.Headers))));
    }

    /// <summary>The one of a call with headers of its own.</summary>
    public SecretRedactor With(IReadOnlyDictionary<string, string>? headers)
    {
        string[] more = headers is null ? [] : [.. HeaderSecrets(headers)];
        return more.Length == 0 ? this : new(_patterns.Concat(Patterns(more)));
    }

    /// <summary>A text without the secrets.</summary>
    public string? Redact(string? text) => Replace(text, _patterns, Mask);

    /// <summary>The same where the core's own words are around, which a short secret may be one of.</summary>
    public string? RedactUnique(string? text) => Replace(text, _unique, Mask);

    /// <summary>An address without the secrets; a short one is looked for only where a server wrote the address.</summary>
    public Uri Redact(Uri address, bool isServers = false)
    {
        SecretPattern[] patterns = isServers ? _patterns : _unique;
        string text = address.OriginalString;
        string shown = Replace(text, patterns, Mask)!;
        return ReferenceEquals(shown, text) ? address : Uri.TryCreate(shown, UriKind.Absolute, out Uri? redacted) ? redacted : new Uri(Replace(text, patterns, WordMask)!);
    }

    /// <summary>
    /// A body, redacted whole, before any of it is parsed or cut. A short secret may be a word of the body's own shape, so that it is
    /// looked for in what was parsed alone.
    /// </summary>
    public byte[] Redact(ReadOnlySpan<byte> body)
    {
        byte[] bytes = body.ToArray();
        string text = Encoding.UTF8.GetString(bytes);
        string redacted = RedactUnique(text)!;
        return ReferenceEquals(redacted, text) ? bytes : Encoding.UTF8.GetBytes(redacted);
    }

    /// <summary>What was parsed, without the secrets.</summary>
    public ErrorBody Redact(ErrorBody error) => error with
    {
        Message = Redact(error.Message),
        Code = Redact(error.Code),
        Type = Redact(error.Type),
        Param = Redact(error.Param),
        RequestId = Redact(error.RequestId),
    };

    /// <summary>A cause, or one in its place where it or a cause of it says a secret.</summary>
    public Exception? Redact(Exception? cause)
    {
        if (cause is null or WhataiException || !IsTold(cause))
        {
            return cause;
        }

        return new RedactedException(cause.GetType().FullName!, Redact(cause.Message)!, Redact(cause.InnerException));
    }

    private bool IsTold(Exception cause)
    {
        string text = cause.ToString();
        for (Exception? one = cause; one is not null; one = one.InnerException)
        {
            if (!ReferenceEquals(Redact(one.Message), one.Message)
#if NETFRAMEWORK
                // It has the head of an answer.
                || one is WebException { Response: not null }
#endif
            )
            {
                return true;
            }
        }

        return !ReferenceEquals(RedactUnique(text), text);
    }

    private static IEnumerable<SecretPattern> Patterns(IEnumerable<string> secrets) =>
        secrets.Select(static secret => secret.Trim()).Where(static secret => secret.Length > 0).Distinct(StringComparer.Ordinal).SelectMany(SecretPattern.Of);

    // "Bearer sk-…", "Basic dXNlcjpwYXNz", "session=…; theme=dark", or nothing but the secret.
    private static IEnumerable<string> HeaderSecrets(IReadOnlyDictionary<string, string>? headers)
    {
        foreach (string value in headers?.Where(static header => ApiKeyText.IsSecretHeader(header.Key)).Select(static header => header.Value.Trim()) ?? [])
        {
            string[] parts = value.Split(s_blanks, 2, StringSplitOptions.RemoveEmptyEntries);
            IEnumerable<string> secrets = value.Contains(';') ? value.Split(';').Select(static pair => pair.Substring(pair.IndexOf('=') + 1))
                : parts.Length == 2 && parts[0].Equals("Basic", StringComparison.OrdinalIgnoreCase) ? [parts[1], PasswordOf(parts[1])]
                : parts.Length == 2 ? [parts[1]]
                : [value, value.Substring(value.IndexOf('=') + 1)];
            foreach (string secret in secrets.Where(static secret => secret.Trim().Length >= ShortestHeader))
            {
                yield return secret;
            }
        }
    }

    private static string PasswordOf(string token)
    {
        try
        {
            string login = Encoding.UTF8.GetString(Convert.FromBase64String(token.Trim()));
            return login.Substring(login.IndexOf(':') + 1);
        }
        catch (FormatException)
        {
            return string.Empty;
        }
    }

    private string? Replace(string? text, SecretPattern[] patterns, string mask)
    {
        if (text is null || text.Length == 0 || patterns.Length == 0)
        {
            return text;
        }

        StringBuilder? output = null;
        int copied = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = _heads.MayBegin(text, i) ? LongestAt(text, i, patterns) : 0;
            if (length == 0)
            {
                i++;
                continue;
            }

            output ??= new StringBuilder(text.Length);
            output.Append(text, copied, i - copied).Append(mask);
            i += length;
            copied = i;
        }

        return output is null ? text : output.Append(text, copied, text.Length - copied).ToString();
    }

    private static int LongestAt(string text, int at, SecretPattern[] patterns)
    {
        int longest = 0;
        foreach (SecretPattern pattern in patterns)
        {
            longest = Math.Max(longest, pattern.LengthAt(text, at));
        }

        return longest;
    }
}
