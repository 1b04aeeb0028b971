using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>Puts a balance together from what the routes answered. The shapes are new-api's.</summary>
internal static class BalanceReader
{
    public const string Subscription = "/v1/dashboard/billing/subscription";
    public const string Usage = "/v1/dashboard/billing/usage";
    public const string Token = "/api/usage/token/";

    // What a token without a limit says.
    private const decimal NoLimit = 100_000_000;

    private const string Dollar = "USD";

    /// <summary>Whether an answer is the one of its route.</summary>
    public static bool IsAnswer(string route, JsonElement root) => root.ValueKind == JsonValueKind.Object && route switch
    {
        Subscription => LenientJson.Amount(root, "hard_limit_usd") is not null,
        Usage => LenientJson.Amount(root, "total_usage") is not null,
        _ => root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object && LenientJson.Amount(data, "total_available") is not null,
    };

    /// <summary>Whether the answers say all that there is to know.</summary>
    public static bool IsEnough(IReadOnlyDictionary<string, JsonElement> answers) =>
        answers.ContainsKey(Token) || (answers.ContainsKey(Subscription) && answers.ContainsKey(Usage));

    /// <summary>The balance; null where no route answered.</summary>
    public static Balance? Read(IReadOnlyDictionary<string, JsonElement> answers, decimal quotaPerUnit)
    {
        Balance? balance = answers.TryGetValue(Token, out JsonElement token)
            ? FromToken(token.GetProperty("data"), quotaPerUnit)
            : FromBilling(answers);
        return balance is null ? null : balance with
        {
            Source = answers.ContainsKey(Token) ? Token : string.Join(", ", answers.Keys),
            RawJson = Encoding.UTF8.GetString(JsonBody.Write(writer =>
            {
                writer.WriteStartObject();
                foreach (KeyValuePair<string, JsonElement> answer in answers)
                {
                    writer.WritePropertyName(answer.Key.Trim('/').Split('/').Last());
                    answer.Value.WriteTo(writer);
                }

                writer.WriteEndObject();
            })),
        };
    }

    private static Balance? FromBilling(IReadOnlyDictionary<string, JsonElement> answers)
    {
        if (answers.Count == 0)
        {
            return null;
        }

        decimal? granted = answers.TryGetValue(Subscription, out JsonElement subscription) ? LenientJson.Amount(subscription, "hard_limit_usd") : null;
        // In cents.
        decimal? used = answers.TryGetValue(Usage, out JsonElement usage) ? LenientJson.Amount(usage, "total_usage") / 100 : null;
        bool unlimited = granted >= NoLimit;
        return new Balance
        {
            Granted = unlimited ? null : granted,
            Used = used,
            Remaining = unlimited ? null : granted - used,
            Unit = Dollar,
            Unlimited = unlimited,
            ExpiresAt = subscription.ValueKind == JsonValueKind.Object && LenientJson.Count(subscription, "access_until") is long until ? UnixTime.ToDate(until) : null,
            Source = string.Empty,
        };
    }

    private static Balance FromToken(JsonElement data, decimal quotaPerUnit)
    {
        bool unlimited = data.TryGetProperty("unlimited_quota", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        return new Balance
        {
            Granted = unlimited ? null : LenientJson.Amount(data, "total_granted") / quotaPerUnit,
            Used = LenientJson.Amount(data, "total_used") / quotaPerUnit,
            Remaining = unlimited ? null : LenientJson.Amount(data, "total_available") / quotaPerUnit,
            Unit = Dollar,
            Unlimited = unlimited,
            ExpiresAt = LenientJson.Count(data, "expires_at") is long until ? UnixTime.ToDate(until) : null,
            Name = LenientJson.Text(data, "name"),
            Source = string.Empty,
        };
    }
}
