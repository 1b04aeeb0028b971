using System.Globalization;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>/v1/responses: POST, whole and streamed; GET and DELETE of a stored response, and its end when it is made in the background; its input items; and token counting, which is free.</summary>
internal static class ResponsesEndpoint
{
    private const long MaxCharacters = 16L * 1024 * 1024;

    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = ResponseRequest.Parse(exchange.Body, exchange.State);
        Prompt prompt = request.Prompt;
        var directive = Directive.Split(prompt.LastUser?.Text ?? string.Empty);
        if (directive.Name == "/replay")
        {
            await Recording.Find(directive.Arguments.Trim()).AnswerAsync(exchange, prompt.Model, request.Stream).ConfigureAwait(false);
            return;
        }

        Answer answer = AnswerScript.Choices(prompt, exchange)[0];
        if (answer.Length > MaxCharacters)
        {
            throw ApiErrorException.BadParameter(prompt.Param, "An answer of over 16 million characters is too long: even a stream says it again at its end.");
        }

        var output = new ResponseOutput(request, answer, exchange.RequestId);
        var json = new ResponseJson(exchange, request, output);
        bool answered = await exchange.DispatchUpstreamAsync(prompt.Model, prompt.Tokens, output.Tokens).ConfigureAwait(false);
        byte[] done = request.Store || !request.Stream ? JsonBytes.Object(json.WriteFinal) : [];
        BackgroundRun? background = request is { Background: true, Stream: false }
            ? new BackgroundRun(json, directive.Name == "/stuck", fails: exchange.Response.Interruption == Interruption.Failed) : null;
        if (request.Store)
        {
            exchange.State.Responses.Add(output.Stored(json.Id, done, json, background)); // even when a fault drops the answer
        }

        if (answered)
        {
            return;
        }

        if (request.Stream)
        {
            await new ResponseStream(exchange, json).WriteAsync().ConfigureAwait(false);
        }
        else if (exchange.Response.Interruption == Interruption.Failed)
        {
            await exchange.Response.SendAsync(200, "application/json; charset=utf-8", JsonBytes.Object(background is null ? json.WriteFailed : background.WriteQueued)).ConfigureAwait(false);
        }
        else
        {
            await exchange.SendJsonAsync(200, background is null ? done : JsonBytes.Object(background.WriteQueued)).ConfigureAwait(false);
        }
    }

    internal static Task CountAsync(Exchange exchange)
    {
        var request = ResponseRequest.Parse(exchange.Body, exchange.State);
        return exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteString("object", "response.input_tokens");
            w.WriteNumber("input_tokens", request.Prompt.Tokens);
        }));
    }

    internal static Task GetAsync(Exchange exchange)
    {
        StoredResponse response = exchange.State.Responses.Find(exchange.RouteValues["id"]) ?? throw Gone(exchange);
        var query = new QueryString(exchange.Head.Target);
        if (query.Value("stream") != "true")
        {
            return exchange.SendJsonAsync(200, response.Background is { } run ? JsonBytes.Object(run.WriteNow) : response.Json);
        }

        string after = query.Value("starting_after") ?? "-1";
        return long.TryParse(after, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? new ResponseStream(exchange, response.Body, number).WriteAsync()
            : throw ApiErrorException.BadParameter("starting_after", $"Invalid 'starting_after': expected an integer, got {after}.");
    }

    internal static Task CancelAsync(Exchange exchange)
    {
        StoredResponse response = exchange.State.Responses.Find(exchange.RouteValues["id"]) ?? throw Gone(exchange);
        BackgroundRun run = response.Background ?? throw new ApiErrorException(400, "Cannot cancel a synchronous response.", "invalid_request_error", null, null);
        run.Cancel();
        return exchange.SendJsonAsync(200, JsonBytes.Object(run.WriteNow));
    }

    internal static Task DeleteAsync(Exchange exchange)
    {
        string id = exchange.RouteValues["id"];
        return exchange.State.Responses.Remove(id)
            ? exchange.SendJsonAsync(200, JsonBytes.Object(w =>
            {
                w.WriteString("id", id);
                w.WriteString("object", "response");
                w.WriteBoolean("deleted", true);
            }))
            : throw Gone(exchange);
    }

    internal static Task ListInputAsync(Exchange exchange)
    {
        StoredResponse response = exchange.State.Responses.Find(exchange.RouteValues["id"]) ?? throw Gone(exchange);
        return exchange.SendJsonAsync(200, InputItemsJson.List(response, isAscending: exchange.Head.Target.ContainsIgnoreCase("order=asc")));
    }

    private static ApiErrorException Gone(Exchange exchange)
        => new(404, $"Response with id '{exchange.RouteValues["id"]}' not found.", "invalid_request_error", null, null);
}
