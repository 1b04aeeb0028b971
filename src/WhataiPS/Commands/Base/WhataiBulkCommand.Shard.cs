using System;
using System.Linq;
using Whatai.Client.Batches;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Runs on several machines: a part of the inputs, and the results without asking.</content>
public abstract partial class WhataiBulkCommand
{
    private RequestKeys? _keys;
    private WhataiConnection? _offline;

    /// <summary>The part of the inputs that is run; null for all.</summary>
    private protected Shard? Part { get; private set; }

    /// <summary>How many inputs will come to this run, as far as that is known.</summary>
    private protected int? ExpectedHere(int? expected) => expected is int all && Part is not null ? (all + Part.Count - 1) / Part.Count : expected;

    /// <summary>Makes the key of an item, where one is needed; false where it is another shard's.</summary>
    private protected bool TryBeginItem(Func<byte[]> identify, out RequestKey? key)
    {
        key = null;
        if (Kept is null && Part is null)
        {
            return true;
        }

        key = (_keys ??= new RequestKeys(Part)).Next(identify());
        return key is not null;
    }

    /// <inheritdoc/>
    private protected override WhataiConnection? FindOffline()
    {
        if (!JournalOnly)
        {
            return null;
        }

        // What the answers were asked of, where it is one model.
        OpenJournal();
        return _offline = WhataiConnection.Offline(Kept!.Models.Count == 1 ? Kept.Models.First() : EnvironmentSettings.FallbackModel);
    }

    // Before a connection is looked for, which may not be needed.
    private void BeginShard()
    {
        if (JournalOnly && Journal is null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.JournalOnlyAlone), JournalOnly));
        }

        Part = Shard is null ? null : ConvertArgument(() => Whatai.Client.Batches.Shard.Parse(Shard, Environment.GetEnvironmentVariable), Shard);
    }

    private void ShareLimits()
    {
        if (Part is null)
        {
            return;
        }

        if (Gateway.RequestsPerMinute is int most and > 0 && most < Part.Count)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ShardsBeyondLimit(most, Part.Count)), Shard));
        }

        CallOptions = CallOptions with { Shares = Part.Count };
    }
}
