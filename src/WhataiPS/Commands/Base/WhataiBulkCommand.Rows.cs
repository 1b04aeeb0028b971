using System;
using System.Collections.Generic;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Files whose names script blocks make of each piped object, and rows with what was made of them.</content>
public abstract partial class WhataiBulkCommand
{
    private readonly Dictionary<string, OutputLocation> _outputs = new(StringComparer.Ordinal);
    private MergedInput? _merged;

    /// <summary>Where the files of all inputs go; null where there are none, and where the script block of -OutFile says it of each.</summary>
    private protected OutputLocation? FindSharedOutput(object? outFile, string? outDirectory)
    {
        if (outFile is not ScriptBlock)
        {
            return FindOutput((string?)outFile, outDirectory);
        }

        if (outDirectory is not null || !MyInvocation.ExpectingInput)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(outDirectory is null ? SR.ScriptWithoutInput : SR.OutFileAndDirectory), outFile));
        }

        return null;
    }

    /// <summary>Finds where the files of one input go. What is wrong with it is that input's error, and the next one goes on.</summary>
    /// <param name="outFile">-OutFile.</param>
    /// <param name="shared">Where those of all go.</param>
    /// <param name="input">The piped object.</param>
    /// <param name="output">Where they go; null for nowhere.</param>
    private protected bool TryFindOutput(object? outFile, OutputLocation? shared, object? input, out OutputLocation? output)
    {
        output = shared;
        try
        {
            output = outFile is ScriptBlock ? OutputOf(outFile, input) : shared;
            return true;
        }
        catch (RefusedInputException ex)
        {
            ErrorRecord error = ex.Error;
            WriteError(new ErrorRecord(error.Exception, error.FullyQualifiedErrorId, error.CategoryInfo.Category, input) { ErrorDetails = error.ErrorDetails });
        }
        catch (InputScriptException ex)
        {
            WriteError(WhataiErrors.ScriptBlockFailed(ex, input));
        }

        return false;
    }

    /// <summary>An input with what was made of it.</summary>
    private protected PSObject Merge(string property, object? input, object? made) =>
        (_merged ??= new MergedInput(property) { Renamed = (taken, name) => WriteWarning(SR.PropertyTaken(taken, name)) }).Merge(input, made);

    private OutputLocation OutputOf(object outFile, object? input)
    {
        object[] given = [.. InputScript.Values(outFile, "-OutFile", input is null ? null : PSObject.AsPSObject(input))];
        if (given.Length != 1)
        {
            throw new RefusedInputException(WhataiErrors.InvalidArgument(new ArgumentException(SR.ScriptGivesNoPath(given.Length)), input));
        }

        string path = LanguagePrimitives.ConvertTo<string>(given[0]);
        if (!_outputs.TryGetValue(path, out OutputLocation? known))
        {
            _outputs[path] = known = ReadOutput(path, outDirectory: null)!;
        }

        return known;
    }
}
