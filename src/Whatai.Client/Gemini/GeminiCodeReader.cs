using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>Reads the parts of code that the server runs: <c>executableCode</c>, and <c>codeExecutionResult</c> behind it.</summary>
internal static class GeminiCodeReader
{
    public static void Read(ref Utf8JsonReader reader, GeminiChunkPart part)
    {
        part.IsPlain = false;
        if (!LenientJson.ReadStartObject(ref reader))
        {
            return;
        }

        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement code = document.RootElement;
        part.Code = new CodeExecution
        {
            Id = LenientJson.Text(code, "id"),
            Language = LenientJson.Text(code, "language"),
            Code = LenientJson.Text(code, "code"),
            Status = LenientJson.Text(code, "outcome"),
            Output = LenientJson.Text(code, "output"),
        };
    }

    /// <summary>Takes a part in: code is a run of its own, and a result belongs to the run of its id, else to the last.</summary>
    /// <returns>The run as it is known now.</returns>
    public static CodeExecution Join(List<CodeExecution> runs, CodeExecution part)
    {
        int known = part.Code is not null ? -1 : part.Id is null ? runs.Count - 1 : runs.FindLastIndex(run => run.Id == part.Id);
        if (known < 0)
        {
            runs.Add(part);
            return part;
        }

        return runs[known] = runs[known] with { Status = part.Status, Output = part.Output };
    }
}
