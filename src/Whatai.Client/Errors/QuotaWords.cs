using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace Whatai.Client.Errors;

/// <summary>How gateways and those behind them say that there is nothing left to spend, so that waiting does not help.</summary>
internal static class QuotaWords
{
    private static readonly string[] s_inCodes = ["insufficient", "quota_failed", "arrear", "overdue", "credit_balance", "spend_limit", "FreeTierOnly"];

    private static readonly string[] s_codes =
    [
        "billing_hard_limit_reached", "quota_exceeded", "QuotaExceeded", "SetLimitExceeded", "exceeded_current_quota_error",
        // Zhipu's: in arrears, and the quotas of a day, of some hours, of a plan that has ended, and of a week.
        "1113", "1304", "1308", "1309", "1310",
    ];

    private static readonly string[] s_types = ["exceeded_current_quota_error", "enforced_spend_limit_reached", "credit_balance_exhausted"];

    private static readonly string[] s_inMessages =
        ["余额不足", "欠费", "额度不足", "额度已用尽", "额度已用完", "insufficient balance", "insufficient credit", "credit balance is too low", "hard limit has been reached", "spend limit", "spending limit", "spending cap"];

    // "Quota exceeded for metric: …, limit: 0, model: …": it is not to be had at all.
    private static readonly Regex s_nothing = new(@"\blimit: 0(?![\d.])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Whether an error that came with a status for limits says so.</summary>
    public static bool SayUsedUp(string? code, string? type, string? message) =>
        (code is not null && (Array.IndexOf(s_codes, code) >= 0 || s_inCodes.Any(word => code.Contains(word, StringComparison.OrdinalIgnoreCase))))
        || (type is not null && Array.IndexOf(s_types, type) >= 0)
        || (message is not null && (s_inMessages.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)) || s_nothing.IsMatch(message)));
}
