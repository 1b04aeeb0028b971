using System;
using System.Globalization;

namespace Whatai.Client.Http;

/// <summary>The steps of a call that are reported to an observer.</summary>
public enum CallStep
{
    /// <summary>A request goes out.</summary>
    Sending,

    /// <summary>The headers of a request, secrets masked, and the start of its body.</summary>
    RequestDetail,

    /// <summary>The head of an answer came.</summary>
    Answered,

    /// <summary>The headers of an answer, secrets masked, and the start of its body where it is read whole.</summary>
    ResponseDetail,

    /// <summary>It will be sent again after a pause.</summary>
    Waiting,

    /// <summary>It was refused for the gateway's limit, and goes again when there is room.</summary>
    WaitingForLimit,

    /// <summary>The next endpoint is tried.</summary>
    SwitchingEndpoint,

    /// <summary>A file is being fetched; heard of a few times a second, and not where it is over at once.</summary>
    Downloading,

    /// <summary>A request with files is being sent; heard of a few times a second, and not where it is over at once.</summary>
    Uploading,

    /// <summary>A part is done of what goes in several requests.</summary>
    PartDone,
}

/// <summary>Of which steps of a call an observer hears.</summary>
public enum CallDetail
{
    /// <summary>What makes a call take longer: waits, endpoints that fail, transfers, parts.</summary>
    Waits,

    /// <summary>Also <see cref="CallStep.Sending"/> and <see cref="CallStep.Answered"/>.</summary>
    Steps,

    /// <summary>Also <see cref="CallStep.RequestDetail"/> and <see cref="CallStep.ResponseDetail"/>.</summary>
    Messages,
}

/// <summary>One step of a call. It never contains the API key.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Text">An endpoint for a person, or several for the details.</param>
/// <param name="Delay">For <see cref="CallStep.Waiting"/>, the pause.</param>
public sealed record CallEvent(CallStep Step, string Text, TimeSpan Delay = default)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>For <see cref="CallStep.Downloading"/> and <see cref="CallStep.Uploading"/>, how many bytes went so far.</summary>
    public long Bytes { get; init; }

    /// <summary>For these as well, how many there are; null where the server does not say.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>For <see cref="CallStep.PartDone"/>, the number of the part, from 1.</summary>
    public int Part { get; init; }

    /// <summary>For this as well, how many there are.</summary>
    public int Parts { get; init; }

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;

    internal static CallEvent Waiting(TimeSpan delay, int attempt, int maxRetries, string reason) => new(
        CallStep.Waiting,
        string.Format(CultureInfo.InvariantCulture, "{0}. Sending again in {1:0.##} s (retry {2} of {3}).", reason.TrimEnd('.'), delay.TotalSeconds, attempt, maxRetries),
        delay);

    internal static CallEvent WaitingForLimit(string reason) => new(CallStep.WaitingForLimit, reason.TrimEnd('.') + ". Sending again when there is room.");

    internal static CallEvent Transferring(CallStep step, long bytes, long? total) => new(
        step,
        string.Format(
            CultureInfo.InvariantCulture, total is null ? "{0} {1:0.0} MB" : "{0} {1:0.0} of {2:0.0} MB", step, bytes / Megabyte, (total ?? 0) / Megabyte))
    {
        Bytes = bytes,
        TotalBytes = total,
    };
}
