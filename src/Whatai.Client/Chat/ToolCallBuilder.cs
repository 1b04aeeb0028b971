using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Chat;

/// <summary>
/// Puts tool calls together from their fragments. Id and name come with a call's first fragment, and parallel calls interleave by index;
/// but many gateways give all calls the same index or none, or each fragment an id.
/// </summary>
internal sealed class ToolCallBuilder
{
    private readonly List<Call> _calls = [];
    private Call? _functionCall;

    public int Count => All.Count;

    /// <summary>Whether a call has members that <see cref="ChatToolCall"/> has no place for.</summary>
    public bool HasMore => All.Exists(static call => call.More is not null);

    // Some send the same call under its old name as well.
    private List<Call> All => _calls.Count > 0 || _functionCall is null ? _calls : [_functionCall];

    public void Add(IEnumerable<ChatChunkToolCall> fragments)
    {
        foreach (ChatChunkToolCall fragment in fragments)
        {
            Call? call = Find(fragment);
            if (call is null)
            {
                _calls.Add(call = new Call(fragment));
            }

            call.Add(fragment);
        }
    }

    /// <summary>Whether the call has come already as a whole.</summary>
    public bool Has(ChatChunkToolCall call) => _calls.Exists(known => known.Repeats(call));

    public void AddFunctionCall(ChatChunkToolCall fragment) => (_functionCall ??= new Call(fragment)).Add(fragment);

    /// <summary>The calls; null where there are none.</summary>
    /// <param name="place">The answer's place in the conversation.</param>
    public ChatToolCall[]? ToRecords(int place)
    {
        if (Count == 0)
        {
            return null;
        }

        var ids = new List<string>();
        return
        [
            .. Ordered().Select(call =>
            {
                string id = ToolCallIds.Complete(call.Id, ids, place);
                ids.Add(id);
                return new ChatToolCall(id, call.Name ?? string.Empty, LenientJson.Decoded(LenientText.WellFormed(call.Arguments.ToString())));
            }),
        ];
    }

    /// <summary>Writes the calls with all that they came with.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="records">What <see cref="ToRecords"/> made of them.</param>
    public void Write(Utf8JsonWriter writer, IReadOnlyList<ChatToolCall> records)
    {
        writer.WriteStartArray("tool_calls"u8);
        int number = 0;
        foreach (Call call in Ordered())
        {
            call.Write(writer, records[number++]);
        }

        writer.WriteEndArray();
    }

    // Sorting keeps the order of what is equal.
    private IEnumerable<Call> Ordered() => All.TrueForAll(static call => call.Index is not null) ? All.OrderBy(static call => call.Index) : All;

    // The call that a fragment goes on with; null where it begins one.
    private Call? Find(ChatChunkToolCall fragment)
    {
        Call? call = ById(fragment) ?? ByIndex(fragment) ?? ByPlace(fragment);
        return call is null || Begins(fragment, call) ? null : call;
    }

    private Call? ById(ChatChunkToolCall fragment) => string.IsNullOrEmpty(fragment.Id)
        ? null
        : _calls.FindLast(call => call.Id == fragment.Id && (call.Index is null || fragment.Index is null || call.Index == fragment.Index));

    private Call? ByIndex(ChatChunkToolCall fragment) => fragment.Index is null ? null : _calls.FindLast(call => call.Index == fragment.Index);

    // Some give the first fragment of a call an index and the others none, or the other way round.
    private Call? ByPlace(ChatChunkToolCall fragment) =>
        _calls.FindLast(call => call.Index is null && call.Position == (fragment.Index ?? fragment.Position))
        ?? (fragment.Index is null && string.IsNullOrEmpty(fragment.Name) ? _calls.LastOrDefault() : null);

    // A new call begins where a new id and a name come; but there are gateways that give each fragment an id, and such as give none.
    private static bool Begins(ChatChunkToolCall fragment, Call last)
    {
        if (string.IsNullOrEmpty(fragment.Name) || string.IsNullOrEmpty(last.Name) || last.Repeats(fragment))
        {
            return false;
        }

        bool isOther = fragment.Name != last.Name;
        if (string.IsNullOrEmpty(fragment.Id) || string.IsNullOrEmpty(last.Id))
        {
            return isOther || (last.IsWhole && !string.IsNullOrEmpty(fragment.Arguments));
        }

        return fragment.Id == last.Id
            ? last.IsWhole && !string.IsNullOrEmpty(fragment.Arguments)
            : isOther || !last.GoesOnWith(fragment.Arguments);
    }

    private sealed class Call(ChatChunkToolCall first)
    {
        public int? Index { get; } = first.Index;

        public int Position { get; } = first.Position;

        public string? Id { get; private set; }

        public string? Name { get; private set; }

        public StringBuilder Arguments { get; } = new();

        public MergedJson? More { get; private set; }

        public bool IsWhole => EndsAsObject(Arguments.ToString()) == true;

        /// <summary>Whether the fragment brings the same call once more, as relays do that end with the whole message.</summary>
        public bool Repeats(ChatChunkToolCall fragment) =>
            !string.IsNullOrEmpty(fragment.Id) && fragment.Id == Id && fragment.Name == Name && fragment.Arguments == Arguments.ToString() && IsWhole;

        /// <summary>Whether the arguments are cut, and these may be what follows.</summary>
        public bool GoesOnWith(string? more) =>
            Arguments.Length > 0 && !string.IsNullOrEmpty(more) && !IsWhole && EndsAsObject(Arguments + more) is not null;

        public void Add(ChatChunkToolCall fragment)
        {
            if (Repeats(fragment))
            {
                return;
            }

            Id = string.IsNullOrEmpty(Id) ? fragment.Id : Id;
            Name = string.IsNullOrEmpty(Name) ? fragment.Name : Name;
            Arguments.Append(fragment.Arguments);
            if (fragment.Json.ValueKind == JsonValueKind.Object)
            {
                (More ??= new MergedJson(joinsText: true)).Add(fragment.Json);
            }
        }

        public void Write(Utf8JsonWriter writer, ChatToolCall record)
        {
            bool isCustom = More?.Member("custom") is not null;
            writer.WriteStartObject();
            writer.WriteString("id"u8, record.Id);
            writer.WriteString("type"u8, More?.Text("type") ?? "function");
            if (!isCustom)
            {
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, record.Name);
                writer.WriteString("arguments"u8, record.Arguments);
                More?.Member("function")?.WriteMembers(writer, static name => name is not ("name" or "arguments"));
                writer.WriteEndObject();
            }

            More?.WriteMembers(writer, static name => name is not ("index" or "id" or "type" or "function"));
            writer.WriteEndObject();
        }

        // Null where it is no object, nor the beginning of one.
        private static bool? EndsAsObject(string text)
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), isFinalBlock: false, default);
            try
            {
                return !reader.Read() ? false : reader.TokenType == JsonTokenType.StartObject ? reader.TrySkip() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
