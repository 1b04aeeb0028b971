using System;
using System.Globalization;
using System.Threading.Tasks;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Faults;

/// <summary>Redirects. Each adds <c>redirected=1</c> to the query; a request with it is not redirected again.</summary>
internal static class RedirectFaults
{
    internal static Fault[] All { get; } =
    [
        Redirect("redirect-same", "307 to the same host and path", 307, state => state.BaseUrl),
        Redirect("redirect-cross", "307 to the RedirectTarget option's host, by default http://localhost:PORT", 307, CrossTarget),
        Redirect("redirect-302", "302 to the same host and path, which clients follow by GET", 302, state => state.BaseUrl),
        new("redirect-nowhere", "307 to //, which is no address", false)
        {
            IsRedirect = true,
            Answer = static exchange =>
            {
                exchange.Response.AddHeader("Location", "//");
                return exchange.Response.SendAsync(307, null, []);
            },
        },
    ];

    private static Fault Redirect(string name, string effect, int status, Func<EmulatorState, string> target)
        => new(name, effect, false) { IsRedirect = true, Answer = exchange => SendAsync(exchange, status, target(exchange.State)) };

    private static Task SendAsync(Exchange exchange, int status, string baseUrl)
    {
        string path = exchange.Head.Target;
        char separator = path.ContainsIgnoreCase("?") ? '&' : '?';
        exchange.Response.AddHeader("Location", baseUrl + path + separator + "redirected=1");
        return exchange.Response.SendAsync(status, null, []);
    }

    // The same listener under another host name, which a client must treat as a different host.
    private static string CrossTarget(EmulatorState state)
        => state.Options.RedirectTarget?.TrimEnd('/')
            ?? string.Format(CultureInfo.InvariantCulture, "http://localhost:{0}", new Uri(state.BaseUrl).Port);
}
