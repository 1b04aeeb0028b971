using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;

/// <summary>
/// Writes the client's spans and measurements to the console, as any OpenTelemetry exporter would get them: subscribe it to the source and the
/// meter <c>Whatai.Client</c>. Nothing is made while nobody listens.
/// </summary>
internal sealed class CallListener : IDisposable
{
    private const string Source = "Whatai.Client";

    private readonly ActivityListener _spans = new()
    {
        ShouldListenTo = static source => source.Name == Source,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStopped = static span => Console.WriteLine($"span    {span.DisplayName}, {span.Duration.TotalMilliseconds:0} ms, {span.Status} {Text([.. span.TagObjects])}"),
    };

    private readonly MeterListener _meters = new()
    {
        InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Source)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        },
    };

    public CallListener()
    {
        ActivitySource.AddActivityListener(_spans);
        _meters.SetMeasurementEventCallback<double>(static (instrument, value, tags, _) => Console.WriteLine($"metric  {instrument.Name} {value:0.000} {instrument.Unit} {Text(tags)}"));
        _meters.SetMeasurementEventCallback<long>(static (instrument, value, tags, _) => Console.WriteLine($"metric  {instrument.Name} {value} {instrument.Unit} {Text(tags)}"));
        _meters.Start();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(", ", tags.ToArray().Select(static tag => $"{tag.Key}={(tag.Value is IEnumerable<string> many ? string.Join('|', many) : tag.Value)}"));
}
