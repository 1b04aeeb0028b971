using System.Linq;
using System.Management.Automation;

namespace WhataiPS.Commands;

/// <content>Rows with new columns, in the place of answers.</content>
public abstract partial class WhataiTextCommand<TAnswer, TDelta>
{
    /// <summary>Gives each piped object as a copy with the answer's fields added: those of the object of -Schema, else the text.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    public SwitchParameter MergeInput { get; set; }

    /// <summary>The property that -MergeInput adds for an answer that has no fields; it is put before the name of a field that the input has already.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateNotNullOrEmpty]
    public string OutputProperty { get; set; } = "Answer";

    // Each model makes a row of its own, that says which it is.
    private PSObject WithModel(TAnswer answer)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty(nameof(Model), answer.Model));
        foreach (PSPropertyInfo field in (answer.Object as PSObject)?.Properties.Where(static field => field.Name != nameof(Model)) ?? [new PSNoteProperty(OutputProperty, answer.Object ?? answer.Text)])
        {
            row.Properties.Add(new PSNoteProperty(field.Name, field.Value));
        }

        return row;
    }
}
