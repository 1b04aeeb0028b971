using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Conversations;

namespace WhataiPS.Sessions;

/// <summary>The answers that are made in the background, for completion. Safe for calls side by side.</summary>
internal sealed class RecentResponses
{
    private const int Most = 200;

    private readonly Queue<ModelAnswer> _answers = new();

    public IReadOnlyList<ModelAnswer> Newest
    {
        get
        {
            lock (_answers)
            {
                return [.. _answers.Reverse()];
            }
        }
    }

    public void Note(ModelAnswer answer)
    {
        lock (_answers)
        {
            _answers.Enqueue(answer);
            if (_answers.Count > Most)
            {
                _answers.Dequeue();
            }
        }
    }
}
