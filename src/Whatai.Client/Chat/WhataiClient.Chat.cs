using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Http;
using Whatai.Client.Protocol;

namespace Whatai.Client;

/// <content>Chat completions: <c>POST /v1/chat/completions</c>.</content>
public sealed partial class WhataiClient
{
    private const string ChatPath = "v1/chat/completions";

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public Task<ChatCompletion> CompleteChatAsync(ChatRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CompleteAsync(ChatCall(request, stream: false, options), request.Messages, request.Input, options, cancellationToken);

    /// <summary>Asks and gives the answer as it comes. Leaving the enumeration early closes the connection.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The pieces that have something new, then a last one with the whole answer.</returns>
    /// <exception cref="WhataiException">
    /// The call failed; its kind says how. A stream that ends before a finish reason came is an <see cref="ErrorKind.IncompleteAnswer"/>.
    /// </exception>
    public IAsyncEnumerable<ChatDelta> StreamChatAsync(ChatRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadChatAsync(Opening(ChatCall(request, stream: true, options), options), request.Count ?? 1, request.Messages, request.Input, cancellationToken);

    private async Task<ChatCompletion> CompleteAsync(
        ApiRequest call, IReadOnlyList<ChatMessage> sent, object? input, CallOptions? options, CancellationToken cancellationToken)
    {
        ApiAnswer answer = await _sender.SendAsync(call, options, cancellationToken).ConfigureAwait(false);
        if (EventData.IsStream(answer.Body))
        {
            // Whatever was asked for.
            ChatCompletion? completion = null;
            await foreach (ChatDelta delta in ReadChatAsync(Opening(answer), 1, sent, input, cancellationToken).ConfigureAwait(false))
            {
                completion = delta.Completion ?? completion;
            }

            return completion! with { Duration = answer.Duration };
        }

        ChatChunk whole = ChatChunkReader.Read(answer.Body);
        if (whole.IsError && !whole.IsMalformed)
        {
            throw ApiFailures.FromBody(whole.Error, answer.Facts);
        }

        if (whole.ChoiceCount == 0 || whole.IsMalformed)
        {
            throw ApiFailures.NotTheAnswer(answer.Body, answer.Facts);
        }

        return ToCompletion(whole, sent) with
        {
            RequestId = answer.Facts.RequestId,
            Attempts = answer.Facts.Attempts,
            Duration = answer.Duration,
            Input = input,
            RawJson = Encoding.UTF8.GetString(answer.Body),
        };
    }

    private static async IAsyncEnumerable<ChatDelta> ReadChatAsync(
        Func<CancellationToken, Task<ApiResponse>> open, int choices, IReadOnlyList<ChatMessage> sent, object? input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using ApiResponse response = await open(cancellationToken).ConfigureAwait(false);
        var aggregator = new ChatAggregator();
        var chunk = new ChatChunk();
        await foreach (ChatChunk piece in ChunkStream.ReadAsync(response, chunk, ChatChunkReader.Read, IsWhole).ConfigureAwait(false))
        {
            if (IsWhole() && piece.HasContent)
            {
                // Some say the reason on every piece.
                response.ExpectMore();
            }

            aggregator.AddHead(piece);
            for (int i = 0; i < piece.ChoiceCount; i++)
            {
                ChatDelta delta = ToDelta(piece, piece[i], aggregator);
                if (delta.Text.Length > 0 || delta.Reasoning is not null || delta.Refusal is not null || delta.ToolCalls is not null)
                {
                    yield return delta;
                }
            }
        }

        if (chunk.IsWhole)
        {
            aggregator.Flush();
        }
        else if (chunk.IsDone ? !aggregator.IsFinished : !IsWhole())
        {
            // With [DONE] the gateway says itself that there are no more choices. A relay writes it when its upstream died as well, so
            // that the word alone proves nothing.
            throw ApiFailures.Incomplete(chunk.IsDone ? BreakOff.WithoutReason : BreakOff.BeforeModel, response.Facts);
        }

        ChatCompletion completion = aggregator.ToCompletion(sent) with
        {
            RequestId = response.Facts.RequestId,
            Attempts = response.Facts.Attempts,
            Duration = watch.Elapsed,
            Input = input,
        };
        completion = completion with { RawJson = chunk.IsWhole ? Encoding.UTF8.GetString(chunk.Raw) : aggregator.ToJson(completion) };
        yield return new ChatDelta { FinishReason = completion.FinishReason, Completion = completion };

        bool IsWhole() => aggregator.IsFinished && aggregator.ChoiceCount >= choices;
    }

    /// <summary>Reads an answer that was kept as the server's JSON.</summary>
    /// <param name="rawJson">What <see cref="ModelAnswer.RawJson"/> was.</param>
    /// <param name="sent">The messages that were asked.</param>
    /// <returns>The answer; null where the text is none.</returns>
    public static ChatCompletion? ReadChatCompletion(string rawJson, IReadOnlyList<ChatMessage> sent)
    {
        ChatChunk whole = ChatChunkReader.Read(Encoding.UTF8.GetBytes(rawJson));
        return whole.IsMalformed || whole.ChoiceCount == 0 ? null : ToCompletion(whole, sent) with { RawJson = rawJson };
    }

    /// <summary>The body that a request is sent with: what makes it the same request again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">What the call sets apart from the connection.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] WriteChatRequest(ChatRequest request, CallOptions? options = null) =>
        ChatRequestWriter.Write(request, stream: false, options?.ExtraBody);

    private static ChatCompletion ToCompletion(ChatChunk whole, IReadOnlyList<ChatMessage> sent)
    {
        var aggregator = new ChatAggregator();
        aggregator.AddHead(whole);
        for (int i = 0; i < whole.ChoiceCount; i++)
        {
            aggregator.Add(whole[i]);
        }

        aggregator.Flush();
        return aggregator.ToCompletion(sent);
    }

    private static ApiRequest ChatCall(ChatRequest request, bool stream, CallOptions? options) => new(HttpMethod.Post, ChatPath, CostOf(request, options))
    {
        Body = ChatRequestWriter.Write(request, stream, options?.ExtraBody),
        Accept = stream ? "text/event-stream" : "application/json",
    };

    private static ChatDelta ToDelta(ChatChunk chunk, ChatChunkChoice choice, ChatAggregator aggregator)
    {
        (string text, string? reasoning) = aggregator.Add(choice);
        return new ChatDelta
        {
            Index = choice.Index,
            Text = text,
            Reasoning = reasoning,
            Refusal = string.IsNullOrEmpty(choice.Refusal) ? null : choice.Refusal,
            ToolCalls = choice.ToolCalls?.ConvertAll(ToRecord) ?? (choice.FunctionCall is ChatChunkToolCall call ? [ToRecord(call)] : null),
            FinishReason = choice.FinishReason,
            Raw = chunk.Raw,
        };
    }

    private static ChatToolCall ToRecord(ChatChunkToolCall call) => new(call.Id ?? string.Empty, call.Name ?? string.Empty, call.Arguments ?? string.Empty);
}
