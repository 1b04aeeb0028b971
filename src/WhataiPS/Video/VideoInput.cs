using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Videos;
using WhataiPS.Binding;
using WhataiPS.Resources;

namespace WhataiPS.Video;

/// <summary>A task that was given, with what it was given as: errors name the latter.</summary>
/// <param name="Given">The user's input.</param>
/// <param name="Task">The task that it stands for.</param>
internal sealed record VideoInput(object Given, VideoTask Task)
{
    /// <summary>
    /// Reads a task from whatever names one: an id, a VideoTask, or what came back from Import-Clixml, ConvertFrom-Json, Import-Csv or
    /// another machine. The id is enough; the route is guessed by it where nothing says.
    /// </summary>
    /// <param name="given">The input.</param>
    /// <param name="route">The route, where the user gave it.</param>
    /// <exception cref="ArgumentException">It names none.</exception>
    public static VideoInput Read(object? given, string? route)
    {
        var source = PSObject.AsPSObject(given ?? string.Empty);
        object plain = source.BaseObject;
        VideoTask task = plain switch
        {
            VideoTask known => known,
            string id => FromId(id.Trim()),
            _ => FromProperties(source),
        };
        return new VideoInput(plain is PSCustomObject ? source : plain, route is null ? task : task with { Route = route });
    }

    private static VideoTask FromId(string id) => id is not ("" or "." or "..") && id.IndexOfAny([' ', '\t', '\n', '{', '<']) < 0
        ? new VideoTask { Id = id, Route = VideoRoute.ForId(id), Status = VideoStatus.Queued }
        : throw new ArgumentException(id.Length == 0 ? SR.VideoIdEmpty : SR.NotAVideoId(id.Length <= 40 ? id : id.Substring(0, 40) + "…"));

    private static VideoTask FromProperties(PSObject source)
    {
        string? Text(string name) => source.Properties[name]?.Value is { } value && Convert.ToString(PSValue.Unwrap(value), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
        string id = Text("Id") ?? Text("TaskId") ?? Text("task_id") ?? throw new ArgumentException(
            SR.NotAVideo(source.TypeNames.First().Split('.').Last()));
        return FromId(id) with
        {
            Route = Text("Route") ?? VideoRoute.ForId(id),
            Status = Text("Status") ?? VideoStatus.Queued,
            Model = Text("Model"),
            ErrorCode = Text("ErrorCode"),
            ErrorMessage = Text("ErrorMessage"),
            VideoUrl = Address(Text("VideoUrl")),
            LastFrameUrl = Address(Text("LastFrameUrl")),
            Path = Text("Path"),
            LastFramePath = Text("LastFramePath"),
            CreatedAt = Time(source.Properties["CreatedAt"]?.Value),
            Resolution = Text("Resolution"),
            Ratio = Text("Ratio"),
            Size = Text("Size"),
            Duration = double.TryParse(Text("Duration"), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : null,
            Cost = CostInput.Read(source),
            Prompt = Text("Prompt"),
            Input = source.Properties["Input"]?.Value is { } input ? PSValue.Unwrap(input) : null,
            RawJson = Text("RawJson") ?? string.Empty,
        };
    }

    private static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : null;

    // CLIXML makes properties of a DateTimeOffset, JSON a date or text.
    private static DateTimeOffset? Time(object? value) => (value is null ? null : PSValue.Unwrap(value)) switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        string text => Parsed(text),
        _ when value is PSObject { Properties: { } properties } && properties["UtcDateTime"]?.Value is DateTime time => new DateTimeOffset(time, TimeSpan.Zero),
        _ => null,
    };

    private static DateTimeOffset? Parsed(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
