using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Responses;

/// <summary>One item of a response's output: its JSON, and its events in a stream.</summary>
internal abstract class OutputItem(string id, string type)
{
    internal string Id { get; } = id;

    /// <summary>What later requests may refer to.</summary>
    internal virtual StoredItem Stored => new(Id, null, null);

    /// <summary>Writes its members.</summary>
    /// <param name="w">The writer.</param>
    /// <param name="inProgress">Whether to write it as at the start of a stream: in progress and empty.</param>
    /// <param name="quirks">The fault's quirks.</param>
    internal void Write(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteString("id", Id);
        w.WriteString("type", type);
        WriteMembers(w, inProgress, quirks);
        UnknownFields.Write(w, quirks);
    }

    /// <summary>Writes the events between output_item.added and output_item.done.</summary>
    internal abstract Task StreamAsync(ItemEvents events);

    private protected static string Status(bool inProgress, bool isComplete = true) => inProgress ? "in_progress" : isComplete ? "completed" : "incomplete";

    private protected abstract void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks);
}
