using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>All that a stream brought, and how it ended.</summary>
internal sealed record StreamResult(IReadOnlyList<ChatDelta> Deltas, Exception? Failure)
{
    public string Text => string.Concat(Deltas.Select(delta => delta.Text));

    /// <summary>The last piece's whole answer; it must have come.</summary>
    public ChatCompletion Completion
    {
        get
        {
            Assert.Null(Failure);
            return Assert.IsType<ChatCompletion>(Deltas[^1].Completion);
        }
    }

    public WhataiException Error => Assert.IsType<WhataiException>(Failure);
}

internal static class StreamResultExtensions
{
    public static Task<StreamResult> ToResultAsync(this IAsyncEnumerable<ChatDelta> stream) => ReadAsync(stream).WaitAsync(Eventually.Limit);

    private static async Task<StreamResult> ReadAsync(IAsyncEnumerable<ChatDelta> stream)
    {
        var deltas = new List<ChatDelta>();
        try
        {
            await foreach (ChatDelta delta in stream)
            {
                deltas.Add(delta);
            }
        }
        catch (Exception ex) when (ex is WhataiException or OperationCanceledException)
        {
            return new StreamResult(deltas, ex);
        }

        return new StreamResult(deltas, null);
    }
}
