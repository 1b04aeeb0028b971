using System.Management.Automation;
using Whatai.Client.Embeddings;
using WhataiPS.Binding;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiEmbedding: turns texts into vectors, in as few requests as the limits allow.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiEmbedding", SupportsShouldProcess = true)]
[OutputType(typeof(Embedding))]
public sealed class GetWhataiEmbeddingCommand : WhataiEmbeddingCommand
{
    /// <summary>The texts.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Text")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>How vectors travel; base64 is a third as long as float and the same bit for bit.</summary>
    [Parameter]
    [ValidateSet("base64", "float")]
    [KnownSpelling(typeof(GetWhataiEmbeddingCommand))]
    public string EncodingFormat { get; set; } = "base64";

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The most texts of one request, 1 to 2048. A gateway that takes fewer is found out; giving it saves the refusals.</summary>
    [Parameter]
    [ValidateRange(1, EmbeddingLimits.MostInputs)]
    public int BatchSize { get; set; } = EmbeddingLimits.MostInputs;

    /// <summary>Gives each piped object as a copy with its vector as the property Vector.</summary>
    [Parameter]
    public SwitchParameter MergeInput { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        BeginEmbedding(Model ?? DefaultModel, embedding => WriteObject(MergeInput ? Merge(nameof(embedding.Vector), embedding.Input, embedding.Vector) : embedding), BatchSize, EncodingFormat == "base64", User);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (PSObject? input in InputObject ?? [null])
        {
            Embed(input, PipelineInput.Of(this, given: null));
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput() => EndBatches();
}
