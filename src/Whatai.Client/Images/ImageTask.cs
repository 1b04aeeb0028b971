using System;
using System.Collections.Generic;
using Whatai.Client.Media;
using Whatai.Client.Tasks;

namespace Whatai.Client.Images;

/// <summary>An asynchronous task that makes images (gpt-best sites, <c>?async=true</c>).</summary>
public sealed record ImageTask : IGatewayTask
{
    /// <summary>The id to ask with.</summary>
    public required string TaskId { get; init; }

    /// <summary>How far it is.</summary>
    public ImageTaskStatus Status { get; init; }

    /// <summary>The status in the gateway's own word.</summary>
    public string? RawStatus { get; init; }

    /// <summary>0 to 100, by the gateway; null where it does not say.</summary>
    public int? Progress { get; init; }

    /// <summary>Why it failed, in the gateway's words.</summary>
    public string? FailReason { get; init; }

    /// <summary>What was asked for, where this session asked.</summary>
    public string? Prompt { get; init; }

    /// <summary>The model that was asked, where this session asked.</summary>
    public string? Model { get; init; }

    /// <summary>The images, once it has succeeded.</summary>
    public IReadOnlyList<WhataiImage> Images { get; init => field = ItemList.Of(value); } = ItemList.Of<WhataiImage>([]);

    /// <summary>What it costs; null where that is not known, and where it fails, which gateways pay back.</summary>
    public Cost? Cost { get; init; }

    /// <summary>When this was known.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>The gateway's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The server's JSON, in which the data of images is left out.</summary>
    public string RawJson { get; init; } = string.Empty;

    string IGatewayTask.Id => TaskId;

    string? IGatewayTask.StatusText => RawStatus ?? Status.ToString();

    DateTimeOffset? IGatewayTask.CreatedAt => null;

    bool IGatewayTask.IsFinal => Status is ImageTaskStatus.Failed or ImageTaskStatus.Succeeded;

    bool IGatewayTask.IsSucceeded => Status == ImageTaskStatus.Succeeded;

    /// <summary>The id.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => TaskId;
}

/// <summary>How far an <see cref="ImageTask"/> is.</summary>
public enum ImageTaskStatus
{
    /// <summary>It waits.</summary>
    Queued,

    /// <summary>It is being made.</summary>
    Running,

    /// <summary>The images are there.</summary>
    Succeeded,

    /// <summary>There will be no images.</summary>
    Failed,
}
