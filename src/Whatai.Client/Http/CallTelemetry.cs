#if NET
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
#endif

namespace Whatai.Client.Http;

/// <summary>
/// One call as a span and in histograms, after OpenTelemetry's conventions for generative AI. Never what was said. .NET Framework has neither
/// without a package of its own, so there it is nothing.
/// </summary>
internal sealed class CallTelemetry
{
#if NET
    // What a listener subscribes to.
    private const string Source = "Whatai.Client";

    private static readonly ActivitySource s_spans = new(Source);
    private static readonly Meter s_meter = new(Source);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "GenAI operation duration.");
    private static readonly Histogram<long> s_tokens = s_meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.");

    private readonly Activity? _span;

    private CallTelemetry(Activity? span) => _span = span;

    public static bool HasListeners => s_spans.HasListeners() || s_duration.Enabled || s_tokens.Enabled;

    /// <summary>Begins a span; null where nobody listens to spans or histograms.</summary>
    public static CallTelemetry? Begin(CallOperation operation, string model)
    {
        if (!HasListeners)
        {
            return null;
        }

        Activity? span = s_spans.StartActivity(ActivityKind.Client, name: $"{operation.Name} {model}", tags: Common(operation, model));
        return new CallTelemetry(span);
    }

    public void End(CallRecord call)
    {
        List<KeyValuePair<string, object?>> tags = Common(call.Operation, call.Model!);
        Add("gen_ai.response.model", call.AnswerModel);
        Add("server.address", call.Context?.RequestUri.Host);
        Add("server.port", call.Context?.RequestUri.Port);
        string? error = call.Failure?.Kind.ToString() ?? (call.IsCancelled ? "cancelled" : null);
        Add("error.type", error);
        EndSpan(call, tags, error);
        var measured = new TagList(tags.ToArray());
        s_duration.Record(call.Duration.TotalSeconds, measured);
        if (call.Usage is TokenUsage usage)
        {
            s_tokens.Record(usage.PromptTokens, [.. tags, new("gen_ai.token.type", "input")]);
            s_tokens.Record(usage.CompletionTokens, [.. tags, new("gen_ai.token.type", "output")]);
        }

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                tags.Add(new(name, value));
            }
        }
    }

    private void EndSpan(CallRecord call, List<KeyValuePair<string, object?>> tags, string? error)
    {
        if (_span is null)
        {
            return;
        }

        foreach (KeyValuePair<string, object?> tag in tags)
        {
            _span.SetTag(tag.Key, tag.Value);
        }

        _span.SetTag("gen_ai.response.id", call.AnswerId);
        _span.SetTag("gen_ai.response.finish_reasons", call.FinishReason is null ? null : new[] { call.FinishReason });
        _span.SetTag("gen_ai.usage.input_tokens", call.Usage?.PromptTokens);
        _span.SetTag("gen_ai.usage.output_tokens", call.Usage?.CompletionTokens);
        _span.SetTag("http.request.resend_count", call.Context?.Attempts > 1 ? call.Context.Attempts - 1 : null);
        if (error is not null)
        {
            _span.SetStatus(ActivityStatusCode.Error, call.Failure?.Message);
        }

        _span.Stop();
    }

    private static List<KeyValuePair<string, object?>> Common(CallOperation operation, string model) =>
        [new("gen_ai.operation.name", operation.Name), new("gen_ai.provider.name", operation.Provider), new("gen_ai.request.model", model)];
#else
    public static bool HasListeners => false;

    public static CallTelemetry? Begin(CallOperation operation, string model) => null;

#pragma warning disable CA1822 // As where it does something.
    public void End(CallRecord call)
    {
    }
#pragma warning restore CA1822
#endif
}
