using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Media;

/// <summary>
/// The second port: it serves signed URLs as object stores do, with ranges and validators. A request with a key
/// is rejected and counted, since the key is only for the gateway.
/// </summary>
internal static class MediaHost
{
    private const int Piece = 64 * 1024;
    private const string Folder = "/files/";

    internal static async Task AnswerAsync(Exchange exchange)
    {
        string? fault = exchange.State.MediaFaults.Take(skipRedirects: false)?.Name;
        exchange.Entry.Fault = fault;
        RequestHead head = exchange.Head;
        if (exchange.Entry.HasAuthorization || CarriesKey(head, exchange.State.Options.ApiKey))
        {
            exchange.State.CountKeyLeak();
            await SendErrorAsync(exchange, 400, "KeyLeaked", "The media host was sent a key. It is only for the gateway.").ConfigureAwait(false);
            return;
        }

        if (head.Method is not ("GET" or "HEAD"))
        {
            await SendErrorAsync(exchange, 405, "MethodNotAllowed", "Only GET and HEAD are served.").ConfigureAwait(false);
            return;
        }

        if (await AnswerByFaultAsync(exchange, fault).ConfigureAwait(false))
        {
            return;
        }

        var query = new QueryString(head.Target);
        string expires = query.Value("expires") ?? string.Empty;
        StoredFile? file = head.Path.StartsWith(Folder, StringComparison.Ordinal)
            ? exchange.State.Files.Find(head.Path.Substring(Folder.Length), expires, query.Value("signature"))
            : null;
        if (file is null)
        {
            await SendErrorAsync(exchange, 403, "SignatureDoesNotMatch", "The URL is not signed, or names no file.").ConfigureAwait(false);
        }
        else if (FileStore.IsExpired(expires))
        {
            await SendErrorAsync(exchange, 403, "AccessDenied", "Request has expired").ConfigureAwait(false);
        }
        else
        {
            await SendAsync(exchange, file, fault).ConfigureAwait(false);
        }
    }

    // Object stores answer XML.
    private static Task SendErrorAsync(Exchange exchange, int status, string code, string message)
        => exchange.Response.SendAsync(status, "application/xml", Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{exchange.RequestId}</RequestId></Error>"));

    private static bool CarriesKey(RequestHead head, string key)
        => head.Target.Contains(key) || Uri.UnescapeDataString(head.Target).Contains(key) || head.Headers.Values.Any(value => value.Contains(key));

    private static async Task<bool> AnswerByFaultAsync(Exchange exchange, string? fault)
    {
        switch (fault)
        {
            case "403":
                await SendErrorAsync(exchange, 403, "AccessDenied", "Request has expired").ConfigureAwait(false);
                return true;
            case "404" or "410" or "500" or "503":
                await SendErrorAsync(exchange, int.Parse(fault, CultureInfo.InvariantCulture), "Fault", "The fault " + fault).ConfigureAwait(false);
                return true;
            case "429":
                exchange.Response.AddHeader("retry-after-ms", "50");
                await SendErrorAsync(exchange, 429, "SlowDown", "Please reduce your request rate.").ConfigureAwait(false);
                return true;
            case MediaFaults.Html:
                await exchange.Response.SendAsync(200, WebPage.ContentType, WebPage.Site).ConfigureAwait(false);
                return true;
            case MediaFaults.Json:
                await exchange.SendJsonAsync(200, ErrorShapes.OpenAi("The file could not be made", "upstream_error", null, "bad_response")).ConfigureAwait(false);
                return true;
            case MediaFaults.Empty:
                await exchange.Response.SendAsync(200, "image/png", []).ConfigureAwait(false);
                return true;
            case MediaFaults.Redirect or MediaFaults.RedirectGateway:
                string host = fault == MediaFaults.Redirect ? exchange.State.Files.Host.Replace("127.0.0.1", "localhost") : exchange.State.BaseUrl;
                exchange.Response.AddHeader("Location", host + exchange.Head.Target);
                await exchange.Response.SendAsync(302, null, []).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sends a file or the requested range of it.</summary>
    internal static async Task SendAsync(Exchange exchange, StoredFile file, string? fault)
    {
        ResponseWriter response = exchange.Response;
        string tag = fault switch
        {
            MediaFaults.Changed => "\"changed-" + file.ETag.Substring(1),
            MediaFaults.WeakTag => "W/" + file.ETag,
            _ => file.ETag,
        };
        if (fault != MediaFaults.NoValidators)
        {
            response.AddHeader("ETag", tag);
        }

        if (fault is not (MediaFaults.NoValidators or MediaFaults.WeakTag))
        {
            response.AddHeader("Last-Modified", file.LastModified.ToString("r", CultureInfo.InvariantCulture));
        }

        ByteRange? range = fault is MediaFaults.NoRange or MediaFaults.Chunked || !IsCurrent(exchange.Head.Header("If-Range"), file, fault)
            ? null
            : ByteRange.Read(exchange.Head.Header("Range"), file.Length);
        if (fault != MediaFaults.NoRange)
        {
            response.AddHeader("Accept-Ranges", "bytes");
        }

        if (range is { Count: <= 0 })
        {
            response.AddHeader("Content-Range", FormattableString.Invariant($"bytes */{file.Length}"));
            await SendErrorAsync(exchange, 416, "InvalidRange", "The requested range is not satisfiable").ConfigureAwait(false);
            return;
        }

        if (range is not null && fault == MediaFaults.WrongRange)
        {
            range = new ByteRange(0, file.Length);
        }

        if (range is not null)
        {
            response.AddHeader("Content-Range", FormattableString.Invariant($"bytes {range.From}-{range.From + range.Count - 1}/{file.Length}"));
        }

        await WriteAsync(exchange, file, range, fault).ConfigureAwait(false);
    }

    private static bool IsCurrent(string? ifRange, StoredFile file, string? fault)
        => ifRange is null || fault == MediaFaults.Changed || ifRange == file.ETag || ifRange == file.LastModified.ToString("r", CultureInfo.InvariantCulture);

    private static async Task WriteAsync(Exchange exchange, StoredFile file, ByteRange? range, string? fault)
    {
        long at = range?.From ?? 0;
        long count = range?.Count ?? file.Length;
        ResponseWriter response = exchange.Response;
        int status = range is null ? 200 : 206;
        bool isChunked = fault == MediaFaults.Chunked;
        if (!await (isChunked ? BeginChunkedAsync(response, status, file) : response.BeginSizedAsync(status, file.MimeType, count)).ConfigureAwait(false))
        {
            return;
        }

        bool breaks = isChunked || fault is MediaFaults.Cut or MediaFaults.Reset or MediaFaults.Stall;
        long end = at + (breaks ? Math.Max(1, count / 2) : count);
        byte[] piece = new byte[(int)Math.Min(Piece, count)];
        while (at < end)
        {
            int length = (int)Math.Min(piece.Length, end - at);
            file.Read(at, piece, length);
            response.Append(piece.AsSpan(0, length));
            at += length;
            if (at == end && !breaks)
            {
                await response.EndAsync().ConfigureAwait(false);
                return;
            }

            await response.FlushAsync().ConfigureAwait(false);
            if (fault == MediaFaults.Slow)
            {
                await Task.Delay(20, exchange.Aborted).ConfigureAwait(false);
            }
        }

        if (fault == MediaFaults.Stall)
        {
            await response.StallAsync().ConfigureAwait(false);
        }

        throw new FaultedException(reset: fault == MediaFaults.Reset);
    }

    private static async Task<bool> BeginChunkedAsync(ResponseWriter response, int status, StoredFile file)
    {
        await response.BeginAsync(status, file.MimeType).ConfigureAwait(false);
        return true;
    }
}
