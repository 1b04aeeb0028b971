using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Media;

/// <summary>GET /v1/files/{id}/content: a hosted file by its name, from the gateway itself, with the key.</summary>
internal static class FilesEndpoint
{
    internal static Task GetContentAsync(Exchange exchange)
    {
        string id = exchange.RouteValues["id"];
        return exchange.State.Files.Find(id) is { } file
            ? exchange.Response.SendAsync(200, file.MimeType, file.Bytes)
            : throw new ApiErrorException(404, $"No such File object: {id}", "invalid_request_error", "id", "not_found");
    }
}
