using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Embeddings;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Embeddings;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <summary>Measure-WhataiSimilarity: which of many vectors or texts are most like one.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "WhataiSimilarity", DefaultParameterSetName = EmbeddingSet, SupportsShouldProcess = true)]
[OutputType(typeof(Similarity))]
public sealed partial class MeasureWhataiSimilarityCommand : WhataiEmbeddingCommand
{
    private const string EmbeddingSet = "Embedding";
    private const string RerankSet = "Rerank";

    private readonly List<(object Item, float[]? Vector)> _items = [];
    private SimilarityRanking<object>? _ranking;

    /// <summary>What to be like: a text, an embedding, or an array of numbers.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("Query", "To")]
    [ValidateNotNullOrEmpty]
    public object Reference { get; set; } = null!;

    /// <summary>What to compare: embeddings, arrays of numbers, objects with a Vector, or texts.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>How many of the best to give. All where it is not given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Leaves out what is less like it, −1 to 1.</summary>
    [Parameter]
    [ValidateRange(-1d, 1d)]
    public double? MinimumScore { get; set; }

    /// <summary>A rerank model, which reads both texts together. It takes longer than vectors, and tells better what answers a question.</summary>
    [Parameter(ParameterSetName = RerankSet, Mandatory = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RerankModel { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? Model { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ValidateRange(1, 65536)]
    public override int? Dimensions { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ValidateNotNullOrEmpty]
    public override string? Journal { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    public override SwitchParameter JournalOnly { get; set; }

    /// <summary>Not a parameter here: a ranking is of all.</summary>
    public override string? Shard { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    public override SwitchParameter Durable { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ValidateRange(0, 1_000_000)]
    public override decimal? MaxCost { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    public override UnknownOutcome OnUnknown { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ValidateNotNullOrEmpty]
    public override string? SummaryVariable { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = EmbeddingSet)]
    [ValidateRange(1, int.MaxValue)]
    public override int? ExpectedCount { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (RerankModel is not null)
        {
            base.BeginProcessing();
            RefuseUnderLimit();
            BeginRanking();
            return;
        }

        // Vectors need no gateway: it is looked for when there is a text.
        if (VectorInput.Read(Reference) is float[] reference)
        {
            _ranking = ConvertArgument(() => new SimilarityRanking<object>(reference, First), Reference);
        }
        else if (string.IsNullOrWhiteSpace(TextInput.Read(Reference)))
        {
            ThrowTerminatingError(WhataiErrors.NotAVector(Reference));
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        if (VectorInput.ReadMany(InputObject) is IEnumerable many)
        {
            foreach (object? item in many)
            {
                Take(item);
            }
        }
        else
        {
            Take(InputObject);
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (RerankModel is not null)
        {
            WriteRanking();
            return;
        }

        if (_items.Count > 0)
        {
            TakeTexts();
        }

        int position = 0;
        foreach ((object item, double score) in _ranking?.Best().TakeWhile(one => MinimumScore is not double least || one.Score >= least) ?? [])
        {
            WriteObject(new Similarity { Position = ++position, Score = score, Text = TextOf(item), Input = item });
        }
    }

    private void Take(object? item)
    {
        if (TextInput.IsPiece(item))
        {
            return;
        }

        object? plain = item is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : item;
        if (RerankModel is not null)
        {
            TakeDocument(plain);
            return;
        }

        float[]? vector = VectorInput.Read(plain);
        if (vector is not null && _ranking is not null)
        {
            Add(plain!, vector);
            return;
        }

        if (_ranking is not null && VectorInput.IsNumber(plain))
        {
            // A vector that the pipeline took apart, most likely: its numbers are no texts to pay for.
            WriteError(WhataiErrors.NumberForVector(plain!));
            return;
        }

        string? text = vector is null ? TextInput.Read(plain) : null;
        if (vector is null && string.IsNullOrWhiteSpace(text))
        {
            WriteError(text is null ? WhataiErrors.NotAVector(plain) : WhataiErrors.EmptyText(plain));
            return;
        }

        // It waits for the vectors of texts, which are asked for together.
        _items.Add((plain!, vector));
    }

    private void Add(object item, float[] vector)
    {
        try
        {
            _ranking!.Add(item, vector);
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.VectorUnusable(item, ex));
        }
    }

    private void TakeTexts()
    {
        List<Embedding> made = EmbedTexts(needsReference: _ranking is null);
        if (_ranking is null)
        {
            if (made.Count == 0 || !ReferenceEquals(made[0].Input, Reference))
            {
                // The error has said why there is nothing to compare with.
                return;
            }

            _ranking = new SimilarityRanking<object>(made[0].Vector, First);
            made.RemoveAt(0);
        }

        int next = 0;
        foreach ((object item, float[]? vector) in _items)
        {
            float[]? known = vector ?? (next < made.Count && ReferenceEquals(made[next].Input, item) ? made[next++].Vector : null);
            if (known is not null)
            {
                Add(item, known);
            }
        }
    }

    // The reference's vector first, then those of the texts, without those that failed.
    private List<Embedding> EmbedTexts(bool needsReference)
    {
        var made = new List<Embedding>();
        base.BeginProcessing();
        BeginEmbedding(Model ?? (Reference is PSObject { BaseObject: Embedding known } ? known.Model : (Reference as Embedding)?.Model) ?? DefaultModel, made.Add, expected: _items.Count(static item => item.Vector is null) + (needsReference ? 1 : 0));
        if (needsReference)
        {
            Embed(Reference);
        }

        foreach ((object item, float[]? vector) in _items)
        {
            if (vector is null)
            {
                Embed(item);
            }
        }

        EndBatches();
        return made;
    }

    private static string? TextOf(object item) => item switch
    {
        Embedding embedding => TextInput.Read(embedding.Input),
        PSObject custom => TextInput.Read(custom) ?? TextInput.Read(custom.Properties["Input"]?.Value ?? custom.Properties["Text"]?.Value),
        IDictionary table => TextInput.Read(table["Input"] ?? table["Text"]),
        float[] => null,
        _ => TextInput.Read(item),
    };
}
