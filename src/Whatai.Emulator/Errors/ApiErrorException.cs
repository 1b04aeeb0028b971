using System;

namespace Whatai.Emulator.Errors;

/// <summary>An error that the dispatcher answers in the route's shape.</summary>
internal sealed class ApiErrorException(int status, string message, string type, string? param, string? code) : Exception(message)
{
    internal int Status { get; } = status;

    internal string Type { get; } = type;

    internal string? Param { get; } = param;

    internal string? Code { get; } = code;

    /// <summary>400 for an invalid member of the body.</summary>
    internal static ApiErrorException BadParameter(string param, string message, string code = "invalid_value")
        => new(400, message, "invalid_request_error", param, code);

    /// <summary>400 for a missing member.</summary>
    internal static ApiErrorException Missing(string param)
        => BadParameter(param, $"Missing required parameter: '{param}'.", "missing_required_parameter");

    /// <summary>503 as new-api answers when no channel serves a model; nothing was sent upstream, so nothing is billed.</summary>
    internal static ApiErrorException NoChannel(string model)
        => new(503, $"No available channel for model {model} under group default (distributor)", "new_api_error", null, "model_not_found");
}
