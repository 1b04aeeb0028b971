using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Conversations;

namespace WhataiPS.Bulk;

/// <summary>
/// Asks, and keeps each answer in a journal before it is its turn to be written: a run that is killed meanwhile has paid for it.
/// </summary>
internal sealed class JournaledCalls<TRequest, TAnswer>(JournalSession journal)
    where TRequest : ModelRequest
    where TAnswer : ModelAnswer
{
    /// <summary>The body that makes a request the same one again.</summary>
    public required Func<TRequest, byte[]> Write { get; init; }

    /// <summary>Reads an answer that was kept as the server's JSON; null where the text is none.</summary>
    public required Func<string, IReadOnlyList<ChatMessage>, TAnswer?> Read { get; init; }

    /// <summary>Whether the answer can be used. What can't be is not kept, so that the next run asks again.</summary>
    public required Func<TAnswer, bool> IsUsable { get; init; }

    /// <inheritdoc cref="Journal.Key"/>
    public string Key(TRequest request) => journal.Key(Write(request));

    /// <summary>The answer that is kept; null where there is none that can be used.</summary>
    public TAnswer? Find(string key, TRequest request) =>
        journal.Find(key) is JournalEntry entry && Read(entry.RawJson, request.Messages) is TAnswer kept
            ? kept with { Input = request.Input, RequestId = entry.RequestId, Duration = entry.Duration, Attempts = 0 }
            : null;

    /// <inheritdoc cref="Journal.IsUnknown"/>
    public bool IsUnknown(string key) => journal.IsUnknown(key);

    /// <summary>Asks, and keeps the answer.</summary>
    public Task<TAnswer> AskAsync(string key, TRequest request, Func<TRequest, Task<TAnswer>> ask) => journal.CallAsync(key, async () =>
    {
        TAnswer answer = await ask(request).ConfigureAwait(false);
        if (IsUsable(answer))
        {
            journal.Append(key, answer.Input, new JournalEntry(answer.RawJson, answer.RequestId, answer.Duration));
            journal.Sync();
        }

        return answer;
    });
}
