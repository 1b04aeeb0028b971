using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Billing;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiPrice: what models cost.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiPrice")]
[OutputType(typeof(ModelPrice))]
public sealed class GetWhataiPriceCommand : WhataiApiCommand
{
    /// <summary>Models, wildcards allowed. All where it is not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Alias("Name", "Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Model { get; set; }

    private IReadOnlyList<ModelPrice>? _prices;
    private WhataiException? _failure;

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (string name in Model ?? ["*"])
        {
            Write(name);
        }
    }

    private void Write(string name)
    {
        IEnumerable<ModelPrice> own = Gateway.Prices.Own?.Models ?? [];
        bool isPattern = WildcardPattern.ContainsWildcardCharacters(name);
        if (!isPattern && Gateway.Prices.Own?.Find(name) is ModelPrice mine)
        {
            WriteObject(mine);
            return;
        }

        Read();
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        List<ModelPrice> found = [.. own.Concat(_prices!.Where(price => Gateway.Prices.Own?.Find(price.Model) is null)).Where(price => pattern.IsMatch(price.Model))];
        if (_failure is not null && found.Count == 0)
        {
            WriteError(WhataiErrors.PriceUnavailable(_failure, name));
        }
        else if (found.Count == 0 && !isPattern)
        {
            WriteError(WhataiErrors.PriceUnavailable(name));
        }

        foreach (ModelPrice price in found)
        {
            if (price.Missing is string missing)
            {
                WriteError(WhataiErrors.PriceUnavailable(price, missing));
            }
            else
            {
                WriteObject(price);
            }
        }
    }

    private void Read()
    {
        if (_prices is not null)
        {
            return;
        }

        try
        {
            _prices = Await(Gateway.Prices.GetAsync(CallOptions, StopToken)).Models;
        }
        catch (WhataiException ex)
        {
            _prices = [];
            _failure = ex;
        }
    }
}
