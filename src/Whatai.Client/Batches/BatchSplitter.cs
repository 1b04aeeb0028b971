using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Whatai.Client.Batches;

/// <summary>
/// Parts a request that the gateway refuses, until what it refuses is found: an input of its own, or so many at once. A refusal is
/// not billed. What is wrong with every input alike is found out by the first two, and the rest is not asked.
/// </summary>
/// <param name="send">Sends some of the inputs, and returns a result for each.</param>
internal sealed class BatchSplitter<TInput, T>(Func<IReadOnlyList<TInput>, Task<IReadOnlyList<T>>> send)
    where T : class
{
    private IReadOnlyList<TInput> _inputs = [];
    private BatchOutcome<T>[] _outcomes = [];
    private WhataiException? _refusal;
    private WhataiException? _common;
    private bool _anyAnswered;

    public async Task<BatchOutcome<T>[]> RunAsync(IReadOnlyList<TInput> inputs)
    {
        _inputs = inputs;
        _outcomes = new BatchOutcome<T>[inputs.Count];
        // The later part lies below the earlier one.
        var parts = new Stack<(int Start, int Count)>();
        parts.Push((0, inputs.Count));
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
            IReadOnlyList<T> results = await send([.. _inputs.Skip(start).Take(count)]).ConfigureAwait(false);
            _anyAnswered = true;
            for (int i = 0; i < count; i++)
            {
                _outcomes[start + i] = new BatchOutcome<T>(results[i], null);
            }

            return true;
        }
        catch (WhataiException ex) when (count > 1 && MayBeOfOneInput(ex))
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
            _outcomes[start + i] = new BatchOutcome<T>(null, failure);
        }
    }

    // What names another member of the request does not change with fewer inputs.
    private static bool MayBeOfOneInput(WhataiException failure) =>
        failure.Kind == ErrorKind.InvalidRequest
        && failure.StatusCode is 400 or 413 or 422
        && (failure.Param is not { Length: > 0 } param || param.Contains("input", StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(WhataiException one, WhataiException? other) =>
        other is not null && one.Code == other.Code && one.ServerMessage == other.ServerMessage;
}
