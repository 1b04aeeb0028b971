using System;

namespace Whatai.Emulator;

/// <summary>The routes that report a key's balance.</summary>
[Flags]
public enum BalanceRoutes
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>/v1/dashboard/billing/subscription</c>: the grant.</summary>
    Subscription = 1,

    /// <summary><c>/v1/dashboard/billing/usage</c>: the usage.</summary>
    Usage = 2,

    /// <summary><c>/api/usage/token/</c>: both, in quota units.</summary>
    Token = 4,

    /// <summary>All three.</summary>
    All = Subscription | Usage | Token,
}
