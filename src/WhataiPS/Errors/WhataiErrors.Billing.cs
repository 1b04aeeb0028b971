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

    public static ErrorRecord NoPrice(string model) => Create(nameof(PriceUnavailable), ErrorCategory.ObjectNotFound, model, SR.NoPrice(model));

    public static ErrorRecord PriceUnreadable(ModelPrice price, string missing) =>
        Create(nameof(PriceUnavailable), ErrorCategory.InvalidData, price, SR.PriceUnreadable(price.Model, missing));

    public static ErrorRecord PriceFileUnreadable(string file, Exception exception) => Create(
        nameof(PriceFileUnreadable), ErrorCategory.InvalidData, file, SR.PriceFileUnreadable(file, exception is ArgumentException argument ? FirstLine(argument) : Reason(exception)), exception);

    // What the gateway itself answered, and not that it was busy or out of reach.
    private static bool IsNotTold(WhataiException exception) => exception is { StatusCode: not null, Kind: not (ErrorKind.RateLimited or ErrorKind.TimedOut) };
}
