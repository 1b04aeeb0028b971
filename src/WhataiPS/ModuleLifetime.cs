using System.Management.Automation;
using WhataiPS.Sessions;

namespace WhataiPS;

/// <summary>What happens when the module comes and goes. Coming does no I/O.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
#if NETFRAMEWORK
        DesktopAssemblies.Resolve();
#endif
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => WhataiSession.End();
}
