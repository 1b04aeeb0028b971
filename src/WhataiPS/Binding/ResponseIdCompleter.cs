using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>The responses that this session had made in the background, the newest first.</summary>
internal sealed class ResponseIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WhataiSession.Current.Responses.Newest
            .Where(answer => answer.Id is not null && CompletionText.Matches(answer.Id, wordToComplete))
            .Select(answer => CompletionText.Create(answer.Id!, string.Join(", ", new[] { answer.Model, answer.Input as string }.Where(text => !string.IsNullOrEmpty(text)))));
}
