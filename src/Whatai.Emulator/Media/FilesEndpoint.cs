using System.Threading.Tasks;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Media;

/// <summary>
/// GET /files/{name}: the media host, which wants no key. It stands apart from the API: queued faults, the rate and the
/// concurrency do not concern it; the header X-Emulator-Fault does.
/// </summary>
internal static class FilesEndpoint
{
    internal static Task GetAsync(Exchange exchange)
    {
        string name = exchange.RouteValues["name"];
        return exchange.State.Files.Find(name) is { } file
            ? exchange.Response.SendAsync(200, file.MimeType, file.Bytes)
            : throw new ApiErrorException(404, $"There is no file '{name}'", "invalid_request_error", null, "not_found");
    }
}
