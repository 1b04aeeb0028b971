using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Errors;

/// <summary>What Google's errors tell beside their message (googleapis/googleapis, google/rpc/error_details.proto).</summary>
internal sealed record GoogleDetails
{
    private static readonly GoogleDetails s_none = new();

    /// <summary>Why, in a word, such as <c>API_KEY_INVALID</c> (<c>ErrorInfo</c>). The code beside it is the HTTP status again.</summary>
    public string? Reason { get; init; }

    /// <summary>The request's member that is to blame (<c>BadRequest</c>).</summary>
    public string? Field { get; init; }

    /// <summary>How long to wait (<c>RetryInfo</c>); there is no header for it.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>Whether a quota of a whole day is used up, or of nothing at all (<c>QuotaFailure</c>).</summary>
    public bool IsQuotaOfDay { get; init; }

    /// <summary>Whether a quota is one model's.</summary>
    public bool IsOfModel { get; init; }

    /// <summary>Reads the <c>details</c> of an error.</summary>
    public static GoogleDetails Read(JsonElement error)
    {
        GoogleDetails found = s_none;
        if (!error.TryGetProperty("details", out JsonElement details) || details.ValueKind != JsonValueKind.Array)
        {
            return found;
        }

        foreach (JsonElement detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.Object)
            {
                found = new GoogleDetails
                {
                    Reason = found.Reason ?? Text(detail, "reason"),
                    Field = found.Field ?? FieldOf(detail),
                    RetryDelay = found.RetryDelay ?? Duration(Text(detail, "retryDelay")),
                    IsQuotaOfDay = found.IsQuotaOfDay || Violations(detail).Any(static one => Text(one, "quotaId")?.Contains("PerDay", StringComparison.Ordinal) == true || Text(one, "quotaValue") == "0"),
                    IsOfModel = found.IsOfModel || Violations(detail).Any(static one => Text(one, "quotaId")?.Contains("PerModel", StringComparison.Ordinal) == true),
                };
            }
        }

        return found;
    }

    private static IEnumerable<JsonElement> Violations(JsonElement detail) =>
        detail.TryGetProperty("violations", out JsonElement violations) && violations.ValueKind == JsonValueKind.Array
            ? violations.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.Object) : [];

    private static string? FieldOf(JsonElement detail) =>
        detail.TryGetProperty("fieldViolations", out JsonElement violations) && violations.ValueKind == JsonValueKind.Array && violations.GetArrayLength() > 0
        && violations[0].ValueKind == JsonValueKind.Object ? Text(violations[0], "field") : null;

    // Seconds with an s behind, such as 39.5s.
    private static TimeSpan? Duration(string? text) =>
        text is { Length: > 1 } && text[text.Length - 1] == 's'
        && double.TryParse(text.Substring(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds <= TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && LenientText.Read(value) is { Length: > 0 } text ? text : null;
}
