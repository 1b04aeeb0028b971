using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Whatai.Client.Errors;

namespace Whatai.Client.Batches;

/// <summary>One of the parts that a run is split into among processes. What an item is says which part it belongs to, so equal ones are in the same.</summary>
public sealed class Shard
{
    // A scheduler's variable says the number.
    private const string Any = "*";

    // Slurm, Kubernetes, AWS Batch, PBS and Grid Engine.
    private static readonly string[] s_ids = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "PBS_ARRAY_INDEX", "SGE_TASK_ID"];
    private static readonly string[] s_steps = ["SLURM_ARRAY_TASK_STEP", "SGE_TASK_STEPSIZE"];

    private Shard(int index, int count)
    {
        Index = index;
        Count = count;
    }

    /// <summary>Which one it is, from 0.</summary>
    public int Index { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>
    /// Reads <c>3/8</c>, or <c>*/8</c> for the number that a scheduler gives its tasks. Numbers go round, so that arrays of 0 to 7 and of 1 to 8 are both
    /// whole. The count is always given: a scheduler's own is that of the tasks it was asked for last, which may be a few that are run again.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">The value of an environment variable; null where it is not set.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="ArgumentException">It is none, or the variables do not say which one.</exception>
    public static Shard Parse(string text, Func<string, string?> environment)
    {
        Match match = Regex.Match(text ?? string.Empty, @"^\s*(\*|[0-9]+)\s*/\s*([0-9]+)\s*$", RegexOptions.CultureInvariant);
        if (!match.Success || !int.TryParse(match.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count == 0)
        {
            throw new LocalizableMessage("ShardForm", $"'{text}' is no shard: write its number and their count, such as 3/8, or */8 for the number that the scheduler gives the task.").ToArgumentException(nameof(text));
        }

        string given = match.Groups[1].Value;
        string id = given == Any ? TaskId(environment ?? throw new ArgumentNullException(nameof(environment))) : given;
        return ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? new Shard((int)(number % (ulong)count), count)
            : throw new LocalizableMessage("ShardNumber", $"'{id}' is no number of a shard.").ToArgumentException(nameof(text));
    }

    /// <summary>Whether an item belongs to it.</summary>
    /// <param name="hash">The SHA-256 of the item's request.</param>
    /// <returns>Whether it does. Of all shards of one count, it does to one.</returns>
    public bool Contains(byte[] hash) => Contains(BinaryPrimitives.ReadUInt64BigEndian(hash));

    /// <summary>The same by the first eight bytes, the highest first.</summary>
    /// <inheritdoc cref="Contains(byte[])"/>
    public bool Contains(ulong hash) => hash % (ulong)Count == (ulong)Index;

    /// <summary>Such as 3/8.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}/{1}", Index, Count);

    private static string TaskId(Func<string, string?> environment)
    {
        (string Name, string Value)[] ids = [.. Set(s_ids, environment)];
        if (ids.Length == 0)
        {
            string names = string.Join(", ", s_ids);
            throw new LocalizableMessage("ShardWithoutTask", $"*/COUNT takes a shard's number of the scheduler, and none of its variables is set: {names}.").ToArgumentException("text");
        }

        if (ids.FirstOrDefault(id => id.Value != ids[0].Value) is { Name: not null } other)
        {
            throw new LocalizableMessage("ShardTasksDisagree", $"{ids[0].Name} is {ids[0].Value} and {other.Name} is {other.Value}: write which shard it is in the place of *.").ToArgumentException("text");
        }

        // Every second task would be every second shard, and the rest would never be asked.
        return Set(s_steps, environment).FirstOrDefault(static step => step.Value != "1") is { Name: not null } step
            ? throw new LocalizableMessage("ShardStep", $"{step.Name} is {step.Value}: tasks that leave numbers out leave shards out. Make an array without a step.").ToArgumentException("text")
            : ids[0].Value;
    }

    // Grid Engine says "undefined" outside of an array.
    private static IEnumerable<(string Name, string Value)> Set(IEnumerable<string> names, Func<string, string?> environment) =>
        names.Select(name => (Name: name, Value: environment(name)?.Trim() ?? string.Empty)).Where(static variable => variable.Value is not ("" or "undefined"));
}
