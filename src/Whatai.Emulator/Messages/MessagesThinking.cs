using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Messages;

/// <summary>The request's thinking, validated.</summary>
/// <param name="Budget">The most tokens of a thought; null for none.</param>
internal sealed record MessagesThinking(long? Budget)
{
    private const string Param = "thinking";
    private const int MinBudget = 1024;

    private static readonly string[] s_types = ["enabled", "adaptive", "disabled"];
    private static readonly string[] s_displays = ["summarized", "omitted"];

    /// <summary>Whether it is enabled with a budget, which has further rules.</summary>
    internal bool IsEnabled { get; private init; }

    internal bool IsOmitted { get; private init; }

    internal static MessagesThinking Read(JsonElement root, long? maxTokens)
    {
        if (JsonMembers.Find(root, Param, JsonValueKind.Object) is not { } thinking)
        {
            return new MessagesThinking((long?)null);
        }

        const string BudgetParam = Param + ".budget_tokens";
        string type = JsonMembers.Word(thinking, "type", s_types, Param + ".type") ?? throw ApiErrorException.Missing(Param + ".type");
        string? display = JsonMembers.Word(thinking, "display", s_displays, Param + ".display");
        long? budget = JsonMembers.Integer(thinking, "budget_tokens", MinBudget, long.MaxValue, BudgetParam);
        if (type == "enabled" && budget is null)
        {
            throw ApiErrorException.Missing(BudgetParam);
        }

        if (type != "enabled" && budget is not null)
        {
            throw ApiErrorException.BadParameter(BudgetParam, "Extra inputs are not permitted");
        }

        return budget >= maxTokens
            ? throw ApiErrorException.BadParameter("max_tokens", "`max_tokens` must be greater than `thinking.budget_tokens`.")
            : new MessagesThinking(type == "disabled" ? null : budget ?? long.MaxValue) { IsEnabled = type == "enabled", IsOmitted = display == "omitted" };
    }
}
