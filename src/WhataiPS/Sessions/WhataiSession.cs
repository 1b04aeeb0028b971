using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Whatai.Emulator;

namespace WhataiPS.Sessions;

/// <summary>
/// What one runspace holds: its connections and its emulators. By runspace, since a host may run several people's
/// scripts in one process, and one person's key is not another's.
/// </summary>
internal sealed class WhataiSession : IDisposable
{
    public const string DefaultName = "default";

    private static readonly ConditionalWeakTable<Runspace, WhataiSession> s_sessions = new();

    private static readonly UsageMeter s_usage = new();

    private readonly Dictionary<string, WhataiConnection> _connections = new(StringComparer.OrdinalIgnoreCase);

    // Made when there is one: its type alone would load the emulator's dll into each session.
    private List<GatewayEmulator>? _emulators;
    private WhataiConnection? _fromEnvironment;
    private string? _environmentStamp;

    public static WhataiSession Current => s_sessions.GetValue(Runspace.DefaultRunspace, static _ => new WhataiSession());

    /// <summary>The connections by name, the default one first.</summary>
    public IEnumerable<WhataiConnection> Connections =>
        _connections.Values.OrderByDescending(connection => connection.IsDefault).ThenBy(connection => connection.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What the process spent: a script's runspaces, as those of ForEach-Object -Parallel, are gone when it looks at the bill.</summary>
    public UsageMeter Usage { get; } = s_usage;

    /// <summary>The video tasks that the session saw last.</summary>
    public RecentVideos Videos { get; } = new();

    /// <summary>The responses that the session saw made in the background last.</summary>
    public RecentResponses Responses { get; } = new();

    /// <summary>The emulators that run.</summary>
    public IReadOnlyList<GatewayEmulator> Emulators
    {
        get
        {
            _emulators?.RemoveAll(emulator => !emulator.IsRunning);
            return _emulators ?? [];
        }
    }

    /// <summary>Adds a connection, in the place of one with the same name. The newest one is the default.</summary>
    public void Add(WhataiConnection connection)
    {
        Remove(connection.Name);
        foreach (WhataiConnection other in _connections.Values)
        {
            other.IsDefault = false;
        }

        connection.IsDefault = true;
        _connections[connection.Name] = connection;
    }

    public void Remove(string name)
    {
        if (!_connections.TryGetValue(name, out WhataiConnection? connection))
        {
            return;
        }

        _connections.Remove(name);
        connection.Dispose();
        if (connection.IsDefault && Connections.FirstOrDefault() is WhataiConnection next)
        {
            next.IsDefault = true;
        }
    }

    public void Add(GatewayEmulator emulator) => (_emulators ??= []).Add(emulator);

    /// <summary>The connection of that name, or the default one, or the one that the environment describes.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="ArgumentException">The environment's base URL or key can't be used.</exception>
    public WhataiConnection? Find(string? name)
    {
        if (name is not null)
        {
            return _connections.TryGetValue(name, out WhataiConnection? named) ? named
                : name.Equals(EnvironmentSettings.ConnectionName, StringComparison.OrdinalIgnoreCase) ? FromEnvironment() : null;
        }

        return _connections.Values.FirstOrDefault(static connection => connection.IsDefault) ?? FromEnvironment();
    }

    /// <summary>The session of the current runspace is over.</summary>
    public static void End()
    {
        if (Runspace.DefaultRunspace is Runspace runspace && s_sessions.TryGetValue(runspace, out WhataiSession? session))
        {
            s_sessions.Remove(runspace);
            session.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (WhataiConnection connection in _connections.Values)
        {
            connection.Dispose();
        }

        _connections.Clear();
        _fromEnvironment?.Dispose();
        foreach (GatewayEmulator emulator in _emulators ?? [])
        {
            emulator.Dispose();
        }

        _emulators = null;
    }

    // Kept for its pooled handler, and made anew when a script changes the variables.
    private WhataiConnection? FromEnvironment()
    {
        string stamp = EnvironmentSettings.Stamp();
        if (stamp != _environmentStamp)
        {
            _fromEnvironment?.Dispose();
            _fromEnvironment = null;
            _fromEnvironment = EnvironmentSettings.CreateConnection();
            _environmentStamp = stamp;
        }

        return _fromEnvironment;
    }
}
