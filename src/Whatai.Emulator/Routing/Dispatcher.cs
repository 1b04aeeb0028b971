using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Dashboard;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Faults;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Routing;

/// <summary>
/// Processes a request, in this order: a fault is chosen; one that is not billed answers at once; the path, then the key, is
/// checked; then quota, rate and concurrency; on a route that is not billable any other fault answers; the endpoint runs.
/// </summary>
internal sealed class Dispatcher(IReadOnlyList<Route> routes)
{
    internal const string FaultHeader = "X-Emulator-Fault";

    internal async Task DispatchAsync(Exchange exchange)
    {
        try
        {
            if (exchange.Head.IsOfBrowser)
            {
                await DashboardEndpoint.AnswerAsync(exchange).ConfigureAwait(false);
                return;
            }

            await RunAsync(exchange).ConfigureAwait(false);
        }
        catch (ApiErrorException e)
        {
            await exchange.SendErrorAsync(e.Status, e.Message, e.Type, e.Param, e.Code).ConfigureAwait(false);
        }
        catch (Exception e) when (exchange.Entry.Status == 0 && !IsControlFlow(e))
        {
            // A bug in the emulator must not look like a broken connection.
            await exchange.SendErrorAsync(500, "The emulator failed: " + e, "emulator_failure", null, "emulator_failure").ConfigureAwait(false);
        }
    }

    private static bool IsControlFlow(Exception e)
        => e is FaultedException or System.IO.IOException or OperationCanceledException or ObjectDisposedException
            or System.Net.Sockets.SocketException;

    private async Task RunAsync(Exchange exchange)
    {
        RequestHead head = exchange.Head;
        Route? route = FindRoute(exchange);
        bool isApi = route is not null || head.Path.StartsWith("/v1", StringComparison.Ordinal);
        Fault? fault = ChooseFault(exchange, isApi);
        fault?.ApplyTo(exchange);
        if (fault is { Billed: false } && await exchange.SendReplacementAsync().ConfigureAwait(false))
        {
            return;
        }

        if (route is null)
        {
            await AnswerUnknownPathAsync(exchange, isApi).ConfigureAwait(false);
        }
        else if (!exchange.Entry.Authorized && !route.IsPublic)
        {
            await exchange.SendErrorAsync(401, "Invalid token", "new_api_error", string.Empty, string.Empty).ConfigureAwait(false);
        }
        else if (route.Billable && exchange.State.Account.IsExhausted)
        {
            await exchange.SendErrorAsync(403, "The token's quota is used up", "new_api_error", null, "insufficient_user_quota").ConfigureAwait(false);
        }
        else if (exchange.State.Limiter.Enter(exchange.Entry, route.Billable) is { } exceeded)
        {
            await exceeded.AnswerAsync(exchange).ConfigureAwait(false);
        }
        else if (route.Billable || !await exchange.SendReplacementAsync().ConfigureAwait(false))
        {
            await RunEndpointAsync(exchange, route).ConfigureAwait(false);
        }
    }

    private Route? FindRoute(Exchange exchange)
    {
        foreach (Route route in routes)
        {
            if (route.IsEnabled?.Invoke(exchange.State.Options) != false && route.Match(exchange.Head.Method, exchange.Head.Path) is { } values)
            {
                exchange.RouteValues = values;
                exchange.ErrorShape = route.ErrorShape;
                return route;
            }
        }

        return null;
    }

    private static Fault? ChooseFault(Exchange exchange, bool isApi)
    {
        // A redirected request must arrive, or it would be redirected for ever.
        bool redirected = exchange.Head.Target.ContainsIgnoreCase("redirected=1");
        if (exchange.Head.Header(FaultHeader) is { } name)
        {
            Fault fault = FaultTable.Find(name)
                ?? throw new ApiErrorException(
                    400, FaultTable.UnknownMessage(name), "invalid_request_error", FaultHeader, "unknown_fault");
            return fault.IsRedirect && redirected ? null : fault;
        }

        if (exchange.State.LineFaults.TryGetValue(exchange.Entry.Line, out Fault? endpointFault))
        {
            return endpointFault;
        }

        return isApi ? exchange.State.Faults.Take(skipRedirects: redirected) : null;
    }

    private static Task AnswerUnknownPathAsync(Exchange exchange, bool isApi)
        => isApi
            ? exchange.SendJsonAsync(
                404,
                ErrorShapes.OpenAi($"Invalid URL ({exchange.Head.Method} {exchange.Head.Path})", "invalid_request_error", string.Empty, string.Empty))
            : exchange.Response.SendAsync(200, WebPage.ContentType, WebPage.Site);

    private static async Task RunEndpointAsync(Exchange exchange, Route route)
    {
        try
        {
            await route.Endpoint(exchange).ConfigureAwait(false);
        }
        catch (Exception e) when (exchange.Entry.Status == 0 && e is JsonException or InvalidOperationException and not ObjectDisposedException)
        {
            // Strings with half a surrogate pair also end here.
            throw new ApiErrorException(400, "Invalid JSON in the request body: " + e.Message, "invalid_request_error", null, "invalid_json");
        }
    }
}
