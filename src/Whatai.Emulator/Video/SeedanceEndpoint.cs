using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Video;

/// <summary>/seedance/v3/contents/generations/tasks: Ark's API, which a relay forwards.</summary>
internal static class SeedanceEndpoint
{
    internal static async Task CreateAsync(Exchange exchange)
    {
        VideoSpec spec = SeedanceRequest.Parse(exchange.Body, exchange.State);
        VideoTask task = exchange.State.AddVideo(VideoDialect.Seedance, spec);
        if (!await exchange.DispatchUpstreamAsync(spec.Model, 0, spec.Tokens, task.Units).ConfigureAwait(false))
        {
            await exchange.SendJsonAsync(200, JsonBytes.Object(w => w.WriteString("id", task.Id))).ConfigureAwait(false);
        }
    }

    internal static Task GetAsync(Exchange exchange)
    {
        VideoTask task = Find(exchange);
        return exchange.SendJsonAsync(
            200, JsonBytes.Object(w => SeedanceJson.Write(w, task, exchange.State, exchange.Response.Quirks, isListed: false)));
    }

    internal static Task ListAsync(Exchange exchange)
    {
        if (!exchange.State.Options.ListsVideos)
        {
            return SendNotFoundAsync(exchange);
        }

        (List<VideoTask> items, int total) = new VideoList(exchange.Head.Target).Page(exchange.State.Videos.List(VideoDialect.Seedance));
        return exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteStartArray("items");
            foreach (VideoTask task in items)
            {
                w.WriteStartObject();
                SeedanceJson.Write(w, task, exchange.State, exchange.Response.Quirks, isListed: true);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteNumber("total", total);
        }));
    }

    /// <summary>Cancels a queued task, deletes a finished one, and rejects a running one.</summary>
    internal static Task DeleteAsync(Exchange exchange)
    {
        if (!exchange.State.Options.ListsVideos)
        {
            return SendNotFoundAsync(exchange);
        }

        VideoTask task = Find(exchange);
        DateTime now = DateTime.UtcNow;
        if (task.Status(now) == VideoStatus.Running)
        {
            throw ArkErrors.Running(task.Id);
        }

        if (!task.Cancel(now))
        {
            exchange.State.Videos.Remove(task);
        }

        return exchange.SendJsonAsync(200, JsonBytes.Object(_ => { }));
    }

    private static VideoTask Find(Exchange exchange)
        => exchange.State.Videos.Find(VideoDialect.Seedance, exchange.RouteValues["id"]) ?? throw ArkErrors.NotFound(exchange.RouteValues["id"]);

    // Some relays forward only creation and polling.
    private static Task SendNotFoundAsync(Exchange exchange)
        => exchange.SendErrorAsync(404, $"Invalid URL ({exchange.Head.Method} {exchange.Head.Path})", "invalid_request_error", string.Empty, string.Empty);
}
