# A host that answers questions and gives lines as it is told, so that asking can be tested.
# Called on the thread of the pipeline that it serves, since that of the test waits for it.
[NoRunspaceAffinity()]
class TestInterface : System.Management.Automation.Host.PSHostUserInterface {
    [Collections.Generic.Queue[int]] $Choices = [Collections.Generic.Queue[int]]::new()
    [Collections.Generic.Queue[string]] $Lines = [Collections.Generic.Queue[string]]::new()
    [Collections.Generic.List[string]] $Asked = [Collections.Generic.List[string]]::new()
    [Text.StringBuilder] $Shown = [Text.StringBuilder]::new()
    [System.Management.Automation.Host.PSHostRawUserInterface] get_RawUI() { return $null }
    [bool] get_SupportsVirtualTerminal() { return $true }
    [string] ReadLine() { if ($this.Lines.Count -eq 0) { throw 'nobody is here' } return $this.Lines.Dequeue() }
    [securestring] ReadLineAsSecureString() { throw 'nobody is here' }
    [void] Write([string] $text) { $this.Shown.Append($text) }
    [void] Write([ConsoleColor] $foreground, [ConsoleColor] $background, [string] $text) { $this.Shown.Append($text) }
    [void] WriteLine([string] $text) { $this.Shown.AppendLine($text) }
    [void] WriteErrorLine([string] $text) { $this.Shown.AppendLine($text) }
    [void] WriteDebugLine([string] $text) { }
    [void] WriteVerboseLine([string] $text) { }
    [void] WriteWarningLine([string] $text) { }
    [void] WriteProgress([long] $id, [System.Management.Automation.ProgressRecord] $record) { }
    [Collections.Generic.Dictionary[string, psobject]] Prompt([string] $caption, [string] $message, [Collections.ObjectModel.Collection[System.Management.Automation.Host.FieldDescription]] $fields) { throw 'nobody is here' }
    [pscredential] PromptForCredential([string] $caption, [string] $message, [string] $user, [string] $target) { throw 'nobody is here' }
    [pscredential] PromptForCredential([string] $caption, [string] $message, [string] $user, [string] $target, [System.Management.Automation.PSCredentialTypes] $types, [System.Management.Automation.PSCredentialUIOptions] $options) { throw 'nobody is here' }
    [int] PromptForChoice([string] $caption, [string] $message, [Collections.ObjectModel.Collection[System.Management.Automation.Host.ChoiceDescription]] $choices, [int] $default) {
        $this.Asked.Add($message)
        return $this.Choices.Dequeue()
    }
}
[NoRunspaceAffinity()]
class TestHost : System.Management.Automation.Host.PSHost {
    [TestInterface] $Face = [TestInterface]::new()
    [guid] $Id = [guid]::NewGuid()
    [guid] get_InstanceId() { return $this.Id }
    [string] get_Name() { return 'TestHost' }
    [version] get_Version() { return '1.0' }
    [System.Management.Automation.Host.PSHostUserInterface] get_UI() { return $this.Face }
    [cultureinfo] get_CurrentCulture() { return 'en-US' }
    [cultureinfo] get_CurrentUICulture() { return 'en-US' }
    [void] SetShouldExit([int] $code) { }
    [void] EnterNestedPrompt() { }
    [void] ExitNestedPrompt() { }
    [void] NotifyBeginApplication() { }
    [void] NotifyEndApplication() { }
}
