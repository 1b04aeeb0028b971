using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>
/// Reads systemInstruction and contents. Each function response becomes a separate message, whose text is the response's
/// output, result or error when that is its only member, otherwise its JSON.
/// </summary>
internal sealed class GeminiContents
{
    internal const string Param = "contents";

    private static readonly string[] s_roles = ["user", "model", "function"];

    private GeminiContents()
    {
    }

    internal List<Message> Messages { get; } = [];

    internal static GeminiContents Read(JsonElement root, string model)
    {
        JsonElement array = ProtoMembers.Array(root, Param, string.Empty)
            ?? throw ApiErrorException.BadParameter(Param, "* GenerateContentRequest.contents: contents is not specified");
        if (array.GetArrayLength() == 0)
        {
            throw ApiErrorException.BadParameter(Param, "* GenerateContentRequest.contents: contents is not specified");
        }

        var read = new GeminiContents();
        if (ProtoMembers.Object(root, "systemInstruction", string.Empty) is { } system)
        {
            read.Messages.Add(new Message("system", string.Concat(Parts(system, "systemInstruction").Select(p => p.Text)), []));
        }

        var turns = new List<GeminiTurn>();
        foreach (JsonElement content in array.EnumerateArray())
        {
            string at = $"{Param}[{turns.Count}]";
            if (content.ValueKind != JsonValueKind.Object)
            {
                throw ApiErrorException.BadParameter(at, $"Invalid value at '{at}': expected an object.");
            }

            string role = ProtoMembers.String(content, "role", at) is { Length: > 0 } given ? given : "user";
            if (!s_roles.Contains(role, StringComparer.Ordinal))
            {
                throw ApiErrorException.BadParameter(at + ".role", "Please use a valid role: user, model.");
            }

            var turn = new GeminiTurn(role, Parts(content, at));
            turns.Add(turn);
            read.Add(turn);
        }

        Check(turns, model);
        return read;
    }

    private static GeminiPart[] Parts(JsonElement content, string at)
    {
        JsonElement[] parts = ProtoMembers.Array(content, "parts", at) is { } array ? array.EnumerateArray().ToArray() : [];
        return parts.Length == 0
            ? throw ApiErrorException.BadParameter(at + ".parts", $"* GenerateContentRequest.{at}.parts: contents.parts must not be empty.")
            : parts.Select((part, i) => GeminiPart.Read(part, $"{at}.parts[{i}]")).ToArray();
    }

    private static void Check(List<GeminiTurn> turns, string model)
    {
        for (int i = 0; i < turns.Count; i++)
        {
            int calls = i == 0 ? 0 : turns[i - 1].Calls;
            if (turns[i].Responses != calls && (turns[i].Responses > 0 || i > 0))
            {
                throw ApiErrorException.BadParameter(
                    Param,
                    "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            }
        }

        if (!ThoughtSignature.IsRequired(model))
        {
            return;
        }

        // Only the current turn is validated.
        int from = turns.FindLastIndex(t => t.Role == "user" && t.Responses == 0);
        for (int i = Math.Max(from, 0); i < turns.Count; i++)
        {
            if (turns[i].Calls > 0)
            {
                ThoughtSignature.Check(turns[i].FirstCall!, i + 1);
            }
        }
    }

    private void Add(GeminiTurn turn)
    {
        foreach (GeminiPart part in turn.Parts.Where(p => p.IsResponse))
        {
            Messages.Add(new Message("tool", part.Text, []));
        }

        GeminiPart[] rest = turn.Parts.Where(p => !p.IsResponse).ToArray();
        if (rest.Length > 0)
        {
            Messages.Add(new Message(turn.Role, string.Concat(rest.Select(p => p.Text)), rest.Where(p => p.Media is not null).Select(p => p.Media!).ToArray()));
        }
    }

    private sealed record GeminiTurn(string Role, GeminiPart[] Parts)
    {
        internal int Calls => Parts.Count(p => p.Call is not null);

        internal int Responses => Parts.Count(p => p.IsResponse);

        internal GeminiPart? FirstCall => Array.Find(Parts, p => p.Call is not null);
    }
}
