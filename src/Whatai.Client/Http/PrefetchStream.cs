#if !NETFRAMEWORK
using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// A body that, once it has become long, is read on by another thread while what came of it is looked at: to take a fast stream off its
/// connection takes about half as long as to read its events. Short ones, and most are, would only be handed from thread to thread.
/// </summary>
internal sealed class PrefetchStream(Stream inner) : ReadOnlyStream(inner)
{
    /// <summary>From how many bytes on.</summary>
    public const int LongFrom = 512 * 1024;

    private const int PieceSize = 32 * 1024;
    private const int MostPieces = 4;

    private readonly Channel<ArraySegment<byte>> _pieces =
        Channel.CreateBounded<ArraySegment<byte>>(new BoundedChannelOptions(MostPieces) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop = new();
    private Task? _reading;
    private ArraySegment<byte> _piece;
    private int _passed;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_passed < LongFrom)
        {
            ValueTask<int> read = Inner.ReadAsync(buffer, cancellationToken);
            return read.IsCompletedSuccessfully ? new(Passed(read.Result)) : PassedAsync(read);
        }

        _reading ??= Task.Run(ReadOnAsync, CancellationToken.None);
        return _piece.Count > 0 || _pieces.Reader.TryRead(out _piece) ? new(Take(buffer.Span)) : WaitAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _reading is null)
        {
            base.Dispose(disposing);
            return;
        }

        // A decoder is not taken away from under a read.
        _stop.Cancel();
        _ = _reading.ContinueWith(
            static (_, inner) => ((Stream)inner!).Dispose(), Inner, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async ValueTask<int> PassedAsync(ValueTask<int> read) => Passed(await read.ConfigureAwait(false));

    private int Passed(int count)
    {
        _passed += count;
        return count;
    }

    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (await _pieces.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_pieces.Reader.TryRead(out _piece))
            {
                return Take(buffer.Span);
            }
        }

        return 0;
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _piece.Count);
        _piece.AsSpan(0, count).CopyTo(buffer);
        _piece = _piece.Slice(count);
        if (_piece.Count == 0)
        {
            ArrayPool<byte>.Shared.Return(_piece.Array!);
            _piece = default;
        }

        return count;
    }

    private async Task ReadOnAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                // Where it fails, the pool does not get it back: the read may still write to it.
                byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
                int count = await Inner.ReadAsync(piece, _stop.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    ArrayPool<byte>.Shared.Return(piece);
                    break;
                }

                await _pieces.Writer.WriteAsync(new ArraySegment<byte>(piece, 0, count), _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ex)
        {
            // It is the reader's, behind what came before.
            failure = ex;
        }

        _pieces.Writer.Complete(failure);
    }
}
#endif
