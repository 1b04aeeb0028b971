using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Whatai.Client.Batches;

namespace WhataiPS.Bulk;

/// <summary>Makes the keys of a run's items, of which a shard has only its own.</summary>
/// <param name="shard">The shard that is run; null for all.</param>
internal sealed class RequestKeys(Shard? shard)
{
    private readonly Dictionary<JournalKey, int> _asked = [];

    /// <summary>Whether an item of a journal is one of this run: what other shards have under way is theirs.</summary>
    /// <param name="key">The key.</param>
    public bool IsHere(JournalKey key) => shard?.Contains(key.First) != false;

    /// <summary>The key of the next item; null where it is another shard's.</summary>
    /// <param name="request">The request.</param>
    public RequestKey? Next(byte[] request)
    {
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(request);
        if (shard?.Contains(hash) == false)
        {
            return null;
        }

        string text = Convert.ToBase64String(hash);
        var key = JournalKey.Of(text);
        _asked.TryGetValue(key, out int before);
        _asked[key] = before + 1;
        return new RequestKey(text, key, before, request);
    }
}
