using System;
using System.Globalization;

namespace Whatai.Client.Http;

/// <summary>The steps of a call that an observer hears of.</summary>
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

    /// <summary>The next line is tried.</summary>
    SwitchingLine,
}

/// <summary>One step of a call. It never contains the API key.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Text">A line for a person, or several for the details.</param>
/// <param name="Delay">For <see cref="CallStep.Waiting"/>, the pause.</param>
public sealed record CallEvent(CallStep Step, string Text, TimeSpan Delay = default)
{
    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;

    internal static CallEvent Waiting(TimeSpan delay, int attempt, int maxRetries, string reason) => new(
        CallStep.Waiting,
        string.Format(CultureInfo.InvariantCulture, "{0}. Sending again in {1:0.##} s (retry {2} of {3}).", reason.TrimEnd('.'), delay.TotalSeconds, attempt, maxRetries),
        delay);
}
