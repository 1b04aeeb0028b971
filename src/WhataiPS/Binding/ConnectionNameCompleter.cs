using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>The session's connections.</summary>
internal sealed class ConnectionNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WhataiSession.Current.Connections
            .Where(connection => CompletionText.Matches(connection.Name, wordToComplete))
            .Select(connection => CompletionText.Create(connection.Name, connection.ToString()));
}
