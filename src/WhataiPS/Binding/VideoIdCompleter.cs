using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>The tasks that this session started or saw, the newest first.</summary>
internal sealed class VideoIdCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WhataiSession.Current.Videos.Newest
            .Where(task => CompletionText.Matches(task.Id, wordToComplete))
            .Select(task => CompletionText.Create(task.Id, string.Join(", ", new[] { task.Status, task.Model, task.Prompt }.Where(text => !string.IsNullOrEmpty(text)))));
}
