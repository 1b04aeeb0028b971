using System;
using System.Globalization;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;

namespace Whatai.Client.Files;

/// <summary>
/// What says that two answers bring the same file: its strong ETag or its date, and its length. One that came compressed has lost
/// its length on the way here, so that a part of it is never taken for a part of the file.
/// </summary>
internal sealed record EntityValidator(string? StrongTag, DateTimeOffset? LastModified, long? Length)
{
    /// <summary>Whether a broken download can go on: without these nobody knows whether the rest belongs to the start.</summary>
    public bool IsCertain => Length is not null && (StrongTag is not null || LastModified is not null);

    /// <summary>Sixteen hexadecimal digits that stand for it in a file's name.</summary>
    public string Fingerprint => Hash(string.Format(CultureInfo.InvariantCulture, "{0}\n{1:O}\n{2}", StrongTag, LastModified, Length));

    /// <summary>What <c>If-Range</c> takes.</summary>
    public string? Validator => StrongTag ?? LastModified?.ToString("r", CultureInfo.InvariantCulture);

    public static EntityValidator Of(HttpResponseMessage response)
    {
        System.Net.Http.Headers.HttpContentHeaders headers = response.Content.Headers;
        bool isPart = (int)response.StatusCode == 206;
        return new EntityValidator(
            response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
            headers.LastModified,
            isPart ? headers.ContentRange?.Length : headers.ContentLength);
    }

    public static string Hash(string text)
    {
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        var digits = new StringBuilder(16);
        for (int i = 0; i < 8; i++)
        {
            digits.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return digits.ToString();
    }
}
