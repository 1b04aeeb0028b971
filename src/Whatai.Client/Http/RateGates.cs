using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>The gates of the process: one for each key and host, by a hash of the key, since it is kept for as long as the process runs.</summary>
internal sealed class RateGates(TimeProvider clock)
{
    private static readonly ConditionalWeakTable<TimeProvider, RateGates> s_byClock = new();

    private readonly Dictionary<string, RateGate> _gates = new(StringComparer.Ordinal);

    /// <summary>Those that go by a clock.</summary>
    public static RateGates Of(TimeProvider clock) => s_byClock.GetValue(clock, static clock => new RateGates(clock));

    /// <summary>What stands for the account of a connection.</summary>
    public static string AccountOf(ConnectionOptions options)
    {
        string? header = null;
        foreach (KeyValuePair<string, string> each in options.Headers ?? new Dictionary<string, string>())
        {
            header = each.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? each.Value : header;
        }

        using var hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(ApiKeyText.Reveal(options.ApiKey) ?? header ?? string.Empty)));
    }

    public RateGate Find(string account, Uri endpoint)
    {
        string name = endpoint.Authority + " " + account;
        lock (_gates)
        {
            return _gates.TryGetValue(name, out RateGate? gate) ? gate : _gates[name] = new RateGate(clock);
        }
    }
}
