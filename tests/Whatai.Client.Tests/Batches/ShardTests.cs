using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Whatai.Client.Batches;
using Whatai.Client.Errors;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Parts of a run, by number or by the scheduler's variables: together they are all of it, and each item is in one.</summary>
public class ShardTests
{
    private static readonly byte[][] s_items = [.. Enumerable.Range(0, 500).Select(static i => Hash("prompt " + i))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1001)]
    public void All_shards_have_each_item_once(int firstId)
    {
        for (int count = 1; count <= 16; count++)
        {
            Shard[] shards = [.. Enumerable.Range(firstId, count).Select(id => Parse($"*/{count}", ("SLURM_ARRAY_TASK_ID", $"{id}")))];

            Assert.Equal(Enumerable.Range(0, count), shards.Select(static shard => shard.Index).OrderBy(static index => index));
            Assert.All(s_items, item => Assert.Single(shards, shard => shard.Contains(item)));
        }
    }

    [Fact]
    public void Shards_are_of_about_the_same_size()
    {
        Assert.All(Enumerable.Range(0, 8), static i => Assert.InRange(s_items.Count(Parse($"{i}/8").Contains), 40, 90));
    }

    [Theory]
    [InlineData("3/8", 3, 8)]
    [InlineData("0/8", 0, 8)]
    [InlineData("8/8", 0, 8)]
    [InlineData(" 11 / 8 ", 3, 8)]
    [InlineData("1/1", 0, 1)]
    public void A_number_goes_round(string text, int index, int count)
    {
        Shard shard = Parse(text);

        Assert.Equal((index, count), (shard.Index, shard.Count));
        Assert.Equal($"{index}/{count}", shard.ToString());
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID")]
    [InlineData("JOB_COMPLETION_INDEX")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX")]
    [InlineData("PBS_ARRAY_INDEX")]
    [InlineData("SGE_TASK_ID")]
    public void Each_scheduler_says_the_number(string variable) => Assert.Equal("5/8", Parse("*/8", (variable, "5")).ToString());

    /// <summary>What sbatch --array=1,2 sets, which is how two tasks of eight are run again.</summary>
    [Fact]
    public void The_schedulers_count_and_first_number_are_those_of_the_tasks_run_again() => Assert.Equal(
        "2/8",
        Parse("*/8", ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_COUNT", "2"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_MAX", "2"), ("SLURM_ARRAY_TASK_STEP", "1")).ToString());

    [Fact]
    public void Variables_may_agree_and_need_not_be_set() => Assert.Equal(
        "2/4", Parse("*/4", ("SLURM_ARRAY_TASK_ID", "2"), ("JOB_COMPLETION_INDEX", "2"), ("SGE_TASK_ID", "undefined"), ("SGE_TASK_STEPSIZE", "undefined"), ("PBS_ARRAY_INDEX", "")).ToString());

    [Theory]
    [InlineData("", "ShardForm")]
    [InlineData("3", "ShardForm")]
    [InlineData("*", "ShardForm")]
    [InlineData("3/0", "ShardForm")]
    [InlineData("-1/8", "ShardForm")]
    [InlineData("3/8/2", "ShardForm")]
    [InlineData("1.5/8", "ShardForm")]
    [InlineData("3/99999999999", "ShardForm")]
    [InlineData("99999999999999999999/8", "ShardNumber")]
    [InlineData("*/8", "ShardWithoutTask")]
    [InlineData("*/8", "ShardWithoutTask", "SGE_TASK_ID=undefined")]
    [InlineData("*/8", "ShardNumber", "SLURM_ARRAY_TASK_ID=x")]
    [InlineData("*/8", "ShardTasksDisagree", "SLURM_ARRAY_TASK_ID=1", "JOB_COMPLETION_INDEX=2")]
    [InlineData("*/8", "ShardStep", "SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_STEP=2")]
    [InlineData("*/8", "ShardStep", "SGE_TASK_ID=3", "SGE_TASK_STEPSIZE=3")]
    public void What_says_no_shard_is_refused(string text, string message, params string[] variables)
    {
        (string, string)[] environment = [.. variables.Select(static variable => (variable.Split('=')[0], variable.Split('=')[1]))];

        var refusal = Assert.Throws<ArgumentException>(() => Parse(text, environment));

        Assert.Equal(message, LocalizableMessage.Of(refusal)?.Name);
    }

    private static Shard Parse(string text, params (string Name, string Value)[] environment)
    {
        Dictionary<string, string> values = environment.ToDictionary(static variable => variable.Name, static variable => variable.Value);
        return Shard.Parse(text, name => values.TryGetValue(name, out string? value) ? value : null);
    }

    private static byte[] Hash(string text)
    {
        using var sha = SHA256.Create();
        return sha.ComputeHash(Encoding.UTF8.GetBytes(text));
    }
}
