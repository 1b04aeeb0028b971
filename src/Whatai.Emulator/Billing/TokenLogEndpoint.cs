using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Billing;

/// <summary>GET /api/log/token: the key's log, newest first, in new-api's shape. Rows come late, and failed tasks have one more.</summary>
internal static class TokenLogEndpoint
{
    private const int MostRows = 1000;
    private const int Consume = 2;
    private const int Refund = 6;

    internal static Task ListAsync(Exchange exchange)
    {
        if (!exchange.State.SiteLimiter.Enter())
        {
            return SiteEndpoint.TooManyAsync(exchange);
        }

        DateTimeOffset until = DateTimeOffset.UtcNow - exchange.State.Options.LogDelay;
        var rows = new List<(DateTimeOffset Time, int Type, LedgerRow Row)>();
        foreach (LedgerRow row in exchange.State.Ledger.Rows())
        {
            rows.Add((row.Entry.Time, Consume, row));
            if (row.Entry.RefundedAt is { } at)
            {
                rows.Add((at, Refund, row));
            }
        }

        return exchange.SendJsonAsync(200, SiteEndpoint.Success(w =>
        {
            w.WriteStartArray("data");
            int id = 0;
            foreach ((DateTimeOffset time, int type, LedgerRow row) in rows.Where(row => row.Time <= until).OrderByDescending(row => row.Time).Take(MostRows))
            {
                w.WriteStartObject();
                WriteRow(w, ++id, time, type, row, exchange.State);
                UnknownFields.Write(w, exchange.Response.Quirks);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }));
    }

    private static void WriteRow(Utf8JsonWriter w, int id, DateTimeOffset time, int type, LedgerRow row, EmulatorState state)
    {
        LedgerEntry entry = row.Entry;
        bool isUse = type == Consume;
        bool isClaude = entry.Path == "/v1/messages";
        long apart = isClaude ? row.Units.CachedTokens + row.Units.CacheWriteTokens : 0;
        w.WriteNumber("id", id);
        w.WriteNumber("user_id", 1);
        w.WriteNumber("created_at", time.ToUnixTimeSeconds());
        w.WriteNumber("type", type);
        w.WriteString("content", isUse ? string.Empty : "异步任务执行失败");
        w.WriteString("username", string.Empty);
        w.WriteString("token_name", "emulator");
        w.WriteString("model_name", entry.Model);
        w.WriteNumber("quota", entry.Quota);
        w.WriteNumber("prompt_tokens", isUse ? entry.PromptTokens - apart : 0);
        w.WriteNumber("completion_tokens", isUse ? entry.CompletionTokens : 0);
        w.WriteNumber("use_time", 1);
        w.WriteBoolean("is_stream", false);
        w.WriteNumber("channel", 0);
        w.WriteString("channel_name", string.Empty);
        w.WriteNumber("token_id", 1);
        w.WriteString("group", state.Options.Group);
        w.WriteString("ip", string.Empty);
        w.WriteString("request_id", isUse ? entry.GatewayRequestId : $"{time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}refund{entry.RequestId:D6}");
        w.WriteString("other", Encoding.UTF8.GetString(Other(row, state.Ledger.Prices, isUse, isClaude)));
    }

    private static byte[] Other(LedgerRow row, PriceList prices, bool isUse, bool isClaude) => JsonBytes.Object(o =>
    {
        EmulatorPrice price = prices.Of(row.Entry.Model);
        o.WriteNumber("model_ratio", price.ModelPrice is null ? price.ModelRatio : 0);
        o.WriteNumber("group_ratio", prices.GroupRatio);
        o.WriteNumber("user_group_ratio", -1);
        o.WriteNumber("completion_ratio", price.CompletionRatio);
        o.WriteNumber("cache_tokens", row.Units.CachedTokens);
        o.WriteNumber("cache_ratio", price.CacheRatio ?? PriceList.UsualCacheRatio);
        o.WriteNumber("model_price", price.ModelPrice ?? -1);
        if (isClaude)
        {
            o.WriteBoolean("claude", true);
            o.WriteNumber("cache_creation_tokens", row.Units.CacheWriteTokens);
        }

        if (isUse)
        {
            // A task has no id yet when its start is billed.
            if (row.Entry.TaskId is not null)
            {
                o.WriteBoolean("is_task", true);
            }

            o.WriteString("request_path", row.Entry.Path);
            o.WriteNumber("frt", 100);
        }
        else
        {
            o.WriteString("task_id", row.Entry.TaskId);
            o.WriteString("reason", "failed");
        }
    });
}
