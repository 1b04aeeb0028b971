using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Json;

namespace Whatai.Client.Completions;

/// <summary>Writes the body of a legacy completion request.</summary>
internal static class TextCompletionRequestWriter
{
    public static byte[] Write(TextCompletionRequest request, bool stream, JsonObject? extra) =>
        JsonBody.Write(writer => Write(writer, request, stream), extra);

    private static void Write(Utf8JsonWriter writer, TextCompletionRequest request, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteTexts("prompt", request.Prompts);
        writer.WriteOptional("suffix", request.Suffix);
        writer.WriteOptional("max_tokens", request.MaxTokens);
        writer.WriteOptional("temperature", request.Temperature);
        writer.WriteOptional("top_p", request.TopP);
        writer.WriteOptional("n", request.Count);
        writer.WriteOptional("best_of", request.BestOf);
        if (request.Echo is bool echo)
        {
            writer.WriteBoolean("echo"u8, echo);
        }

        writer.WriteOptional("logprobs", request.LogProbs);
        writer.WriteStream(stream);
        writer.WriteTexts("stop", request.Stop);
        writer.WriteOptional("presence_penalty", request.PresencePenalty);
        writer.WriteOptional("frequency_penalty", request.FrequencyPenalty);
        writer.WriteBiases(request.LogitBias);
        writer.WriteOptional("user", request.User);
        writer.WriteOptional("seed", request.Seed);
        writer.WriteEndObject();
    }
}
