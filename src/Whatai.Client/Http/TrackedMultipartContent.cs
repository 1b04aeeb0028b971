using System;
using System.IO;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>A form that is read from its files while it is sent.</summary>
internal sealed class TrackedMultipartContent : SendTrackingContent
{
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] s_lineEnd = Encoding.ASCII.GetBytes("\r\n");

    private readonly MultipartForm _form;
    private readonly Action<long> _moved;

    /// <param name="form">The form.</param>
    /// <param name="moved">Hears how many bytes have gone so far.</param>
    public TrackedMultipartContent(MultipartForm form, Action<long> moved)
    {
        _form = form;
        _moved = moved;
        Headers.ContentType = MediaTypeHeaderValue.Parse(form.ContentType);
    }

    protected override async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        long sent = 0;
        byte[] buffer = new byte[BufferSize];
        foreach (MultipartForm.Part part in _form.Parts)
        {
            await SendAsync(part.Head, part.Head.Length).ConfigureAwait(false);
            using Stream content = part.Bytes is byte[] bytes ? new MemoryStream(bytes, writable: false) : Open(part);
            long left = part.Length;
            while (left > 0)
            {
                int count = await content.ReadAsync(buffer, 0, (int)Math.Min(buffer.Length, left), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new LocalizableMessage("FileShrank", $"'{part.Path}' became shorter while it was sent.").ToIOException();
                }

                await SendAsync(buffer, count).ConfigureAwait(false);
                left -= count;
            }

            await SendAsync(s_lineEnd, s_lineEnd.Length).ConfigureAwait(false);
        }

        await SendAsync(_form.End, _form.End.Length).ConfigureAwait(false);

        async Task SendAsync(byte[] piece, int count)
        {
            await stream.WriteAsync(piece, 0, count, cancellationToken).ConfigureAwait(false);
            sent += count;
            _moved(sent);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _form.Length;
        return true;
    }

    private static FileStream Open(MultipartForm.Part part) =>
        new(part.Path!, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
}
