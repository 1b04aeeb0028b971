global using StreamResult = Whatai.Client.Tests.StreamResult<Whatai.Client.Chat.ChatDelta, Whatai.Client.Chat.ChatCompletion>;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>All that a stream brought, and how it ended.</summary>
internal sealed record StreamResult<TDelta, TAnswer>(IReadOnlyList<TDelta> Deltas, Exception? Failure)
    where TDelta : ModelDelta
    where TAnswer : ModelAnswer
{
    public string Text => string.Concat(Deltas.Select(delta => delta.Text));

    /// <summary>The last piece's whole answer; it must have come.</summary>
    public TAnswer Completion
    {
        get
        {
            Assert.Null(Failure);
            return Assert.IsType<TAnswer>(Deltas[^1].GetCompletion());
        }
    }

    public WhataiException Error => Assert.IsType<WhataiException>(Failure);
}

internal static class StreamResultExtensions
{
    public static Task<StreamResult> ToResultAsync(this IAsyncEnumerable<ChatDelta> stream) => ReadAsync<ChatDelta, ChatCompletion>(stream).WaitAsync(Eventually.Limit);

    public static Task<StreamResult<ResponseDelta, ResponseCompletion>> ToResultAsync(this IAsyncEnumerable<ResponseDelta> stream) =>
        ReadAsync<ResponseDelta, ResponseCompletion>(stream).WaitAsync(Eventually.Limit);

    public static Task<StreamResult<GeminiDelta, GeminiCompletion>> ToResultAsync(this IAsyncEnumerable<GeminiDelta> stream) =>
        ReadAsync<GeminiDelta, GeminiCompletion>(stream).WaitAsync(Eventually.Limit);

    public static Task<StreamResult<TDelta, TAnswer>> ToResultAsync<TDelta, TAnswer>(this IAsyncEnumerable<TDelta> stream)
        where TDelta : ModelDelta
        where TAnswer : ModelAnswer => ReadAsync<TDelta, TAnswer>(stream).WaitAsync(Eventually.Limit);

    private static async Task<StreamResult<TDelta, TAnswer>> ReadAsync<TDelta, TAnswer>(IAsyncEnumerable<TDelta> stream)
        where TDelta : ModelDelta
        where TAnswer : ModelAnswer
    {
        var deltas = new List<TDelta>();
        try
        {
            await foreach (TDelta delta in stream)
            {
                deltas.Add(delta);
            }
        }
        catch (Exception ex) when (ex is WhataiException or OperationCanceledException)
        {
            return new StreamResult<TDelta, TAnswer>(deltas, ex);
        }

        return new StreamResult<TDelta, TAnswer>(deltas, null);
    }
}
