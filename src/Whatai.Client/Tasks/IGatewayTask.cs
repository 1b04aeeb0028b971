using System;

namespace Whatai.Client.Tasks;

/// <summary>What all tasks of a gateway have in common, whatever they make. Internal: PowerShell shows the members of a public one beside the task's own.</summary>
internal interface IGatewayTask
{
    /// <summary>The id to ask with.</summary>
    string Id { get; }

    /// <summary>The model, where it is known.</summary>
    string? Model { get; }

    /// <summary>What was asked for, where it is known.</summary>
    string? Prompt { get; }

    /// <summary>The state, in the gateway's word.</summary>
    string? StatusText { get; }

    /// <summary>0 to 100, by the gateway; null where it does not say.</summary>
    int? Progress { get; }

    /// <summary>When it was submitted; null where that is not known.</summary>
    DateTimeOffset? CreatedAt { get; }

    /// <summary>Whether nothing more comes after its state.</summary>
    bool IsFinal { get; }

    /// <summary>Whether what was asked for is there.</summary>
    bool IsSucceeded { get; }
}
