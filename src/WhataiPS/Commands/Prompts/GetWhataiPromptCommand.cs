using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Prompts;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiPrompt: the prompts that can be given as -Prompt here.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiPrompt")]
[OutputType(typeof(WhataiPrompt))]
public sealed class GetWhataiPromptCommand : WhataiCommand
{
    /// <summary>Names, wildcards allowed. All where it is not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(PromptCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        IReadOnlyList<string> files = PromptFolders.Files(SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        foreach (string name in Name ?? ["*"])
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            string[] found = [.. files.Where(file => pattern.IsMatch(PromptFile.NameOf(file)))];
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(WhataiErrors.NoSuchPrompt(name, PromptFolders.User));
            }

            foreach (string file in found)
            {
                Write(file);
            }
        }
    }

    private void Write(string file)
    {
        try
        {
            WriteObject(PromptFile.Read(file));
        }
        catch (Exception ex) when (ex is FormatException or IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.PromptUnreadable(file, ex));
        }
    }
}
