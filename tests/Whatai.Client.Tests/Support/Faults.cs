using System.Collections.Generic;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every fault of the emulator by name, and what a conversation makes of it.</summary>
public static class Faults
{
    /// <summary>What is said where nothing goes wrong.</summary>
    public const string All = "one two three four";

    private const string Half = "one two";

    // Null is no error. The text is what a stream brings before its end.
    public static readonly Dictionary<string, (ErrorKind? Plain, ErrorKind? Streamed, string Text)> Expected = new()
    {
        ["400"] = Refused(ErrorKind.InvalidRequest),
        ["401"] = Refused(ErrorKind.AuthenticationFailed),
        ["403"] = Refused(ErrorKind.PermissionDenied),
        ["403-quota"] = Refused(ErrorKind.QuotaExceeded),
        ["404"] = Refused(ErrorKind.NotFound),
        ["408"] = Refused(ErrorKind.TimedOut),
        ["409"] = Refused(ErrorKind.InvalidRequest),
        ["413"] = Refused(ErrorKind.InvalidRequest),
        ["422"] = Refused(ErrorKind.InvalidRequest),
        ["429"] = Refused(ErrorKind.RateLimited),
        ["429-retry-after"] = Refused(ErrorKind.RateLimited),
        ["429-date"] = Refused(ErrorKind.RateLimited),
        ["429-long"] = Refused(ErrorKind.RateLimited),
        ["429-empty"] = Refused(ErrorKind.RateLimited),
        ["429-quota"] = Refused(ErrorKind.QuotaExceeded),
        ["500"] = Refused(ErrorKind.ServiceUnavailable),
        ["500-local"] = Refused(ErrorKind.InvalidRequest),
        ["500-sensitive"] = Refused(ErrorKind.InvalidRequest),
        ["502"] = Refused(ErrorKind.ServiceUnavailable),
        ["502-html"] = Refused(ErrorKind.ServiceUnavailable),
        ["503"] = Refused(ErrorKind.ServiceUnavailable),
        ["503-model"] = Refused(ErrorKind.NotFound),
        ["504"] = Refused(ErrorKind.TimedOut),
        ["524"] = Refused(ErrorKind.TimedOut),
        ["529"] = Refused(ErrorKind.ServiceUnavailable),
        ["no-route"] = Refused(ErrorKind.NotFound),
        ["should-retry"] = Refused(ErrorKind.InvalidRequest),
        ["should-not-retry"] = Refused(ErrorKind.ServiceUnavailable),
        ["shape-gemini"] = Refused(ErrorKind.InvalidRequest),
        ["shape-ark"] = Refused(ErrorKind.InvalidRequest),
        ["shape-task"] = Refused(ErrorKind.InvalidRequest),
        ["shape-dashboard"] = Refused(ErrorKind.ServiceUnavailable),
        ["shape-claude"] = Refused(ErrorKind.InvalidRequest),
        ["shape-claude-nil"] = Refused(ErrorKind.ServiceUnavailable),
        ["shape-claude-spend"] = Refused(ErrorKind.QuotaExceeded),
        ["shape-code-number"] = Refused(ErrorKind.InvalidRequest),
        ["shape-string"] = Refused(ErrorKind.InvalidRequest),
        ["shape-escapes"] = Refused(ErrorKind.InvalidRequest),
        ["shape-key-echo"] = Refused(ErrorKind.AuthenticationFailed),
        ["redirect-same"] = (null, null, All),
        ["redirect-cross"] = Refused(ErrorKind.InvalidResponse),
        ["redirect-302"] = Refused(ErrorKind.InvalidResponse),
        ["redirect-nowhere"] = Refused(ErrorKind.InvalidResponse),
        ["broken-gzip"] = Refused(ErrorKind.IncompleteAnswer),
        ["broken-br"] = Refused(ErrorKind.IncompleteAnswer),
        ["lone-surrogate"] = Refused(ErrorKind.InvalidResponse),
        ["json-string"] = Refused(ErrorKind.InvalidResponse),
        ["wrong-type"] = Refused(ErrorKind.InvalidResponse),
        ["huge-header"] = Refused(ErrorKind.ConnectionFailed),
        ["invalid-utf8"] = Refused(ErrorKind.InvalidResponse),
        ["html-200"] = Refused(ErrorKind.InvalidResponse),
        ["captive-portal"] = Refused(ErrorKind.ServiceUnavailable),
        ["error-as-event-stream"] = Refused(ErrorKind.InvalidRequest),
        ["error-200"] = Refused(ErrorKind.ServiceUnavailable),
        ["empty-200"] = Refused(ErrorKind.InvalidResponse),
        ["json-garbage"] = Refused(ErrorKind.InvalidResponse),
        ["reset-before"] = Refused(ErrorKind.ConnectionFailed),
        ["stall-headers"] = Refused(ErrorKind.TimedOut),
        ["mid-stream-error"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["response-failed"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["nested-error"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["ping-then-error"] = Refused(ErrorKind.ServiceUnavailable),
        ["bare-error"] = (ErrorKind.ServiceUnavailable, ErrorKind.ServiceUnavailable, Half),
        ["cut-mid-line"] = (ErrorKind.IncompleteAnswer, ErrorKind.IncompleteAnswer, Half),
        ["cut-clean"] = (ErrorKind.InvalidResponse, ErrorKind.IncompleteAnswer, Half),
        ["cut-mid-utf8"] = (ErrorKind.IncompleteAnswer, ErrorKind.IncompleteAnswer, "你好🌍你好🌍"),
        ["reset"] = (ErrorKind.ConnectionFailed, ErrorKind.IncompleteAnswer, Half),
        ["stall"] = (ErrorKind.TimedOut, ErrorKind.TimedOut, Half),
        ["done-without-finish"] = (null, ErrorKind.IncompleteAnswer, All),
        ["ping"] = (null, null, All),
        ["no-done"] = (null, null, All),
        ["usage-empty-choices"] = (null, null, All),
        ["usage-with-choice"] = (null, null, All),
        ["no-choices"] = (null, null, All),
        ["duplicate-finish"] = (null, null, All),
        ["string-numbers"] = (null, null, All),
        ["unknown-fields"] = (null, null, All),
        ["unknown-events"] = (null, null, All),
        ["no-signature"] = (null, null, All),
        ["crlf"] = (null, null, All),
        ["cr"] = (null, null, All),
        ["multi-line-data"] = (null, null, All),
        ["bom"] = (null, null, All),
        ["split-utf8"] = (null, null, All),
        ["drip"] = (null, null, All),
        ["no-content-type"] = (null, null, All),
        ["gzip"] = (null, null, All),
        ["br"] = (null, null, All),
        ["http10"] = (null, null, All),
    };

    public static TheoryData<string> Names => [.. Expected.Keys];

    private static (ErrorKind? Plain, ErrorKind? Streamed, string Text) Refused(ErrorKind kind) => (kind, kind, string.Empty);
}
