using System;

namespace Whatai.Client.Tasks;

/// <summary>How a task of a gateway stands, whatever it makes.</summary>
public sealed record TaskState
{
    internal TaskState(IGatewayTask task)
    {
        Id = task.Id;
        Model = task.Model;
        Prompt = task.Prompt;
        StatusText = task.StatusText;
        Progress = task.Progress;
        CreatedAt = task.CreatedAt;
        IsSucceeded = task.IsSucceeded;
    }

    /// <summary>The id to ask with.</summary>
    public string Id { get; }

    /// <summary>The model, where it is known.</summary>
    public string? Model { get; }

    /// <summary>What was asked for, where it is known.</summary>
    public string? Prompt { get; }

    /// <summary>The state, in the gateway's word.</summary>
    public string? StatusText { get; }

    /// <summary>0 to 100, by the gateway; null where it does not say.</summary>
    public int? Progress { get; }

    /// <summary>When it was submitted; null where that is not known.</summary>
    public DateTimeOffset? CreatedAt { get; }

    /// <summary>Whether what was asked for is there.</summary>
    public bool IsSucceeded { get; }
}
