using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Whatai.Client.Models;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>The gateway's own models after <c>-Model</c>.</summary>
internal sealed class ModelCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (FindConnection(fakeBoundParameters["Connection"]) is not WhataiConnection connection)
        {
            return [];
        }

        return connection.Models.ForCompletion()
            .Where(model => CompletionText.Matches(model.Id, wordToComplete))
            .Select(model => CompletionText.Create(model.Id, Describe(model)));
    }

    private static WhataiConnection? FindConnection(object? given)
    {
        try
        {
            return (given as PSObject)?.BaseObject as WhataiConnection ?? given as WhataiConnection ?? WhataiSession.Current.Find(given as string);
        }
        catch (System.ArgumentException)
        {
            // A bad WHATAI_BASE_URL is for the cmdlet to say, not for completion.
            return null;
        }
    }

    private static string Describe(WhataiModel model) => string.IsNullOrEmpty(model.OwnedBy) ? model.Id : $"{model.Id} ({model.OwnedBy})";
}
