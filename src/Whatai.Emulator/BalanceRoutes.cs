using System;

namespace Whatai.Emulator;

/// <summary>The routes that tell a key's balance.</summary>
[Flags]
public enum BalanceRoutes
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>/v1/dashboard/billing/subscription</c>: what was granted.</summary>
    Subscription = 1,

    /// <summary><c>/v1/dashboard/billing/usage</c>: what was used.</summary>
    Usage = 2,

    /// <summary><c>/api/usage/token/</c>: both, in quota units.</summary>
    Token = 4,

    /// <summary>All three.</summary>
    All = Subscription | Usage | Token,
}
