using System;
using System.IO;
using System.Runtime.ExceptionServices;
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

    /// <summary>What an exception means. It is noted in the call's record, before the answer is disposed of, which ends the call as one that went well.</summary>
    public static Exception Note(Exception exception, byte[] body, CallContext context)
    {
        Exception failure = IsUnforeseen(exception) ? ApiFailures.NotJson(body, context, exception) : exception;
        context.Record?.Fail(failure);
        return failure;
    }

    private static async Task<T> ReadAsync<TAnswer, T>(TAnswer answer, Func<TAnswer, Task<T>> read, byte[] body, CallContext context)
    {
        try
        {
            return await read(answer).ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            ExceptionDispatchInfo.Capture(Note(ex, body, context)).Throw();
            throw;
        }
    }
}
