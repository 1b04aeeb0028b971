using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace Whatai.Client.Http;

/// <summary>What the path of a base URL is.</summary>
/// <param name="Normal">The path as it is kept.</param>
/// <param name="Root">What routes hang off, with a trailing slash.</param>
/// <param name="IsKept">Whether it stands in the place of <c>/v1</c>, so that routes hang off it without their own.</param>
internal readonly record struct BasePath(string Normal, string Root, bool IsKept)
{
    // What people paste behind the base.
    private static readonly string[][] s_endpoints =
    [
        ["chat", "completions"], ["completions"], ["responses"], ["messages"], ["embeddings"], ["models"], ["rerank"], ["moderations"], ["videos"], ["files"], ["batches"],
        ["images", "generations"], ["images", "edits"], ["images", "variations"], ["audio", "speech"], ["audio", "transcriptions"], ["audio", "translations"],
        ["contents", "generations", "tasks"],
    ];

    // Where a site's own routes begin that are not below /v1; null for any next segment.
    private static readonly (string Head, string? Next)[] s_siteRoutes =
        [("seedance", null), ("dashboard", null), ("console", null), ("v2", "videos"), ("v1beta", "models"), ("api", "usage"), ("api", "pricing"), ("api", "status"), ("api", "log")];

    // What stands in the place of a version: Azure, Databricks, GitHub Models.
    private static readonly string[] s_versionless = ["deployments", "serving-endpoints", "inference"];

    // v1, v3, v1beta, v4alpha1, v1.5.
    private static readonly Regex s_version = new(@"^v\d+(\.\d+)?((alpha|beta|preview|p)\d*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static BasePath Read(Uri uri)
    {
        string[] segments = uri.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        int site = Array.FindIndex(segments, segment => Is(segment, "v1beta") && segment == segments[segments.Length - 1]);
        for (int i = 0; i < segments.Length && site < 0; i++)
        {
            site = s_siteRoutes.Any(route => Is(segments[i], route.Head) && (route.Next is null || (i + 1 < segments.Length && Is(segments[i + 1], route.Next)))) ? i : -1;
        }

        if (site >= 0)
        {
            return AsRoot(segments, site);
        }

        int length = EndpointAt(segments);
        int root = length > 0 && Is(segments[length - 1], "v1") ? length - 1 : length;
        if (segments.Take(root).Any(IsVersion))
        {
            return AsKept(segments, length, length);
        }

        // A base without a version is only known by the endpoint behind it, which is kept then.
        return root < length || length == segments.Length ? AsRoot(segments, root) : AsKept(segments, length, segments.Length);
    }

    private static BasePath AsRoot(string[] segments, int length)
    {
        string path = Join(segments, length);
        string root = path + (length == 0 ? string.Empty : "/");
        return new BasePath(root, root, IsKept: false);
    }

    private static BasePath AsKept(string[] segments, int length, int normal) =>
        new(Join(segments, normal), Join(segments, length).TrimEnd('/') + "/", IsKept: true);

    private static string Join(string[] segments, int length) => "/" + string.Join("/", segments, 0, length);

    // Where the endpoint begins; it ends the path, or stands behind a version.
    private static int EndpointAt(string[] segments)
    {
        for (int i = 0; i < segments.Length; i++)
        {
            foreach (string[] endpoint in s_endpoints)
            {
                int end = i + endpoint.Length;
                if ((end == segments.Length || (end < segments.Length && i > 0 && IsVersion(segments[i - 1])))
                    && segments.Skip(i).Take(endpoint.Length).SequenceEqual(endpoint, StringComparer.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return segments.Length;
    }

    private static bool IsVersion(string segment) => s_versionless.Contains(segment, StringComparer.OrdinalIgnoreCase) || s_version.IsMatch(segment);

    private static bool Is(string segment, string name) => segment.Equals(name, StringComparison.OrdinalIgnoreCase);
}
