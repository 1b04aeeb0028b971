using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Billing;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What is computed is what the gateway bills, to the quota unit.</summary>
public class LedgerCostTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task By_any_prices(int seed)
    {
        var random = new Random(seed);
        string[] models = ["a", "b", "c", "d"];
        using var emulator = GatewayEmulator.Start(new EmulatorOptions
        {
            Models = models,
            Prices = models.ToDictionary(model => model, _ => RandomPrice(random)),
            Groups = new Dictionary<string, decimal> { ["default"] = 1, ["vip"] = 0.8m },
            Group = "vip",
            QuotaPerUnit = seed == 3 ? 123_456 : 500_000,
        });
        using WhataiClient client = Given.Client(emulator);
        PriceTable prices = await client.Billing.GetPricesAsync(new KeyGroup("vip"));
        for (int i = 0; i < 40; i++)
        {
            string model = models[random.Next(models.Length)];
            string text = string.Join(" ", Enumerable.Repeat("word", random.Next(1, 60)));
            ModelAnswer answer = i % 2 == 0
                ? await client.Chat.CompleteAsync(Given.Chat(text) with { Model = model })
                : await client.Messages.CompleteAsync(new MessageRequest { Model = model, Messages = [new ChatMessage(ChatRole.User, text)], MaxTokens = 100, CacheMessages = true, CacheTtl = i % 4 == 1 ? "1h" : "5m" });

            Assert.Equal(emulator.Ledger[^1].Quota, decimal.Round(prices.CostOf(model, answer.Usage)!.Amount * emulator.Options.QuotaPerUnit, 9));
        }
    }

    [Fact]
    public async Task The_log_has_each_call_by_its_id_and_pays_failed_tasks_back()
    {
        using var emulator = GatewayEmulator.Start(new EmulatorOptions { LogDelay = TimeSpan.Zero, VideoQueueTime = TimeSpan.Zero, VideoRunTime = TimeSpan.Zero });
        using WhataiClient client = Given.Client(emulator);
        ChatCompletion answer = await client.Chat.CompleteAsync(Given.Chat("hello"));
        var video = await client.Videos.StartAsync(new() { Model = "veo3.1-fast", Prompt = "/fail X" });

        IReadOnlyList<BillEntry> rows = await client.Billing.GetLogAsync();

        Assert.Equal(emulator.Ledger[0].Quota, Assert.Single(rows, row => row.RequestId == answer.RequestId).Quota);
        Assert.Equal(-0.5m, Assert.Single(rows, row => row.TaskId == video.Id).Amount);
        Assert.Equal(0.5m, Assert.Single(rows, row => row.RequestId == video.RequestId).Amount);
        Assert.Equal(rows.Sum(row => row.Amount), emulator.LedgerTotals.Quota / 500_000m);
    }

    private static EmulatorPrice RandomPrice(Random random)
    {
        if (random.Next(4) == 0)
        {
            return new EmulatorPrice { ModelPrice = random.Next(1, 1000) / 10_000m };
        }

        var price = new EmulatorPrice { ModelRatio = random.Next(1, 10_000) / 1000m, CompletionRatio = random.Next(1, 80) / 10m };
        return random.Next(2) == 0 ? price : price with { CacheRatio = random.Next(0, 10) / 10m, CreateCacheRatio = random.Next(10, 20) / 10m };
    }
}
