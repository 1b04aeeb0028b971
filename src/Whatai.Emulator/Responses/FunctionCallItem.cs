using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A call of a function.</summary>
internal sealed class FunctionCallItem(string id, ToolCall call) : OutputItem(id, "function_call")
{
    internal override StoredItem Stored => new(Id, new Message("assistant", string.Empty, []), call.Id);

    internal override Task StreamAsync(ItemEvents events)
        => events.WriteTextAsync("response.function_call_arguments", null, "arguments", call.Fragments(), call.Arguments, doneMore: w => w.WriteString("name", call.Name));

    private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteString("status", Status(inProgress));
        w.WriteString("arguments", inProgress ? string.Empty : call.Arguments);
        w.WriteString("call_id", call.Id);
        w.WriteString("name", call.Name);
    }
}
