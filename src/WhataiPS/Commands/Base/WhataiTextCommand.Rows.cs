using System.Management.Automation;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Rows with new columns, in the place of answers.</content>
public abstract partial class WhataiTextCommand<TAnswer, TDelta>
{
    private MergedInput? _merged;

    /// <summary>Gives each piped object as a copy with the answer's fields added: those of the object of -Schema, else the text.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    public SwitchParameter MergeInput { get; set; }

    /// <summary>The property that -MergeInput adds for an answer that has no fields; it is put before the name of a field that the input has already.</summary>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateNotNullOrEmpty]
    public string OutputProperty { get; set; } = "Answer";

    private PSObject Merge(TAnswer answer) => (_merged ??= new MergedInput(OutputProperty) { Renamed = (taken, name) => WriteWarning(SR.PropertyTaken(taken, name)) })
        .Merge(answer.Input, answer.Object ?? answer.Text);
}
