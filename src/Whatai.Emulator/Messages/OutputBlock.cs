using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Emulator.Messages;

/// <summary>One block of an answer's content.</summary>
/// <param name="Whole">Writes its members.</param>
internal sealed record OutputBlock(Action<Utf8JsonWriter> Whole)
{
    /// <summary>Writes its members as a stream begins it.</summary>
    internal Action<Utf8JsonWriter> Start { get; init; } = Whole;

    /// <summary>What a stream brings of it after its start.</summary>
    internal IReadOnlyList<BlockDelta> Deltas { get; init; } = [];
}

/// <summary>A part of a block in a stream: a text that comes in pieces.</summary>
/// <param name="Type">The deltas' type.</param>
/// <param name="Member">The member that holds a piece.</param>
/// <param name="Pieces">The pieces.</param>
internal sealed record BlockDelta(string Type, string Member, IEnumerable<string> Pieces)
{
    /// <summary>Writes the member in place of pieces.</summary>
    internal Action<Utf8JsonWriter>? Value { get; init; }
}
