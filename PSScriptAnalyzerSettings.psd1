# For the scripts outside tests/: Invoke-ScriptAnalyzer -Path scripts -Settings ./PSScriptAnalyzerSettings.psd1
@{
    Severity = @('Error', 'Warning')
    ExcludeRules = @(
        # They talk to the person who started them.
        'PSAvoidUsingWriteHost',
        # Helper functions of a script, which nobody calls with -WhatIf.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
