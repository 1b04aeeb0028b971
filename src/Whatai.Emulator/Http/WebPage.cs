using System.Text;

namespace Whatai.Emulator.Http;

/// <summary>The web site that a relay serves on every path outside its API.</summary>
internal static class WebPage
{
    internal const string ContentType = "text/html; charset=utf-8";

    internal static byte[] Site { get; } = Make("New API", "<div id=\"root\"></div><p>This is the emulator's web site, not its API.</p>");

    internal static byte[] Make(string title, string body)
        => Encoding.UTF8.GetBytes($"<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>{body}</body>\n</html>\n");
}
