namespace Whatai.Emulator;

/// <summary>What <c>/api/pricing</c> answers.</summary>
public enum PricingAccess
{
    /// <summary>The prices.</summary>
    Open,

    /// <summary>403: the site shows its prices to people who have signed in.</summary>
    Forbidden,

    /// <summary>200 with <c>success: false</c>.</summary>
    Refused,

    /// <summary>404: the site has no such route.</summary>
    Missing,
}
