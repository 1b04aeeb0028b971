using System;
using System.Management.Automation.Host;

namespace WhataiPS.Terminal;

/// <summary>What can be known of who sits before a host.</summary>
internal static class HostState
{
    /// <summary>Whether nobody can be asked: a scheduled task's console would wait for ever, and what is piped into a program is no approval.</summary>
    public static bool IsUnattended(PSHost host) => !Environment.UserInteractive || (host.Name == "ConsoleHost" && Console.IsInputRedirected);

    /// <summary>
    /// Whether a host says by an exception that it can't ask, or show, something: each says it in a way of its own, the console's, at the end
    /// of its input, by a null reference.
    /// </summary>
    public static bool IsRefusal(Exception exception) => exception is HostException or NotImplementedException or NullReferenceException or InvalidOperationException;
}
