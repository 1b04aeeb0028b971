using System;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>What failures have in common: where the request went and what must not be shown.</summary>
internal sealed record CallContext(Uri RequestUri, SecretRedactor Secrets, int Attempts)
{
    public string? RequestId { get; init; }

    /// <summary>What the gateway's headers say that the call cost, in US dollars; null where they say nothing.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Whether it went to the host of a file, which is not the gateway and sees no key.</summary>
    public bool IsHostedFile { get; init; }

    /// <summary>Whether a server said where it went.</summary>
    public bool IsRedirected { get; init; }

    /// <summary>Whether a key, or a header that may hold one, went along.</summary>
    public bool HasKey { get; init; }

    /// <summary>How it counts for the gateway's limits; null for a file elsewhere.</summary>
    public SendSlot? Slot { get; init; }

    /// <summary>What is noted of the call for those who watch; null where nobody does.</summary>
    public CallRecord? Record { get; init; }

    /// <summary>Whether what was asked for may have been made and billed.</summary>
    public bool MayHaveRun { get; init; }

    /// <summary>To be called with what the answer says that it took: the gateway's limit of tokens is counted by it, and what the headers say of the cost is added.</summary>
    /// <returns>What it took; null where nothing said.</returns>
    public TokenUsage? Took(TokenUsage? usage)
    {
        Slot?.Used(usage?.TotalTokens);
        usage = Cost is null || usage?.Cost is not null ? usage : (usage ?? new TokenUsage()) with { Cost = Cost };
        Record?.Usage = usage;
        return usage;
    }

    public Uri ShownUri => Secrets.Redact(new Uri(RequestUri.GetLeftPart(UriPartial.Path)), IsRedirected);

    /// <summary>What came, redacted before any of it is parsed or cut.</summary>
    public byte[] Redacted(ReadOnlySpan<byte> body) => Secrets.Redact(body);

    /// <summary>The same in what was parsed.</summary>
    public ErrorBody Redacted(ErrorBody error) => Secrets.Redact(error);

    public string? Redacted(string? text) => Secrets.Redact(text);
}
