using System;
using System.IO;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Dashboard;

/// <summary>The page at the emulator's address in a browser: what came in, what was billed, what is hosted, which faults wait; live.</summary>
internal static class DashboardEndpoint
{
    // What runs is the page's own, and what it shows comes from here.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private const string FilePolicy = "default-src 'none'; sandbox";
    private const string Files = RequestHead.BrowserFolder + "files/";

    internal static Task AnswerAsync(Exchange exchange)
    {
        exchange.Response.SkipLatency();
        exchange.Response.AddHeader("X-Content-Type-Options", "nosniff");
        exchange.Response.AddHeader("Cache-Control", "no-store");
        return exchange.Head.Path switch
        {
            "/" => SendAsync(exchange, "Dashboard.html", WebPage.ContentType),
            RequestHead.BrowserFolder + "dashboard.css" => SendAsync(exchange, "Dashboard.css", "text/css; charset=utf-8"),
            RequestHead.BrowserFolder + "dashboard.js" => SendAsync(exchange, "Dashboard.js", "text/javascript; charset=utf-8"),
            RequestHead.BrowserFolder + "state" => exchange.SendJsonAsync(200, DashboardState.Write(exchange.State)),
            string path when path.StartsWith(Files, StringComparison.Ordinal) && exchange.State.Files.Find(path.Substring(Files.Length)) is { } file => SendFileAsync(exchange, file),
            _ => exchange.Response.SendAsync(404, "text/plain", []),
        };
    }

    private static Task SendAsync(Exchange exchange, string name, string contentType)
    {
        exchange.Response.AddHeader("Content-Security-Policy", Policy);
        using Stream stream = typeof(DashboardEndpoint).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return exchange.Response.SendAsync(200, contentType, content.ToArray());
    }

    // Of a file that is computed, what is stored will do.
    private static Task SendFileAsync(Exchange exchange, StoredFile file)
    {
        exchange.Response.AddHeader("Content-Security-Policy", FilePolicy);
        return exchange.Response.SendAsync(200, file.MimeType, file.Bytes);
    }
}
