# For the tests: the rules of ../PSScriptAnalyzerSettings.psd1, but for what Pester's way of writing brings.
@{
    Severity = @('Error', 'Warning')
    ExcludeRules = @(
        'PSAvoidUsingWriteHost',
        'PSUseShouldProcessForStateChangingFunctions',
        # What BeforeAll sets, the tests use.
        'PSUseDeclaredVarsMoreThanAssignments',
        # A stand-in takes the parameters of what it stands in for.
        'PSReviewUnusedParameter',
        # The emulator's key is no secret.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
    )
}
