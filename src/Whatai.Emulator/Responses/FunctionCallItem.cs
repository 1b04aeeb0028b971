using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A call of a function, or of a custom tool.</summary>
internal sealed class FunctionCallItem(string id, ToolCall call) : OutputItem(id, call.IsCustom ? "custom_tool_call" : "function_call")
{
    private readonly string _member = call.IsCustom ? "input" : "arguments";

    internal override StoredItem Stored => new(Id, new Message("assistant", string.Empty, []), call.Id);

    internal override Task StreamAsync(ItemEvents events)
        => call.IsCustom
            ? events.WriteTextAsync("response.custom_tool_call_input", null, _member, call.Fragments(), call.Arguments)
            : events.WriteTextAsync("response.function_call_arguments", null, _member, call.Fragments(), call.Arguments, doneMore: w => w.WriteString("name", call.Name));

    private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteString("status", Status(inProgress));
        w.WriteString(_member, inProgress ? string.Empty : call.Arguments);
        w.WriteString("call_id", call.Id);
        w.WriteString("name", call.Name);
    }
}
