using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;

namespace Whatai.Client.Streaming;

/// <summary>An answer as it comes. Whoever enumerates it makes the call, and ends it by leaving.</summary>
/// <typeparam name="T">A piece of the answer.</typeparam>
/// <param name="open">Sends the request.</param>
/// <param name="read">Reads the pieces.</param>
/// <param name="cancellationToken">Cancels the call.</param>
internal sealed class AnswerStream<T>(
    Func<CancellationToken, Task<StreamingResponse>> open, Func<StreamingResponse, IAsyncEnumerable<T>> read, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken other = default) =>
        new Enumerator(open, read, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, other));

    // No iterator: most pieces are there already, and one around the reader's own would cost as much as some of its reading.
    private sealed class Enumerator(
        Func<CancellationToken, Task<StreamingResponse>> open, Func<StreamingResponse, IAsyncEnumerable<T>> read, CancellationTokenSource cancel) : IAsyncEnumerator<T>
    {
        private StreamingResponse? _response;
        private IAsyncEnumerator<T>? _pieces;
        private bool _isMoving;
        private bool _isOver;

        public T Current => _pieces!.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_isOver)
            {
                return new(false);
            }

            ValueTask<bool> move = _pieces is null ? BeginAsync() : _pieces.MoveNextAsync();
            return move.IsCompletedSuccessfully ? move : AwaitedAsync(move);
        }

        // What is read is not taken away from under a read, which ends by the token; as with an iterator.
        public ValueTask DisposeAsync() => _isMoving ? throw new NotSupportedException() : EndAsync();

        private async ValueTask<bool> BeginAsync()
        {
            _response = await open(cancel.Token).ConfigureAwait(false);
            _pieces = read(_response).GetAsyncEnumerator(cancel.Token);
            return await _pieces.MoveNextAsync().ConfigureAwait(false);
        }

        private async ValueTask<bool> AwaitedAsync(ValueTask<bool> move)
        {
            _isMoving = true;
            try
            {
                return await move.ConfigureAwait(false);
            }
            catch (Exception ex)
            {
                if (_response is not null)
                {
                    ex = AnswerGuard.Note(ex, [], _response.Context);
                }

                // It may have been left by now.
                await EndAsync().ConfigureAwait(false);
                ExceptionDispatchInfo.Capture(ex).Throw();
                throw;
            }
            finally
            {
                _isMoving = false;
            }
        }

        private async ValueTask EndAsync()
        {
            _isOver = true;
            using (cancel)
            using (_response)
            {
                if (_pieces is not null)
                {
                    await _pieces.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }
}
