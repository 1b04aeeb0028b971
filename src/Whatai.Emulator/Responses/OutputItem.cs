using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Responses;

/// <summary>One item of a response's output: how it is written whole, and how it comes in a stream.</summary>
internal abstract class OutputItem(string id, string type)
{
    internal string Id { get; } = id;

    /// <summary>What a later request may refer to.</summary>
    internal virtual StoredItem Stored => new(Id, null, null);

    /// <summary>Writes its members.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="begun">As it stands when a stream begins it: in progress and empty.</param>
    /// <param name="quirks">The fault's quirks.</param>
    internal void Write(Utf8JsonWriter w, bool begun, ResponseQuirks quirks)
    {
        w.WriteString("id", Id);
        w.WriteString("type", type);
        WriteMembers(w, begun, quirks);
        UnknownFields.Write(w, quirks);
    }

    /// <summary>Writes the events between output_item.added and output_item.done.</summary>
    internal abstract Task StreamAsync(ItemEvents events);

    private protected static string Status(bool begun, bool isComplete = true) => begun ? "in_progress" : isComplete ? "completed" : "incomplete";

    private protected abstract void WriteMembers(Utf8JsonWriter w, bool begun, ResponseQuirks quirks);
}
