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
}
