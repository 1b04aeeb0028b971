using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Billing;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The log of a key, as versions of new-api write it, and the limit of its route.</summary>
public class TokenLogTests
{
    private const string Newest = """{"id":1,"user_id":3,"created_at":1760000060,"type":2,"content":"","token_name":"mine","model_name":"claude-sonnet-4-5","quota":1234,"prompt_tokens":20,"completion_tokens":7,"use_time":3,"is_stream":true,"channel":0,"group":"vip","ip":"","request_id":"2026010112000012345678","other":"{\"model_ratio\":1.5,\"group_ratio\":0.8,\"user_group_ratio\":-1,\"cache_tokens\":400,\"cache_creation_tokens\":50,\"claude\":true}"}""";
    private const string Older = """{"id":7,"created_at":1759990000,"type":2,"content":"模型倍率 1.25","token_name":"mine","model_name":"gpt-4o","quota":"500000","prompt_tokens":10,"completion_tokens":5,"use_time":1,"is_stream":false,"channel":0,"channel_name":null,"token_id":4,"group":"","other":""}""";
    private const string Refund = """{"created_at":1760000100,"type":6,"quota":250000,"model_name":"sora-2","content":"异步任务执行失败","request_id":"x","other":"{\"task_id\":\"video_1\",\"reason\":\"failed\"}"}""";

    [Fact]
    public async Task A_row_is_read_with_what_its_details_say()
    {
        BillEntry row = Assert.Single(await GetAsync(Newest));

        Assert.Equal((BillEntryType.Consume, "claude-sonnet-4-5", 1234L, 0.002468m), (row.Type, row.Model, row.Quota, row.Amount));
        Assert.Equal((20L, 7L, 400L, 50L), (row.PromptTokens, row.CompletionTokens, row.CachedTokens, row.CacheWriteTokens));
        Assert.Equal(("vip", 0.8m, "2026010112000012345678", "mine"), (row.Group, row.GroupRatio, row.RequestId, row.TokenName));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1760000060), row.Time);
    }

    [Fact]
    public async Task Rows_of_earlier_versions_lack_the_request_and_come_with_the_oldest_first()
    {
        IReadOnlyList<BillEntry> rows = await GetAsync(Older, Newest, Refund);

        Assert.Equal([BillEntryType.Refund, BillEntryType.Consume, BillEntryType.Consume], rows.Select(row => row.Type));
        Assert.Equal((-0.5m, "video_1"), (rows[0].Amount, rows[0].TaskId));
        Assert.Equal((1m, null, null), (rows[2].Amount, rows[2].RequestId, rows[2].Group));
    }

    [Theory]
    [InlineData(1, BillEntryType.TopUp, false)]
    [InlineData(2, BillEntryType.Consume, true)]
    [InlineData(3, BillEntryType.Manage, false)]
    [InlineData(4, BillEntryType.System, false)]
    [InlineData(5, BillEntryType.Error, false)]
    [InlineData(6, BillEntryType.Refund, true)]
    [InlineData(7, BillEntryType.Login, false)]
    [InlineData(8, BillEntryType.Unknown, false)]
    [InlineData(-1, BillEntryType.Unknown, false)]
    public async Task A_row_of_each_type_is_read_and_only_use_and_refunds_are_money(int code, BillEntryType type, bool isMoney)
    {
        BillEntry row = Assert.Single(await GetAsync($$"""{"id":1,"created_at":1760000060,"type":{{code}},"content":"x","quota":500000,"model_name":"","request_id":"","group":"","use_time":-1}"""));

        Assert.Equal((type, isMoney ? type == BillEntryType.Refund ? -1m : 1m : null), (row.Type, row.Amount));
        Assert.Equal((null, null, null), (row.Model, row.RequestId, row.Group));
    }

    [Theory]
    // Of a task: the start has no id of it, what is settled afterwards has nothing else.
    [InlineData(""" "{\"is_task\":true,\"model_price\":0.5,\"group_ratio\":1,\"request_path\":\"/v1/videos\"}" """, 0, 0, 1.0, null)]
    [InlineData(""" "{\"task_id\":\"task_1\",\"reason\":\"x\",\"pre_consumed_quota\":1,\"actual_quota\":2,\"group_ratio\":0.5}" """, 0, 0, 0.5, "task_1")]
    // By tiers, from a subscription, and before the first byte had come.
    [InlineData(""" "{\"billing_mode\":\"tiered_expr\",\"matched_tier\":\"base\",\"billing_source\":\"subscription\",\"frt\":-1000,\"cache_tokens\":3}" """, 3, 0, null, null)]
    [InlineData(""" "{\"group_ratio\":1,\"user_group_ratio\":0.9,\"claude\":true,\"cache_tokens\":\"3\",\"cache_creation_tokens\":4.0}" """, 3, 4, 0.9, null)]
    [InlineData("""{"group_ratio":0.8,"cache_tokens":3}""", 3, 0, 0.8, null)]
    [InlineData("null", 0, 0, null, null)]
    [InlineData(""" "" """, 0, 0, null, null)]
    [InlineData(""" "null" """, 0, 0, null, null)]
    [InlineData(""" "{\"group_ratio\":" """, 0, 0, null, null)]
    [InlineData(""" "[1]" """, 0, 0, null, null)]
    public async Task The_details_of_each_version_are_read_and_none_that_are_damaged_lose_the_row(string other, long cached, long written, double? ratio, string? task)
    {
        BillEntry row = Assert.Single(await GetAsync($$"""{"created_at":1760000060,"type":2,"quota":5,"other":{{other}}}"""));

        Assert.Equal((5L, cached, written, (decimal?)ratio, task), (row.Quota, row.CachedTokens, row.CacheWriteTokens, row.GroupRatio, row.TaskId));
    }

    [Fact]
    public async Task A_refusal_with_status_200_is_told_in_its_words()
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => ReadAsync("""{"success":false,"message":"令牌不存在"}"""));

        Assert.Contains("令牌不存在", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"success":true,"message":"","data":null}""")]
    [InlineData("""{"success":true,"message":"","data":[]}""")]
    public async Task An_empty_log_is_no_error(string log) => Assert.Empty(await ReadAsync(log));

    [Theory]
    [InlineData("""{"success":true,"data":[{"type":2,"quota":1}]}""", "created_at")]
    [InlineData("""{"success":true,"data":[{"created_at":1760000060,"quota":1}]}""", "type")]
    [InlineData("""{"success":true,"data":[{"created_at":1760000060,"type":2}]}""", "quota")]
    [InlineData("""{"success":true,"data":[{"created_at":"soon","type":2,"quota":1}]}""", "created_at")]
    [InlineData("""{"success":true,"data":[{"created_at":1760000060,"type":"use","quota":1}]}""", "type")]
    [InlineData("""{"success":true,"data":[{"created_at":1760000060,"type":2,"quota":"much"}]}""", "quota")]
    [InlineData("""{"success":true,"data":["row"]}""", "created_at")]
    [InlineData("""{"success":true,"data":{"items":[],"total":0}}""", "data")]
    [InlineData("""{"data":null}""", "data")]
    public async Task A_shape_that_is_not_known_is_an_error_that_names_what_was_missing(string log, string missing)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => ReadAsync(log));

        Assert.Contains($"'{missing}'", failure.Message);
    }

    [Fact]
    public async Task The_limit_of_the_site_is_kept_and_it_is_said_when_to_ask_again()
    {
        using var emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);
        for (int i = 0; i < 20; i++)
        {
            await client.Billing.GetLogAsync(500_000);
        }

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Billing.GetLogAsync(500_000));

        Assert.Equal((ErrorKind.RateLimited, 0, 20), (failure.Kind, failure.Attempts, emulator.Requests.Count));
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task A_429_without_a_word_is_not_repeated_and_says_the_window()
    {
        using var emulator = GatewayEmulator.Start(new EmulatorOptions { SiteCallLimit = 1 });
        using var client = new WhataiClient(Given.Options(emulator) with { MaxRetries = 3 });
        await client.Billing.GetLogAsync(500_000);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Billing.GetLogAsync(500_000));

        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromMinutes(20), 2), (failure.Kind, failure.RetryAfter, emulator.Requests.Count));
    }

    private static Task<IReadOnlyList<BillEntry>> GetAsync(params string[] rows) => ReadAsync($$"""{"success":true,"message":"","data":[{{string.Join(",", rows)}}]}""");

    private static async Task<IReadOnlyList<BillEntry>> ReadAsync(string log)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Ok(log)), new FakeClock());
        return await client.Billing.GetLogAsync(500_000);
    }
}
