using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Whatai.Client.Embeddings;

/// <summary>
/// Parts a request that the gateway refuses, until what it refuses is found: a text of its own, or so many at once. A refusal is
/// not billed. What is wrong with every text alike is found out by the first two, and the rest is not asked.
/// </summary>
internal sealed class EmbeddingSplitter(Func<EmbeddingRequest, Task<EmbeddingBatch>> send, Action<EmbeddingBatch>? onAnswer)
{
    private EmbeddingOutcome[] _outcomes = [];
    private EmbeddingRequest _request = null!;
    private WhataiException? _refusal;
    private WhataiException? _common;
    private bool _anyAnswered;

    public async Task<EmbeddingOutcome[]> RunAsync(EmbeddingRequest request)
    {
        _request = request;
        _outcomes = new EmbeddingOutcome[request.Inputs.Count];
        // The later part lies below the earlier one.
        var parts = new Stack<(int Start, int Count)>();
        parts.Push((0, request.Inputs.Count));
        while (parts.Count > 0)
        {
            (int start, int count) = parts.Pop();
            if (_common is not null)
            {
                Fail(start, count, _common);
            }
            else if (!await TryAsync(start, count).ConfigureAwait(false))
            {
                int half = count / 2;
                parts.Push((start + half, count - half));
                parts.Push((start, half));
            }
        }

        return _outcomes;
    }

    // False where it is to be parted.
    private async Task<bool> TryAsync(int start, int count)
    {
        try
        {
            EmbeddingBatch batch = await send(_request with { Inputs = [.. _request.Inputs.Skip(start).Take(count)] }).ConfigureAwait(false);
            _anyAnswered = true;
            onAnswer?.Invoke(batch);
            for (int i = 0; i < count; i++)
            {
                _outcomes[start + i] = new EmbeddingOutcome(batch.Embeddings[i], null);
            }

            return true;
        }
        catch (WhataiException ex) when (count > 1 && MayBeOfOneText(ex))
        {
            return false;
        }
        catch (WhataiException ex)
        {
            Fail(start, count, ex);
            if (ex.Kind != ErrorKind.InvalidRequest || IsSame(ex, _refusal))
            {
                _common = _anyAnswered ? null : ex;
            }

            _refusal = ex;
            return true;
        }
    }

    private void Fail(int start, int count, WhataiException failure)
    {
        for (int i = 0; i < count; i++)
        {
            _outcomes[start + i] = new EmbeddingOutcome(null, failure);
        }
    }

    // What names another member of the request does not change with fewer texts.
    private static bool MayBeOfOneText(WhataiException failure) =>
        failure.Kind == ErrorKind.InvalidRequest
        && failure.StatusCode is 400 or 413 or 422
        && (failure.Param is not { Length: > 0 } param || param.Contains("input", StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(WhataiException one, WhataiException? other) =>
        other is not null && one.Code == other.Code && one.ServerMessage == other.ServerMessage;
}
