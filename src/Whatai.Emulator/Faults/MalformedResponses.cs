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

    internal static Task BrokenBrotliAsync(Exchange exchange)
    {
        exchange.Response.AddHeader("Content-Encoding", "br");
        return exchange.Response.SendAsync(200, "application/json", [0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x02, 0x03, 0x04]);
    }

    internal static Task LoneSurrogateAsync(Exchange exchange) =>
        exchange.Response.SendAsync(200, "application/json", Encoding.ASCII.GetBytes("{\"id\":\"\\ud800\",\"model\":\"\\udc00\",\"object\":\"\\ud800\"}"));

    internal static Task JsonStringAsync(Exchange exchange) => exchange.Response.SendAsync(200, "application/json", Encoding.ASCII.GetBytes("\"text\""));

    internal static Task WrongTypeAsync(Exchange exchange) =>
        exchange.Response.SendAsync(200, "image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

    internal static Task HugeHeaderAsync(Exchange exchange)
    {
        exchange.Response.AddHeader("X-Huge", new string('x', 256 * 1024));
        return exchange.Response.SendAsync(200, "application/json", Encoding.ASCII.GetBytes("{}"));
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
