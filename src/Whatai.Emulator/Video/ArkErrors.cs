using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Video;

/// <summary>Errors in Ark's wording.</summary>
internal static class ArkErrors
{
    internal static ApiErrorException Invalid(string param, string reason)
        => new(400, $"The parameter `{param}` specified in the request is not valid: {reason}.", "BadRequest", param, "InvalidParameter");

    internal static ApiErrorException Missing(string param)
        => new(400, $"The request failed because it is missing `{param}`.", "BadRequest", param, "MissingParameter");

    internal static ApiErrorException NotFound(string id)
        => new(404, $"The specified task {id} is not found.", "NotFound", string.Empty, "ResourceNotFound");

    /// <summary>409: a running task cannot be deleted.</summary>
    internal static ApiErrorException Running(string id)
        => new(409, $"The task {id} is running and can not be deleted.", "Conflict", string.Empty, "InvalidAction.RunningTaskDeletion");
}
