using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>The connections that were saved.</summary>
internal sealed class SavedConnectionCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return SavedConnections.Read()
                .Where(connection => CompletionText.Matches(connection.Name, wordToComplete))
                .Select(connection => CompletionText.Create(connection.Name, connection.ToString()));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // Connect-Whatai says what is wrong with the file.
            return [];
        }
    }
}
