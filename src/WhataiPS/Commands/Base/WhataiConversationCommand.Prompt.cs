using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Prompts;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Prompts that were saved as files.</content>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta>
{
    /// <summary>
    /// A saved prompt, by its name or its file: NAME.prompt.md. -Message comes behind its text; what it says of the model, the system message, the schema and
    /// the sampling holds where the parameter is not given.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(PromptCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Prompt { get; set; }

    /// <summary>What fills the places of -Prompt, by their names.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? PromptVariable { get; set; }

    private void BeginPrompt()
    {
        if (Prompt is null)
        {
            if (PromptVariable is not null)
            {
                ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.PromptVariableAlone), PromptVariable));
            }

            return;
        }

        if (Message is ScriptBlock)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.PromptWithScript), Message));
        }

        WhataiPrompt prompt = ReadPrompt(Prompt);
        string text = ConvertArgument(() => PromptFile.Fill(prompt, PromptVariable), PromptVariable ?? Prompt as object);
        Message = Message is null ? text : $"{text}\n\n{Message}";
        Model ??= prompt.Model.Count > 0 ? [.. prompt.Model] : null;
        SystemMessage ??= prompt.SystemMessage;
        Temperature ??= prompt.Temperature;
        TopP ??= prompt.TopP;
        MaxTokens ??= prompt.MaxTokens;
        Schema ??= prompt.Schema;
        if (prompt.Unused.Count > 0)
        {
            WriteVerbose(SR.PromptSettingsUnused(prompt.Name, string.Join(", ", prompt.Unused)));
        }
    }

    private WhataiPrompt ReadPrompt(string given)
    {
        bool isPath = given.IndexOfAny(['/', '\\']) >= 0 || given.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
        string? file = isPath ? FilePath(given)
            : PromptFolders.Files(SessionState.Path.CurrentFileSystemLocation.ProviderPath).FirstOrDefault(found => PromptFile.NameOf(found).Equals(given, StringComparison.OrdinalIgnoreCase));
        if (file is null)
        {
            ThrowTerminatingError(WhataiErrors.NoSuchPrompt(given, PromptFolders.User));
        }

        try
        {
            return PromptFile.Read(file!);
        }
        catch (Exception ex) when (ex is FormatException or IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(WhataiErrors.PromptUnreadable(file!, ex));
            throw;
        }
    }
}
