using System;
using System.Linq;

namespace Whatai.Client.Errors;

/// <summary>What the codes of errors mean, by the words in them and by the tables of who has numbers alone.</summary>
internal static class ErrorCodes
{
    // The first that fits counts.
    private static readonly (ErrorKind Kind, string[] Words)[] s_words =
    [
        (ErrorKind.PermissionDenied, ["accessdenied", "permission", "forbidden", "unauthorizedoperation"]),
        (ErrorKind.AuthenticationFailed, ["apikey", "auth", "invalidtoken", "expiredtoken", "unrecognizedclient"]),
        (ErrorKind.RateLimited, ["throttl", "ratelimit", "toomanyrequests", "requestlimit", "limitexceeded"]),
        (ErrorKind.QuotaExceeded, ["insufficient", "quota", "arrear", "overdue", "balance", "billing"]),
        (ErrorKind.NotFound, ["notfound", "notexist", "nosuch"]),
        (ErrorKind.TimedOut, ["timeout", "timedout"]),
        (ErrorKind.InvalidRequest, ["invalid", "badrequest", "validation", "contextlength", "sensitive", "inspectionfailed", "contentfilter", "unsupported"]),
    ];

    /// <summary>The kind that a code in words has; null for one that says nothing.</summary>
    public static ErrorKind? KindOf(string? code)
    {
        if (code is null || int.TryParse(code, out _) || code.Any(char.IsWhiteSpace))
        {
            return null;
        }

        string plain = code.Replace("_", string.Empty).Replace("-", string.Empty).ToLowerInvariant();
        foreach ((ErrorKind kind, string[] words) in s_words)
        {
            if (words.Any(word => plain.Contains(word, StringComparison.Ordinal)))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>The kind of a MiniMax <c>base_resp.status_code</c>.</summary>
    public static ErrorKind? OfMiniMax(int code) => code switch
    {
        1001 => ErrorKind.TimedOut,
        1002 or 1039 or 1041 or 2045 => ErrorKind.RateLimited,
        1004 or 2049 => ErrorKind.AuthenticationFailed,
        1008 or 2056 => ErrorKind.QuotaExceeded,
        1026 or 1027 or 1042 or 2013 => ErrorKind.InvalidRequest,
        _ => null,
    };

    /// <summary>The kind of a Baidu Qianfan <c>error_code</c>.</summary>
    public static ErrorKind? OfBaidu(int code) => code switch
    {
        4 or 18 or 336501 or 336502 => ErrorKind.RateLimited,
        6 or 14 => ErrorKind.PermissionDenied,
        17 or 19 => ErrorKind.QuotaExceeded,
        13 or 15 or 100 or 110 or 111 => ErrorKind.AuthenticationFailed,
        336001 or 336002 or 336003 or 336006 or 336007 or 336103 or 336104 or 336106 => ErrorKind.InvalidRequest,
        _ => null,
    };

    /// <summary>The kind of an iFlytek Spark <c>code</c>, which comes with a <c>sid</c>.</summary>
    public static ErrorKind? OfSpark(int code) => code switch
    {
        10003 or 10004 or 10005 or 10013 or 10014 or 10019 or 10163 or 10907 => ErrorKind.InvalidRequest,
        10007 or 11202 or 11203 => ErrorKind.RateLimited,
        10313 or 11200 => ErrorKind.AuthenticationFailed,
        10015 or 10016 => ErrorKind.PermissionDenied,
        11201 => ErrorKind.QuotaExceeded,
        _ => null,
    };
}
