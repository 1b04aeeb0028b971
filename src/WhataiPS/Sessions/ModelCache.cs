using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Whatai.Client;
using Whatai.Client.Http;
using Whatai.Client.Models;

namespace WhataiPS.Sessions;

/// <summary>The models of a connection, kept so that completion does not ask the gateway at each key.</summary>
internal sealed class ModelCache(WhataiClient client)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(5);

    // A person is waiting at a prompt: better no completion than a stuck one.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private IReadOnlyList<WhataiModel> _models = [];
    private readonly Stopwatch _sinceAsked = new();

    /// <summary>Notes what a listing brought.</summary>
    public void Set(IReadOnlyList<WhataiModel> models)
    {
        _models = models;
        _sinceAsked.Restart();
    }

    /// <summary>The models for completion; empty where the gateway does not answer at once.</summary>
    public IReadOnlyList<WhataiModel> ForCompletion()
    {
        if (!_sinceAsked.IsRunning || _sinceAsked.Elapsed > s_fresh)
        {
            // Set first, so that a gateway that fails is not asked again at the next key.
            _sinceAsked.Restart();
            try
            {
                using var patience = new CancellationTokenSource(s_patience);
                Set(client.Models.ListAsync(new CallOptions { MaxRetries = 0 }, patience.Token).GetAwaiter().GetResult());
            }
            catch (Exception ex) when (ex is WhataiException or OperationCanceledException)
            {
                // Completion has no place for errors; Get-WhataiModel shows them.
            }
        }

        return _models;
    }
}
