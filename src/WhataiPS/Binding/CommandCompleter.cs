using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WhataiPS.Binding;

/// <summary>The session's commands after <c>-Tool</c>.</summary>
internal sealed class CommandCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        // Programs are there by the thousand; a word's beginning finds those, too.
        CompletionCompleters.CompleteCommand(
            wordToComplete.Trim('\'', '"'), moduleName: null, wordToComplete.Length == 0 ? CommandTypes.Function | CommandTypes.Cmdlet | CommandTypes.ExternalScript : CommandTypes.All)
            .Where(static result => result.ResultType == CompletionResultType.Command);
}
