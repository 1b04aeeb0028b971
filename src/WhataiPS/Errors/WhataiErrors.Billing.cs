using System;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Billing;
using WhataiPS.Resources;

namespace WhataiPS.Errors;

/// <content>Prices, bills and limits of cost.</content>
internal static partial class WhataiErrors
{
    /// <summary>The gateway tells no prices: it has no such route, it has closed it, or it answers what nobody can read.</summary>
    public static ErrorRecord PriceUnavailable(WhataiException exception, string model) => IsNotTold(exception)
        ? new ErrorRecord(exception, nameof(PriceUnavailable), ErrorCategory.ObjectNotFound, model)
        {
            ErrorDetails = new ErrorDetails(SR.PriceUnavailable(Text(exception).TrimEnd('.', '。'))) { RecommendedAction = SR.PriceFileRemedy },
        }
        : CallFailed(exception, model);

    public static ErrorRecord PriceUnavailable(string model) => Create(nameof(PriceUnavailable), ErrorCategory.ObjectNotFound, model, SR.NoPrice(model));

    public static ErrorRecord PriceUnavailable(ModelPrice price, string missing) =>
        Create(nameof(PriceUnavailable), ErrorCategory.InvalidData, price, SR.PriceUnreadable(price.Model, missing));

    public static ErrorRecord PriceFileUnreadable(string file, Exception exception) => Create(
        nameof(PriceFileUnreadable), ErrorCategory.InvalidData, file, SR.PriceFileUnreadable(file, exception is ArgumentException argument ? FirstLine(argument) : Reason(exception)), exception);

    /// <summary>The gateway does not show the key's log, or it shows what nobody can read.</summary>
    public static ErrorRecord BillUnavailable(WhataiException exception, Uri endpoint) => IsNotTold(exception) && exception.Kind != ErrorKind.AuthenticationFailed
        ? new ErrorRecord(exception, nameof(BillUnavailable), ErrorCategory.ObjectNotFound, endpoint) { ErrorDetails = new ErrorDetails(SR.BillUnavailable(Text(exception).TrimEnd('.', '。'))) }
        : CallFailed(exception, endpoint);

    /// <summary>A limit can't be held, since nobody knows what a call of the model may cost.</summary>
    public static ErrorRecord CostUnknown(string model) => new(new PSInvalidOperationException(SR.CostUnknown(model)), nameof(CostUnknown), ErrorCategory.ObjectNotFound, model)
    {
        ErrorDetails = new ErrorDetails(SR.CostUnknown(model)) { RecommendedAction = SR.CostUnknownRemedy },
    };

    /// <summary>The same of a cmdlet, whatever the model.</summary>
    public static ErrorRecord CostUnknown(CommandInfo cmdlet) => Create(nameof(CostUnknown), ErrorCategory.InvalidOperation, cmdlet, SR.CostUnbounded(cmdlet.Name));

    /// <summary>What is left of a run was not begun.</summary>
    public static ErrorRecord CostLimitReached(decimal limit, decimal spent, int leftOut, bool hasJournal) => new(
        new PSInvalidOperationException(SR.CostLimitReached(limit, spent, leftOut)), nameof(CostLimitReached), ErrorCategory.LimitsExceeded, leftOut)
    {
        ErrorDetails = new ErrorDetails(SR.CostLimitReached(limit, spent, leftOut)) { RecommendedAction = hasJournal ? SR.CostLimitJournal : SR.CostLimitRemedy },
    };

    // What the gateway itself answered, and not that it was busy or out of reach.
    private static bool IsNotTold(WhataiException exception) => exception is { StatusCode: not null, Kind: not (ErrorKind.RateLimited or ErrorKind.TimedOut) };
}
