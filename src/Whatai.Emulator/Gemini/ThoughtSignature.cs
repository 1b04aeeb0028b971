using System;
using System.Linq;
using System.Text;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Gemini;

/// <summary>
/// The opaque bytes that Gemini 3 attaches to the first function call of an answer, and requires in the next request. Here they depend
/// only on the function's name, so that a client may reformat the arguments.
/// </summary>
internal static class ThoughtSignature
{
    // Google accepts these from a client whose history comes from elsewhere.
    private static readonly string[] s_substitutes = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

    internal static bool IsRequired(string model) => model.StartsWith("gemini-3", StringComparison.OrdinalIgnoreCase);

    /// <param name="about">The function's name; empty for an answer that calls none.</param>
    internal static string Make(string about) => Convert.ToBase64String(Hex.Hash(Encoding.UTF8.GetBytes("thought/" + about)));

    /// <exception cref="ApiErrorException">400: it is missing, or not the one that was issued.</exception>
    internal static void Check(GeminiPart call, int position)
    {
        if (string.IsNullOrEmpty(call.Signature))
        {
            throw new ApiErrorException(
                400,
                "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. "
                    + FormattableString.Invariant($"Additional data, function call `default_api:{call.Call}` , position {position}. ")
                    + "Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.",
                "invalid_request_error", null, null);
        }

        // Base64 may come back in its URL-safe form.
        string signature = call.Signature!.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        if (signature != Make(call.Call!).TrimEnd('=') && !s_substitutes.Contains(call.Signature, StringComparer.Ordinal))
        {
            throw new ApiErrorException(400, "Thought signature is not valid.", "invalid_request_error", null, null);
        }
    }
}
