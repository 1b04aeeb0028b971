using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>Writes a function as chat has it inside <c>function</c>, and responses beside <c>type</c>.</summary>
internal static class FunctionToolWriter
{
    public static void WriteFunction(this Utf8JsonWriter writer, FunctionTool tool)
    {
        writer.WriteString("name"u8, tool.Name);
        writer.WriteOptional("description", tool.Description);
        writer.WriteOptional("parameters", tool.Parameters);
        if (tool.Strict is bool strict)
        {
            writer.WriteBoolean("strict"u8, strict);
        }
    }
}
