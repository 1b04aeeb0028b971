using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Schema;

namespace Whatai.Emulator.Script;

/// <summary>
/// The emulator's answers, in chat's terms; the differences of /v1/responses, Gemini's routes and /v1/completions
/// come at the end. Without a directive: <c>Echo: </c> and the text of the last user message with one line for each of its
/// media parts; or, when the last messages are tool results, <c>Tool said: </c> and their contents, one per line.
/// <para>
/// A media part's line is <c>[image 1: image/png 4x3, 123 bytes, detail auto]</c> for a data URI, with type and size as its
/// bytes have them, <c>[image 2: https://host/b.jpg]</c> for a URL, which is not fetched, <c>[video 1: https://host/c.mp4]</c>
/// for one that ends in mp4, mov or webm and for any in a video_url part, and <c>[video 2: video/mp4, 456 bytes]</c> for a data
/// URI of a video. Images, videos and files are numbered apart. Each costs 85 tokens.
/// </para>
/// A directive is the start of the last user message:
/// <list type="table">
/// <item><term>/say TEXT</term><description>Exactly TEXT.</description></item>
/// <item><term>/json TEXT</term><description>Exactly TEXT, regardless of the requested schema.</description></item>
/// <item><term>/repeat N TEXT</term><description>N chunks (1 to 100,000,000) of TEXT each, one token a chunk.</description></item>
/// <item><term>/length N</term><description>The numbers 1 to N (up to 100,000), N tokens, finish_reason length. With a JSON
/// response_format: the first N tokens of the JSON, but never all of them.</description></item>
/// <item><term>/finish REASON TEXT</term><description>TEXT, and REASON as it is for finish_reason.</description></item>
/// <item><term>/block REASON</term><description>The prompt is rejected: 400 invalid_prompt.</description></item>
/// <item><term>/reason THOUGHT | ANSWER</term><description>THOUGHT in reasoning_content, then ANSWER.</description></item>
/// <item><term>/reason2 THOUGHT | ANSWER</term><description>THOUGHT in reasoning, then ANSWER.</description></item>
/// <item><term>/think THOUGHT | ANSWER</term><description>Content &lt;think&gt;THOUGHT&lt;/think&gt;, an empty line, ANSWER.</description></item>
/// <item><term>/system</term><description>The texts of the system and developer messages, one a line.</description></item>
/// <item><term>/history</term><description>The messages' number and roles: <c>3 messages: system user assistant</c>.</description></item>
/// <item><term>/params</term><description>The JSON of the request's body without messages.</description></item>
/// <item><term>/refuse TEXT</term><description>TEXT as refusal, no content.</description></item>
/// <item><term>/image WxH PLACE</term><description><c>Here is a WxH image.</c> and a PNG of one colour (red, green and blue are
/// the first three bytes of the SHA-256 of the message's text) in PLACE: <c>images</c>, a data URI in message.images (streamed:
/// delta.images); <c>parts</c> or <c>inline_data</c>, the same in an image_url part after a text part (streamed: the text as a
/// string, then an array of the one part as delta.content); <c>markdown-data</c>, after an empty line
/// <c>![image](data:…)</c>; <c>markdown-url</c>, <c>![image](http://127.0.0.1:PORT/files/ID.png?expires=…&amp;signature=…)</c>;
/// <c>url</c>, that URL bare.</description></item>
/// <item><term>/toolcall NAME {json}</term><description>A call of the tool, if it was offered; the JSON is passed on as it is, {} if
/// left out. Several such lines make parallel calls. After the tools' results comes <c>Tool said: …</c>.</description></item>
/// <item><term>/toolloop NAME {json}</term><description>The same, and again after every result, without end.</description></item>
/// <item><term>/search TEXT, /code CODE, /files TEXT, /mcp NAME {json}, /replay NAME</term><description>Only elsewhere, see below.</description></item>
/// </list>
/// A tool that was not offered, or is forbidden by tool_choice none, makes the answer <c>No such tool: NAME</c>. Without a directive, a
/// function that tool_choice requires is called with arguments that <see cref="SchemaSampleGenerator"/> makes from its parameters. A known directive
/// with bad arguments is a 400; an unknown one is plain text. Without a directive,
/// <list type="bullet">
/// <item><description>response_format json_object makes the answer <c>{"echo":TEXT}</c>, TEXT being the message's with its media
/// lines, or <c>Tool said: …</c>;</description></item>
/// <item><description>response_format json_schema makes it the sample of <see cref="SchemaSampleGenerator"/>;</description></item>
/// <item><description>else a model whose name has nano-banana, recraft, flux or image in it adds a PNG of 64x64 to its Echo, as
/// markdown-url does.</description></item>
/// </list>
/// Then apply, in this order: the second and further of n choices end in <c> (2)</c> and so on, except in JSON that
/// response_format asked for; a stop sequence cuts content; max_tokens cuts reasoning and content together to that many tokens
/// (finish_reason length). An image that is not in the text is one token. Tool calls are never cut.
/// <para>
/// Chat: <c>/search TEXT</c> is as in /v1/responses, with annotations, if web_search_options are given.
/// </para>
/// <para>
/// /v1/responses: /finish makes the status incomplete for that reason, unless it is stop. A thought is a reasoning item, that of
/// /reason with a summary if reasoning.summary asks for one, that of /reason2 with the thought as its content; a
/// reasoning.effort other than none makes <c>Thinking about: </c> and the message's text precede every answer that has no
/// thought. <c>/search TEXT</c> is a web_search_call, if the tool was offered, then <c>Found: TEXT</c> and 1, 2 or 3 links, as
/// search_context_size is low, medium or high, each cited: <c> ([example.com](https://example.com/1?q=TEXT))</c>.
/// <c>/image</c> with images, parts or inline_data is an image_generation_call, if the tool was offered.
/// <c>/code CODE</c>, <c>/files TEXT</c> and <c>/mcp NAME {json}</c> use the tools code_interpreter, file_search and mcp, if they were
/// offered: an item of the call, for mcp after mcp_list_tools, then <c>Tool said: </c> and what came of it. A server of mcp whose
/// require_approval is not never gets an mcp_approval_request instead, and no text; the call follows its mcp_approval_response, unless
/// it is denied. Several lines of /mcp make several calls; /mcploop asks again after every decision. <c>/stuck</c> in the background is never done.
/// <c>/replay NAME</c> is what <see cref="Responses.Recording"/> has by that name. A search or an image that
/// tool_choice demands comes with the Echo, the image in the tool's size, or 64x64 for auto.
/// </para>
/// <para>
/// Gemini: /finish has Google's words, such as SAFETY; /block answers promptFeedback with that blockReason (SAFETY if it is left
/// out) and no candidates. A thought is a part with thought true, if includeThoughts asks for it; a thinkingConfig whose budget
/// is not 0 makes <c>Thinking about: </c> and the message's text, cut to that budget, precede every answer that has no thought.
/// A refusal is text. <c>/code CODE</c> is a part executableCode and one codeExecutionResult, if codeExecution was offered, then
/// <c>Tool said: </c> and the code. <c>/search TEXT</c> has 2 links and groundingMetadata, if googleSearch was offered. <c>/image</c> is for
/// image models: images is a part inlineData, parts and inline_data are one that is spelled inline_data; without the text
/// when IMAGE is the only modality. Without a directive, mode ANY has the first allowed function called as tool_choice has
/// above, and an image model adds a PNG of 64x64, or of imageConfig's size, unless its modalities leave images out.
/// </para>
/// <para>
/// /v1/messages: /finish has Anthropic's words, such as pause_turn; a last message of the assistant is gone on with by
/// <c> And that is all.</c> The thought of /reason is a thinking block, that of /reason2 redacted_thinking; thinking that is enabled
/// or adaptive makes a thought precede every answer as above. /refuse and /block end by stop_reason refusal, with TEXT as the
/// explanation or REASON as the category in stop_details. <c>/search TEXT</c> has 2 links, each a block with its citation, after server_tool_use and
/// web_search_tool_result. Documents with citations enabled are cited by every text: 20 characters, or the first page. What cache_control marks is
/// written to a cache once, and read from it while the emulator runs, however short it is.
/// </para>
/// <para>
/// /v1/completions answers <c> Echo: PROMPT</c>, begun by a space, with <c> [suffix: SUFFIX]</c> after it when there is one, and
/// knows /say and /repeat at the start of a prompt. A prompt of tokens is the text of their numbers. Choices come prompt by
/// prompt and are marked, stopped and limited (to 16 tokens unless max_tokens says otherwise) as above; echo puts the prompt
/// before all that. Token I (from 0) of a choice has the logprob -(I % 10 + 1) / 10, its K-th alternative (from 1) is
/// <c> altK</c> with the same less K. All of best_of count as completion tokens.
/// </para>
/// </summary>
internal static class AnswerScript
{
    private const string Continuation = " And that is all.";
    private const long MaxNumbers = 100_000;

    // A whole answer is held in memory.
    private const long MaxPlainCharacters = 64L * 1024 * 1024;

    /// <summary>The answer for the fault that cuts a character.</summary>
    internal static Answer CutMidUtf8 { get; } = new([new Segment(Field.Content, "\u4F60\u597D\U0001F30D", Repeat: 3)]);

    /// <summary>All choices of the answer.</summary>
    /// <exception cref="ApiErrorException">A directive has bad arguments.</exception>
    internal static Answer[] Choices(Prompt prompt, Exchange exchange)
    {
        if (exchange.Response.Interruption == Interruption.CutMidUtf8)
        {
            return [CutMidUtf8];
        }

        Answer answer = Think(prompt, Compose(prompt, exchange));
        return Enumerable.Range(0, prompt.Choices)
            .Select(choice => AnswerFinisher.Finish(answer, choice, prompt.Stops, prompt.MaxTokens))
            .ToArray();
    }

    /// <exception cref="ApiErrorException">The answer is too long to be sent unstreamed.</exception>
    internal static void CheckPlain(long length, string param)
    {
        if (length > MaxPlainCharacters)
        {
            throw ApiErrorException.BadParameter(param, "An answer of over 64 million characters must be streamed.");
        }
    }

    private static Answer Compose(Prompt prompt, Exchange exchange)
    {
        string text = prompt.LastUser?.Text ?? string.Empty;
        var directive = Directive.Split(text);
        string rest = directive.Arguments;
        if (prompt.Messages[prompt.Messages.Count - 1].IsTool && directive.Name != "/toolloop")
        {
            string said = ToolAnswers.JoinResults(prompt.Messages);
            return prompt.Format.Answer(said) is { } json ? Json(json) : Answer.Content(said);
        }

        if (prompt.Decisions.Count > 0 && directive.Name != "/mcploop")
        {
            return HostedAnswers.Decided(prompt.Decisions);
        }

        if (prompt.ContinuesAnswers && prompt.Messages[prompt.Messages.Count - 1].Role == "assistant")
        {
            return Answer.Content(Continuation);
        }

        return directive.Name switch
        {
            "/say" or "/json" => Answer.Content(rest),
            "/repeat" => directive.Repeat(prompt.Param),
            "/length" => Length(prompt, rest, text),
            "/finish" => directive.Finish(),
            "/block" => Block(prompt, rest),
            "/reason" => Reason(Field.ReasoningContent, rest),
            "/reason2" => Reason(Field.Reasoning, rest),
            "/think" => Think(rest),
            "/system" => Answer.Content(string.Join("\n", prompt.Messages.Where(m => m.Role is "system" or "developer").Select(m => m.Text))),
            "/history" => Answer.Content(History(prompt.Messages)),
            "/params" => Answer.Content(prompt.Parameters),
            "/refuse" => new Answer([new Segment(Field.Refusal, rest)]),
            "/code" => HostedAnswers.RunCode(prompt, rest),
            "/files" => HostedAnswers.SearchFiles(prompt, rest),
            "/mcp" or "/mcploop" => HostedAnswers.CallMcp(prompt, directive.Name, rest),
            "/search" => SearchAnswers.FromDirective(prompt, rest),
            "/image" => ImageAnswers.FromDirective(prompt, rest, text, exchange.State),
            "/toolcall" or "/toolloop" => ToolAnswers.Call(prompt, text, directive.Name, exchange.RequestId),
            _ => WithoutDirective(prompt, text, exchange),
        };
    }

    private static Answer WithoutDirective(Prompt prompt, string text, Exchange exchange)
    {
        if (prompt.ForcedTool is { } tool)
        {
            return ToolAnswers.Forced(tool, text, exchange.RequestId);
        }

        string textWithMedia = prompt.LastUser?.TextWithMedia ?? string.Empty;
        string echo = "Echo: " + textWithMedia;
        if (prompt.Format.Answer(textWithMedia) is { } json)
        {
            return Json(json);
        }

        if (prompt.Search is { Forced: true } search)
        {
            return SearchAnswers.Cite(echo, text, search.Results);
        }

        return prompt.Image is { IsAutomatic: true } image ? ImageAnswers.WithoutDirective(image, echo, text, exchange.State) : Answer.Content(echo);
    }

    private static Answer Think(Prompt prompt, Answer answer)
    {
        if (prompt.Thinking is not { } max || answer.ReasoningTokens > 0 || answer.BlockReason is not null)
        {
            return answer;
        }

        string thought = ChunkSplitter.Take("Thinking about: " + prompt.LastUser?.Text, max);
        return answer with { Segments = [new Segment(Field.ReasoningContent, thought), .. answer.Segments] };
    }

    private static Answer Json(string json) => Answer.Content(json) with { IsJson = true };

    private static Answer Length(Prompt prompt, string rest, string text)
    {
        long count = Directive.ParseCount("/length N", rest.Trim(), MaxNumbers, prompt.Param);
        string? json = prompt.Format.Answer(text);
        string cut = json is null
            ? string.Join(" ", Enumerable.Range(1, (int)count).Select(i => i.ToString(CultureInfo.InvariantCulture)))
            : ChunkSplitter.Take(json, Math.Min(count, ChunkSplitter.Count(json) - 1));
        return Answer.Content(cut) with { FinishReason = "length", IsJson = json is not null };
    }

    private static Answer Block(Prompt prompt, string reason)
        => prompt.ReportsBlocks
            ? new Answer([]) { BlockReason = reason.Length == 0 ? "SAFETY" : reason }
            : throw new ApiErrorException(
                400, "Invalid prompt: your prompt was flagged as potentially violating our usage policy.", "invalid_request_error", null, "invalid_prompt");

    private static (string Thought, string Answer) SplitThought(string rest)
    {
        int bar = rest.IndexOf('|');
        return bar < 0 ? (rest.Trim(), string.Empty) : (rest.Substring(0, bar).Trim(), rest.Substring(bar + 1).Trim());
    }

    private static Answer Reason(Field field, string rest)
    {
        (string thought, string answer) = SplitThought(rest);
        return new Answer([new Segment(field, thought), new Segment(Field.Content, answer)]);
    }

    private static Answer Think(string rest)
    {
        (string thought, string answer) = SplitThought(rest);
        return Answer.Content($"<think>{thought}</think>\n\n{answer}");
    }

    private static string History(IReadOnlyList<Message> messages)
        => $"{messages.Count} message{(messages.Count == 1 ? string.Empty : "s")}: {string.Join(" ", messages.Select(m => m.Role))}";
}
