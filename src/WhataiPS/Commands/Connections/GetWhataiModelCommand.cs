using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Models;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiModel: the models that the key may use.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiModel")]
[OutputType(typeof(WhataiModel))]
public sealed class GetWhataiModelCommand : WhataiApiCommand
{
    /// <summary>Names, wildcards allowed. All where it is not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Alias("Model", "Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    private IReadOnlyList<WhataiModel>? _models;

    /// <inheritdoc/>
    private protected override void ProcessInput() => WriteErrorOnFailure(Name, () =>
    {
        if (_models is null)
        {
            _models = Await(Gateway.Client.Models.ListAsync(CallOptions, StopToken));
            Gateway.Models.Set(_models);
        }

        foreach (string name in Name ?? ["*"])
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<WhataiModel> found = [.. _models.Where(model => pattern.IsMatch(model.Id))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(WhataiErrors.NoSuchModel(name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    });
}
