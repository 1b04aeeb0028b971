using System.Text;
using System.Threading.Tasks;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Faults;

/// <summary>Answers that are neither a valid answer nor a valid error.</summary>
internal static class MalformedResponses
{
    private static readonly byte[] s_garbage =
        Encoding.UTF8.GetBytes("{\"id\":\"chatcmpl-cut\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assist");

    internal static Task HtmlAsync(Exchange exchange) => exchange.Response.SendAsync(200, WebPage.ContentType, WebPage.Site);

    internal static Task CaptivePortalAsync(Exchange exchange)
        => exchange.Response.SendAsync(511, WebPage.ContentType, WebPage.Make("Log in to the network", "<form>Accept the terms to go on</form>"));

    internal static Task ErrorAsEventStreamAsync(Exchange exchange)
        => exchange.Response.SendAsync(400, "text/event-stream", Error(exchange, 400));

    internal static Task Error200Async(Exchange exchange) => exchange.SendJsonAsync(200, Error(exchange, 200));

    internal static Task EmptyAsync(Exchange exchange) => exchange.Response.SendAsync(200, "application/json", []);

    internal static Task GarbageAsync(Exchange exchange) => exchange.Response.SendAsync(200, "application/json", s_garbage);

    internal static Task BrokenGzipAsync(Exchange exchange)
    {
        exchange.Response.AddHeader("Content-Encoding", "gzip");
        return exchange.Response.SendAsync(200, "application/json", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF]);
    }

    internal static Task InvalidUtf8Async(Exchange exchange) =>
        exchange.Response.SendAsync(200, "application/json", [.. Encoding.UTF8.GetBytes("{\"id\":\""), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes("\\ud800\"}")]);

    internal static async Task ResetAsync(Exchange exchange)
    {
        await exchange.Response.WaitLatencyAsync().ConfigureAwait(false);
        throw new FaultedException(reset: true);
    }

    internal static Task StallAsync(Exchange exchange) => exchange.Response.StallAsync();

    private static byte[] Error(Exchange exchange, int status) => exchange.ErrorShape(
        status, $"The upstream refused the request (request id: {exchange.RequestId})", "upstream_error", null, "bad_response");
}
