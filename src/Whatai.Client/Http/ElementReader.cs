using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Whatai.Client.Protocol;

namespace Whatai.Client.Http;

/// <summary>Reads the objects of a JSON array as they come.</summary>
internal static class ElementReader
{
    /// <summary>
    /// Gives each object when its last byte is there. Leaving the enumeration early closes the connection. What goes wrong once
    /// <paramref name="isComplete"/> says that the answer is whole no longer matters.
    /// </summary>
    /// <exception cref="WhataiException">The connection broke or was silent too long.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAsync(ApiResponse response, Func<bool> isComplete)
    {
        using var splitter = new JsonSplitter();
        var objects = new List<byte[]>();
        byte[] buffer = new byte[16 * 1024];
        while (!splitter.IsBroken)
        {
            int count;
            try
            {
                Stream body = await response.OpenAsync().ConfigureAwait(false);
                count = await body.ReadAsync(buffer, 0, buffer.Length, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception ex)
            {
                Exception failure = response.ReadFailure(ex);
                if (!isComplete() || failure is OperationCanceledException)
                {
                    throw failure;
                }

                count = 0;
            }

            if (count == 0)
            {
                yield break;
            }

            splitter.Add(buffer.AsSpan(0, count), objects);
            foreach (byte[] item in objects)
            {
                yield return item;
            }

            objects.Clear();
        }
    }
}
