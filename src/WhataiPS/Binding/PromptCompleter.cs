using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WhataiPS.Prompts;

namespace WhataiPS.Binding;

/// <summary>The saved prompts that the current folder sees.</summary>
internal sealed class PromptCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            string? location = shell.AddCommand("Get-Location").AddParameter("PSProvider", "FileSystem").Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
            return [.. PromptFolders.Files(location)
                .Where(file => CompletionText.Matches(PromptFile.NameOf(file), wordToComplete))
                .Select(static file => CompletionText.Create(PromptFile.NameOf(file), Describe(file)))];
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or RuntimeException)
        {
            // A folder that can't be read: the cmdlet says so.
            return [];
        }
    }

    private static string Describe(string file)
    {
        try
        {
            return PromptFile.Read(file).Description ?? file;
        }
        catch (Exception ex) when (ex is FormatException or IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }
}
