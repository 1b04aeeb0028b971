using System.Text.Json;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Json;

/// <summary>Members that no client knows, for the fault <c>unknown-fields</c>.</summary>
internal static class UnknownFields
{
    internal static void Write(Utf8JsonWriter writer, ResponseQuirks quirks)
    {
        if ((quirks & ResponseQuirks.UnknownFields) == 0)
        {
            return;
        }

        writer.WriteNull("x_unknown_null");
        writer.WriteNumber("x_unknown_number", 1.5);
        writer.Object("x_unknown_object", o =>
        {
            o.WriteString("text", "\u672A\u77E5");
            o.WriteStartArray("list");
            o.WriteNumberValue(1);
            o.WriteBooleanValue(true);
            o.WriteStartObject();
            o.WriteEndObject();
            o.WriteEndArray();
        });
    }
}
