using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Json;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Chat;

/// <summary>
/// What the emulator's chat answers. Without a directive: <c>Echo: </c> and the text of the last user message; or, when the
/// last messages are tool results, <c>Tool said: </c> and their contents, one a line. A directive stands at the very start of
/// the last user message:
/// <list type="table">
/// <item><term>/say TEXT</term><description>Exactly TEXT.</description></item>
/// <item><term>/repeat N TEXT</term><description>N chunks (1 to 100,000,000) of TEXT each, one token a chunk.</description></item>
/// <item><term>/length N</term><description>The numbers 1 to N (up to 100,000), N tokens, finish_reason length.</description></item>
/// <item><term>/reason THOUGHT | ANSWER</term><description>THOUGHT in reasoning_content, then ANSWER.</description></item>
/// <item><term>/reason2 THOUGHT | ANSWER</term><description>THOUGHT in reasoning, then ANSWER.</description></item>
/// <item><term>/think THOUGHT | ANSWER</term><description>Content &lt;think&gt;THOUGHT&lt;/think&gt;, an empty line, ANSWER.</description></item>
/// <item><term>/system</term><description>The texts of the system and developer messages, one a line.</description></item>
/// <item><term>/history</term><description>The messages' number and roles: <c>3 messages: system user assistant</c>.</description></item>
/// <item><term>/params</term><description>The JSON of the request's body without messages.</description></item>
/// <item><term>/refuse TEXT</term><description>TEXT as refusal, no content.</description></item>
/// <item><term>/toolcall NAME {json}</term><description>A call of the tool, if it was offered; the JSON is passed on as it is, {} if
/// left out. Several such lines make parallel calls. After the tools' results comes <c>Tool said: …</c>.</description></item>
/// <item><term>/toolloop NAME {json}</term><description>The same, and again after every result, without end.</description></item>
/// </list>
/// A known directive with bad arguments is a 400; an unknown one is plain text. Then apply, in this order: the second and
/// further of n choices end in <c> (2)</c> and so on; a stop sequence cuts content; max_tokens cuts reasoning and content
/// together to so many tokens (finish_reason length). Tool calls are never cut.
/// </summary>
internal static class ChatScript
{
    private const long MostChunks = 100_000_000;
    private const long MostNumbers = 100_000;

    /// <summary>All choices of the answer.</summary>
    /// <exception cref="ApiErrorException">A directive has bad arguments.</exception>
    internal static ChatAnswer[] Answer(ChatRequest request, string requestId)
    {
        ChatAnswer answer = Compose(request, requestId);
        return Enumerable.Range(0, request.Choices)
            .Select(choice => Limit(Stop(Mark(answer, choice), request.Stops), request.MaxTokens))
            .ToArray();
    }

    private static ChatAnswer Compose(ChatRequest request, string requestId)
    {
        string text = request.Messages.LastOrDefault(m => m.Role == "user")?.Text ?? string.Empty;
        (string directive, string rest) = SplitDirective(text);
        bool afterTool = IsTool(request.Messages[request.Messages.Count - 1]);
        if (afterTool && directive != "/toolloop")
        {
            return Content("Tool said: " + string.Join("\n", request.Messages.Reverse().TakeWhile(IsTool).Reverse().Select(m => m.Text)));
        }

        return directive switch
        {
            "/say" => Content(rest),
            "/repeat" => Repeat(rest),
            "/length" => Length(rest),
            "/reason" => Reason(ChatField.ReasoningContent, rest),
            "/reason2" => Reason(ChatField.Reasoning, rest),
            "/think" => Think(rest),
            "/system" => Content(string.Join("\n", request.Messages.Where(m => m.Role is "system" or "developer").Select(m => m.Text))),
            "/history" => Content(History(request.Messages)),
            "/params" => Content(Parameters(request.Body)),
            "/refuse" => new ChatAnswer([new ChatSegment(ChatField.Refusal, rest)]),
            "/toolcall" or "/toolloop" => CallTools(request, text, directive, requestId),
            _ => Content("Echo: " + text),
        };
    }

    private static bool IsTool(ChatMessage message) => message.Role is "tool" or "function";

    private static ChatAnswer Content(string text) => new([new ChatSegment(ChatField.Content, text)]);

    /// <summary>The first word, if it begins with a slash, and what follows the one white space after it.</summary>
    private static (string Directive, string Arguments) SplitDirective(string text)
    {
        if (text.Length == 0 || text[0] != '/')
        {
            return (string.Empty, text);
        }

        int end = text.IndexOfAny([' ', '\n', '\r', '\t']);
        return end < 0 ? (text, string.Empty) : (text.Substring(0, end), text.Substring(end + 1));
    }

    private static ChatAnswer Repeat(string rest)
    {
        int space = rest.IndexOf(' ');
        string number = space < 0 ? rest : rest.Substring(0, space);
        long count = ParseCount("/repeat N TEXT", number, MostChunks);
        return new ChatAnswer([new ChatSegment(ChatField.Content, space < 0 ? string.Empty : rest.Substring(space + 1), count)]);
    }

    private static ChatAnswer Length(string rest)
    {
        long count = ParseCount("/length N", rest.Trim(), MostNumbers);
        string text = string.Join(" ", Enumerable.Range(1, (int)count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        return Content(text) with { FinishReason = "length" };
    }

    private static long ParseCount(string form, string text, long most)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count >= 1 && count <= most
            ? count
            : throw ApiErrorException.BadParameter("messages", $"The emulator's directive is {form}, with N of 1 to {most}.");

    private static (string Thought, string Answer) SplitThought(string rest)
    {
        int bar = rest.IndexOf('|');
        return bar < 0 ? (rest.Trim(), string.Empty) : (rest.Substring(0, bar).Trim(), rest.Substring(bar + 1).Trim());
    }

    private static ChatAnswer Reason(ChatField field, string rest)
    {
        (string thought, string answer) = SplitThought(rest);
        return new ChatAnswer([new ChatSegment(field, thought), new ChatSegment(ChatField.Content, answer)]);
    }

    private static ChatAnswer Think(string rest)
    {
        (string thought, string answer) = SplitThought(rest);
        return Content($"<think>{thought}</think>\n\n{answer}");
    }

    private static string History(IReadOnlyList<ChatMessage> messages)
        => $"{messages.Count} message{(messages.Count == 1 ? string.Empty : "s")}: {string.Join(" ", messages.Select(m => m.Role))}";

    private static string Parameters(JsonElement body) => JsonBytes.Text(JsonBytes.Object(w =>
    {
        foreach (JsonProperty member in body.EnumerateObject().Where(p => !p.NameEquals("messages")))
        {
            member.WriteTo(w);
        }
    }));

    private static ChatAnswer CallTools(ChatRequest request, string text, string directive, string requestId)
    {
        var calls = new List<ChatToolCall>();
        foreach (string part in text.Split(["\n" + directive], StringSplitOptions.None))
        {
            string line = part.StartsWith(directive, StringComparison.Ordinal) ? part.Substring(directive.Length) : part;
            line = line.Trim();
            int space = line.IndexOf(' ');
            string name = space < 0 ? line : line.Substring(0, space);
            if (!request.Tools.Contains(name, StringComparer.Ordinal) || request.ToolsForbidden)
            {
                return Content($"No such tool: {name}");
            }

            string arguments = space < 0 ? "{}" : line.Substring(space + 1).Trim();
            calls.Add(new ChatToolCall($"call_{requestId}_{calls.Count}", name, arguments));
        }

        return new ChatAnswer([], "tool_calls") { ToolCalls = calls };
    }

    private static ChatAnswer Mark(ChatAnswer answer, int choice)
        => choice == 0 || answer.Segments.All(s => s.Field != ChatField.Content)
            ? answer
            : answer with { Segments = [.. answer.Segments, new ChatSegment(ChatField.Content, $" ({choice + 1})")] };

    private static ChatAnswer Stop(ChatAnswer answer, IReadOnlyList<string> stops)
    {
        for (int i = 0; i < answer.Segments.Count && stops.Count > 0; i++)
        {
            if (answer.Segments[i].Field == ChatField.Content && answer.Segments[i].Before(stops) is { } cut)
            {
                return answer with { Segments = [.. answer.Segments.Take(i), cut], FinishReason = "stop" };
            }
        }

        return answer;
    }

    private static ChatAnswer Limit(ChatAnswer answer, long? most)
    {
        if (most is not { } left || answer.ToolCalls.Count > 0 || answer.Tokens <= left)
        {
            return answer;
        }

        var kept = new List<ChatSegment>();
        foreach (ChatSegment segment in answer.Segments.TakeWhile(_ => left > 0))
        {
            ChatSegment part = segment.Take(left);
            left -= part.Tokens;
            kept.Add(part);
        }

        return answer with { Segments = kept, FinishReason = "length" };
    }
}
