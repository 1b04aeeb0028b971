using System;
using System.Security;
using System.Text;
using Whatai.Client.Protocol;

namespace Whatai.Client.Http;

/// <summary>What failures have in common: where the request went and what must not be shown.</summary>
internal sealed record CallFacts(Uri RequestUri, SecureString? ApiKey, int Attempts)
{
    public string? RequestId { get; init; }

    /// <summary>Whether it went to the host of a file, which is not the gateway and sees no key.</summary>
    public bool IsHostedFile { get; init; }

    /// <summary>Whether a key, or a header that may hold one, went along.</summary>
    public bool HasKey { get; init; }

    /// <summary>Whether what was asked for may have been made and billed.</summary>
    public bool MayHaveRun { get; init; }

    public Uri ShownUri => new(RequestUri.GetLeftPart(UriPartial.Path));

    /// <summary>
    /// What came, without the key: redacted whole, before any of it is parsed or cut. A short key may be a word of the body's own shape,
    /// so that it is looked for in what was parsed alone.
    /// </summary>
    public byte[] Redacted(ReadOnlySpan<byte> body)
    {
        byte[] bytes = body.ToArray();
        return ApiKeyText.IsUnique(ApiKey) ? Encoding.UTF8.GetBytes(ApiKeyText.Redact(Encoding.UTF8.GetString(bytes), ApiKey)!) : bytes;
    }

    /// <summary>The same in what was parsed.</summary>
    public ErrorBody Redacted(ErrorBody error) => error with
    {
        Message = Redacted(error.Message),
        Code = Redacted(error.Code),
        Type = Redacted(error.Type),
        Param = Redacted(error.Param),
        RequestId = Redacted(error.RequestId),
    };

    public string? Redacted(string? text) => ApiKeyText.Redact(text, ApiKey);
}
