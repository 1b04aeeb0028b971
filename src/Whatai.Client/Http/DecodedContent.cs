using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// A body that came compressed, as what it was before. It is decompressed here and not by the handler, so that how much came for it is
/// known, and damage is one kind of exception.
/// </summary>
internal sealed class DecodedContent : HttpContent
{
#if NETFRAMEWORK
    /// <summary>What a request says that it takes.</summary>
    public const string Accepted = "gzip, deflate";
#else
    /// <summary>What a request says that it takes.</summary>
    public const string Accepted = "gzip, deflate, br";
#endif

    private readonly HttpContent _coded;
    private readonly string _coding;
    private DecodingStream? _stream;

    private DecodedContent(HttpContent coded, string coding)
    {
        _coded = coded;
        _coding = coding;
        foreach (var header in coded.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        Headers.ContentLength = null;
        Headers.ContentEncoding.Clear();
        foreach (string outer in coded.Headers.ContentEncoding.Take(coded.Headers.ContentEncoding.Count - 1))
        {
            Headers.ContentEncoding.Add(outer);
        }
    }

    /// <summary>How many compressed bytes have come.</summary>
    public long Received => _stream?.Received ?? 0;

    /// <summary>Puts it in the place of a body that is compressed in a way that is known.</summary>
    public static void Decode(HttpResponseMessage response)
    {
        string? coding = response.Content?.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant();
        if (coding is "gzip" or "x-gzip" or "deflate" || (coding is "br" && Accepted.EndsWith("br", StringComparison.Ordinal)))
        {
            response.Content = new DecodedContent(response.Content!, coding);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        _stream = new DecodingStream(await _coded.ReadAsStreamAsync().ConfigureAwait(false), _coding);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using Stream body = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await body.CopyToAsync(stream).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _coded.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class DecodingStream(Stream coded, string coding) : ReadOnlyStream(coded)
    {
        private readonly CountingStream _counted = new(coded);
        private Stream? _plain;

        public long Received => _counted.Count;

#if !NETFRAMEWORK
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                _plain ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
                return await _plain.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidOperationException ex) when (ex is not ObjectDisposedException)
            {
                // As Brotli says it.
                throw new InvalidDataException(ex.Message, ex);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
#else
        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            _plain ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
            return await _plain.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        }
#endif

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _plain?.Dispose();
            }

            base.Dispose(disposing);
        }

        private async Task<Stream> OpenAsync(CancellationToken cancellationToken) => coding switch
        {
#if !NETFRAMEWORK
            "br" => new BrotliStream(_counted, CompressionMode.Decompress),
#endif
            "deflate" => new DeflateStream(await WithoutZlibHeadAsync(cancellationToken).ConfigureAwait(false), CompressionMode.Decompress),
            _ => new GZipStream(_counted, CompressionMode.Decompress),
        };

        // The standard's deflate has the head of zlib; what many servers send has none.
        private async Task<Stream> WithoutZlibHeadAsync(CancellationToken cancellationToken)
        {
            byte[] head = new byte[2];
            int count = 0;
            while (count < head.Length && await _counted.ReadAsync(head, count, head.Length - count, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                count += read;
            }

            bool isZlib = count == head.Length && (head[0] & 0x0F) == 8 && ((head[0] << 8) | head[1]) % 31 == 0;
            _counted.Before = isZlib ? default : new ArraySegment<byte>(head, 0, count);
            return _counted;
        }
    }

    private sealed class CountingStream(Stream inner) : ReadOnlyStream(inner)
    {
        public long Count { get; private set; }

        /// <summary>What is to be read anew before the rest.</summary>
        public ArraySegment<byte> Before { get; set; }

#if !NETFRAMEWORK
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Before.Count > 0)
            {
                return TakeBefore(buffer.Span);
            }

            int read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count += read;
            return read;
        }
#endif

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            if (Before.Count > 0)
            {
                return TakeBefore(buffer.AsSpan(offset, count));
            }

            int read = await Inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
            Count += read;
            return read;
        }

#if NETFRAMEWORK
        // .NET Framework's decompression reads by these, Mono's by the one that waits.
        public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback callback, object state)
        {
            var source = new TaskCompletionSource<int>(state);
            ReadAsync(buffer, offset, count, CancellationToken.None).ContinueWith(
                read =>
                {
                    _ = read.Status == TaskStatus.RanToCompletion ? source.TrySetResult(read.Result)
                        : read.Exception is AggregateException failure ? source.TrySetException(failure.InnerExceptions)
                        : source.TrySetCanceled();
                    callback?.Invoke(source.Task);
                },
                TaskScheduler.Default);
            return source.Task;
        }

        public override int EndRead(IAsyncResult asyncResult) => ((Task<int>)asyncResult).GetAwaiter().GetResult();

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
#endif

        private int TakeBefore(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, Before.Count);
            Before.AsSpan(0, count).CopyTo(buffer);
            Before = new ArraySegment<byte>(Before.Array!, Before.Offset + count, Before.Count - count);
            return count;
        }
    }
}
