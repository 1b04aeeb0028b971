using System.Linq;
using System.Management.Automation;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiUsage: what the process spent, by model.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiUsage", SupportsShouldProcess = true)]
[OutputType(typeof(WhataiUsage))]
public sealed class GetWhataiUsageCommand : WhataiCommand
{
    /// <summary>Models, wildcards allowed. All where it is not given.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Model { get; set; } = "*";

    /// <summary>Counts from zero again, after giving what was counted.</summary>
    [Parameter]
    public SwitchParameter Reset { get; set; }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        UsageMeter meter = WhataiSession.Current.Usage;
        WildcardPattern pattern = WildcardPattern.Get(Model, WildcardOptions.IgnoreCase);
        WriteObject(meter.Models.Where(usage => pattern.IsMatch(usage.Model)).ToList(), enumerateCollection: true);
        if (Reset && ShouldProcess(Model, SR.ResetUsageAction))
        {
            meter.Reset(pattern.IsMatch);
        }
    }
}
