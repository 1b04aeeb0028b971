using System.Management.Automation;

namespace EmptyModule;

/// <summary>The least that a binary module can hold: what its import costs is PowerShell's own share.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
}
