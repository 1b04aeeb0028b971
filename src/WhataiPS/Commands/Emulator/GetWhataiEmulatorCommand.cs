using System.Management.Automation;
using Whatai.Emulator;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiEmulator: the emulators that this session started, with their request logs and billing ledgers.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiEmulator")]
[OutputType(typeof(GatewayEmulator))]
public sealed class GetWhataiEmulatorCommand : WhataiCommand
{
    /// <inheritdoc/>
    private protected override void EndInput() => WriteObject(WhataiSession.Current.Emulators, enumerateCollection: true);
}
