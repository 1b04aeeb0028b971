@{
    # What a module for both editions can't do without: a dll by edition, exports by name, a view, type data. Its import is PowerShell's own share.
    RootModule = "bin/$PSEdition/EmptyModule.dll"
    ModuleVersion = '0.1.0'
    GUID = '0d7b3e5a-3c0e-4f0b-9d4e-2b1f6a9c8d10'
    TypesToProcess = @('EmptyModule.Types.ps1xml')
    FormatsToProcess = @('EmptyModule.Format.ps1xml')
    FunctionsToExport = @()
    AliasesToExport = @()
    CmdletsToExport = @('Get-Nothing')
}
