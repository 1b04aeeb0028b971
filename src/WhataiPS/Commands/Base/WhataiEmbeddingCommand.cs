using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Batches;
using Whatai.Client.Embeddings;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Embeddings;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>What the cmdlets share that turn texts into vectors: the model, the length, and many texts at a time.</summary>
public abstract class WhataiEmbeddingCommand : WhataiBatchCommand<string, Embedding>
{
    /// <summary>The model where none is given: the chat model of the connection does not serve this API.</summary>
    private protected const string DefaultModel = "text-embedding-3-small";

    private EmbeddingRequest _template = null!;
    private JournaledEmbeddings? _journal;
    private string _model = DefaultModel;
    private long _estimated;
    private bool _saidLength;

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? Model { get; set; }

    /// <summary>How long the vectors are to be. The model's own length where it is not given; older models have no other.</summary>
    [Parameter]
    [ValidateRange(1, 65536)]
    public virtual int? Dimensions { get; set; }

    private protected override string? AwaitedModel => _model;

    /// <summary>Makes ready to embed.</summary>
    private protected void BeginEmbedding(string model, Action<Embedding> write, int? batchSize = null, bool asBase64 = true, string? user = null, int? expected = null)
    {
        OpenJournal();
        _journal = Kept is null ? null : new JournaledEmbeddings(Kept);
        _template = new EmbeddingRequest { Model = model, Inputs = [], Dimensions = Dimensions, User = user, AsBase64 = asBase64 };
        var queue = new BatchQueue<string, Embedding>(SendAsync)
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = batchSize ?? EmbeddingLimits.MostInputs,
            // An estimate may be too low.
            MostTokens = EmbeddingLimits.MostTokens / 3 * 2,
            ShouldSend = ShouldSend,
            Around = _journal is null ? null : (items, call) => _journal.CallAsync(items, model, call),
            OnCompleted = Keep,
        };
        _model = model;
        BeginBatches(model, queue, vector => Write(vector, write), expected);
    }

    /// <summary>Adds a text; what is none is an error of its own.</summary>
    /// <param name="input">The text, or what has one.</param>
    /// <param name="origin">What the vector is said to be of; null for the text.</param>
    private protected void Embed(object? input, object? origin = null)
    {
        if (TextInput.IsPiece(input))
        {
            // The stream's last piece has the whole text.
            return;
        }

        string? text = TextInput.Read(input);
        object? plain = origin ?? (input is PSObject wrapped ? wrapped.BaseObject : input);
        if (string.IsNullOrWhiteSpace(text))
        {
            WriteError(text is null ? WhataiErrors.NotAText(plain!) : WhataiErrors.EmptyText(plain));
            return;
        }

        if (!TryBeginItem(() => EmbeddingClient.WriteRequest(_template with { Inputs = [text!], AsBase64 = true }, CallOptions), out RequestKey? key))
        {
            return;
        }

        Embedding? kept = key is null ? null : _journal?.Find(key, plain);
        if (kept is null && !MayAsk(key, plain))
        {
            CountFailed();
            return;
        }

        if (kept is null && HasLimit && !IsWhatIf && !Reserve(WorstOf(text!), WaitForOne))
        {
            CountFailed();
            return;
        }

        var item = new BatchItem<string, Embedding>(text!, plain) { Key = key, Outcome = kept is null ? null : new BatchOutcome<Embedding>(kept, null) };
        int tokens = TokenEstimate.Of(text!);
        _estimated += kept is null ? tokens : 0;
        Add(item, tokens);
    }

    private bool ShouldSend(int count)
    {
        long tokens = _estimated;
        _estimated = 0;
        if (!ShouldProcess(_model, () => SR.EmbedAction(count) + Estimate(_model, tokens, completionTokens: 0)))
        {
            return false;
        }

        RequireTime();
        return true;
    }

    private Task<BatchOutcome<Embedding>[]> SendAsync(IReadOnlyList<string> texts, Action<BatchAnswer> onAnswer)
    {
        if (!HasLimit)
        {
            return SendAsync(texts, batch => onAnswer(ToAnswer(batch)));
        }

        // Where the gateway wants fewer texts at a time, it is more than one request.
        decimal spent = 0;
        return SettleAsync(
            texts.Sum(WorstOf),
            () => SendAsync(texts, batch =>
            {
                onAnswer(ToAnswer(batch));
                spent += Gateway.Prices.CostOf(_model, batch.Usage)?.Amount ?? 0;
            }),
            outcomes => outcomes.All(static outcome => outcome.Failure is null) ? new Cost(spent, string.Empty, CostSource.Prices) : null);
    }

    private Task<BatchOutcome<Embedding>[]> SendAsync(IReadOnlyList<string> texts, Action<EmbeddingBatch> onAnswer) =>
        Gateway.Client.Embeddings.EmbedEachAsync(_template with { Inputs = texts }, CallOptions, onAnswer, StopToken);

    private static BatchAnswer ToAnswer(EmbeddingBatch batch) => new(batch.Embeddings.Length, batch.Usage, batch.Attempts, batch.Duration, batch.RequestId);

    // No tokenizer has more tokens than bytes.
    private decimal WorstOf(string text) => MostCostOf(_model, Encoding.UTF8.GetByteCount(text), 0);

    // A vector is of the input, and is kept before it is its turn to be written.
    private void Keep(IReadOnlyList<BatchItem<string, Embedding>> items)
    {
        foreach (BatchItem<string, Embedding> item in items.Where(static item => item.Outcome!.Result is not null))
        {
            Embedding vector = item.Outcome!.Result! with { Input = item.Input };
            item.Outcome = item.Outcome with { Result = vector };
        }

        _journal?.Append(items);
    }

    // Some relays take -Dimensions and do nothing about it; such vectors do not go with others.
    private void Write(Embedding embedding, Action<Embedding> write)
    {
        if (Dimensions is int asked && embedding.Dimensions != asked && !_saidLength)
        {
            _saidLength = true;
            WriteWarning(SR.DimensionsIgnored(asked, embedding.Dimensions));
        }

        write(embedding with { Cost = CostOfRequest(embedding.RequestId) });
    }
}
