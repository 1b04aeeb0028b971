using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Whatai.Client.Models;
using WhataiPS.Sessions;

namespace WhataiPS.Binding;

/// <summary>The gateway's own models after <c>-Model</c>.</summary>
internal class ModelCompleter(ModelUse? use) : IArgumentCompleter
{
    public ModelCompleter()
        : this(use: null)
    {
    }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (FindConnection(fakeBoundParameters["Connection"]) is not WhataiConnection connection)
        {
            return [];
        }

        IReadOnlyList<WhataiModel> models = connection.Models.ForCompletion();
        return (use?.Choose(models) ?? models)
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

/// <summary>Those that make images.</summary>
internal sealed class ImageModelCompleter() : ModelCompleter(ModelUse.Images);

/// <summary>Those that make videos.</summary>
internal sealed class VideoModelCompleter() : ModelCompleter(ModelUse.Videos);

/// <summary>Those that speak.</summary>
internal sealed class SpeechModelCompleter() : ModelCompleter(ModelUse.Speech);

/// <summary>Those that write down what is said.</summary>
internal sealed class TranscriptionModelCompleter() : ModelCompleter(ModelUse.Transcription);
