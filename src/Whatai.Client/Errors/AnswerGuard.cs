using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <summary>
/// The one place where an exception that nobody foresaw, while an answer is read, becomes what it means: this is not the answer. It is
/// the failure of that call then, and not of the program that made it.
/// </summary>
internal static class AnswerGuard
{
    /// <summary>Whether an exception says nothing that a caller of the client knows: neither a failed call, nor a cancelled one, nor a file that can't be written.</summary>
    public static bool IsUnforeseen(Exception exception) => exception is not (WhataiException or OperationCanceledException or IOException or UnauthorizedAccessException);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="WhataiException">It is not the answer.</exception>
    public static T Read<T>(BufferedResponse answer, Func<BufferedResponse, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception ex) when (IsUnforeseen(ex))
        {
            throw ApiFailures.NotJson(answer.Body, answer.Context, ex);
        }
    }

    /// <summary>Reads an answer that may be a stream.</summary>
    /// <exception cref="WhataiException">It is not the answer.</exception>
    public static Task<T> ReadAsync<T>(BufferedResponse answer, Func<BufferedResponse, Task<T>> read) => ReadAsync(answer, read, answer.Body, answer.Context);

    /// <summary>Reads an answer that goes to a file.</summary>
    /// <exception cref="WhataiException">It is not the answer.</exception>
    public static Task<T> SaveAsync<T>(StreamingResponse answer, Func<StreamingResponse, Task<T>> save) => ReadAsync(answer, save, [], answer.Context);

    /// <summary>Reads an answer as it comes.</summary>
    /// <exception cref="WhataiException">It is not the answer.</exception>
    public static IAsyncEnumerable<T> StreamAsync<T>(IAsyncEnumerable<T> read, CallContext context) => new Guarded<T>(read, context);

    private static async Task<T> ReadAsync<TAnswer, T>(TAnswer answer, Func<TAnswer, Task<T>> read, byte[] body, CallContext context)
    {
        try
        {
            return await read(answer).ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            Throw(ex, body, context);
            throw;
        }
    }

    // Noted before the answer is disposed of, which ends the call as one that went well.
    private static void Throw(Exception exception, byte[] body, CallContext context)
    {
        Exception failure = IsUnforeseen(exception) ? ApiFailures.NotJson(body, context, exception) : exception;
        context.Record?.Fail(failure);
        ExceptionDispatchInfo.Capture(failure).Throw();
    }

    // Most pieces are there already, and need no iterator around the one that gives them.
    private sealed class Guarded<T>(IAsyncEnumerable<T> read, CallContext context) : IAsyncEnumerable<T>, IAsyncEnumerator<T>
    {
        private readonly IAsyncEnumerator<T> _pieces = read.GetAsyncEnumerator();

        public T Current => _pieces.Current;

        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync()
        {
            ValueTask<bool> move = _pieces.MoveNextAsync();
            return move.IsCompletedSuccessfully ? move : AwaitedAsync(move);
        }

        public ValueTask DisposeAsync() => _pieces.DisposeAsync();

        private async ValueTask<bool> AwaitedAsync(ValueTask<bool> move)
        {
            try
            {
                return await move.ConfigureAwait(false);
            }
            catch (Exception ex)
            {
                Throw(ex, [], context);
                throw;
            }
        }
    }
}
