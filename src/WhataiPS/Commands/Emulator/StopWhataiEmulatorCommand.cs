using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Emulator;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Stop-WhataiEmulator: ends emulators of this session; all of them where none is named.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WhataiEmulator", DefaultParameterSetName = PortSet, SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopWhataiEmulatorCommand : WhataiCommand
{
    private const string PortSet = "Port";
    private const string ObjectSet = "InputObject";

    /// <summary>The ports of the emulators to stop.</summary>
    [Parameter(ParameterSetName = PortSet, Position = 0)]
    [ValidateNotNullOrEmpty]
    public int[]? Port { get; set; }

    /// <summary>The emulators to stop.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public GatewayEmulator[]? InputObject { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (GatewayEmulator emulator in Chosen())
        {
            if (ShouldProcess(emulator.BaseUrl, SR.StopEmulatorAction))
            {
                emulator.Dispose();
            }
        }
    }

    private List<GatewayEmulator> Chosen()
    {
        if (InputObject is not null)
        {
            return [.. InputObject];
        }

        List<GatewayEmulator> running = [.. WhataiSession.Current.Emulators];
        foreach (int port in Port ?? [])
        {
            if (running.All(emulator => emulator.Port != port))
            {
                WriteError(WhataiErrors.NoSuchEmulator(port.ToString(CultureInfo.InvariantCulture)));
            }
        }

        return Port is null ? running : running.FindAll(emulator => Port.Contains(emulator.Port));
    }
}
