using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Embeddings;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Embeddings;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>What the cmdlets share that turn texts into vectors: the model, the length, and many texts at a time.</summary>
public abstract class WhataiEmbeddingCommand : WhataiApiCommand
{
    /// <summary>The model where none is given: the chat model of the connection does not serve this API.</summary>
    private protected const string DefaultModel = "text-embedding-3-small";

    private EmbeddingBulk _bulk = null!;
    private BulkProgress _progress = null!;
    private BulkRun _run = null!;
    private Action<Embedding> _write = null!;
    private string _model = DefaultModel;
    private bool _saidLength;

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>How long the vectors are to be. The model's own length where it is not given; older models have no other.</summary>
    [Parameter]
    [ValidateRange(1, 65536)]
    public int? Dimensions { get; set; }

    /// <summary>How many requests to run side by side, 1 to 256. Vectors come in the order of the texts.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>A file of JSON lines that keeps the vectors, so that an interrupted run goes on where it ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>Waits after each request until the disk has it: a power cut, too, loses nothing that was paid for. Goes with -Journal.</summary>
    [Parameter]
    public SwitchParameter Durable { get; set; }

    /// <summary>Makes ready to embed.</summary>
    private protected void BeginEmbedding(string model, Action<Embedding> write, int? batchSize = null, bool asBase64 = true, string? user = null, int? expected = null)
    {
        _model = model;
        _write = write;
        OpenJournal(Journal, Durable);
        _progress = new BulkProgress(MyInvocation.MyCommand.Name, expected);
        var template = new EmbeddingRequest { Model = model, Inputs = [], Dimensions = Dimensions, User = user, AsBase64 = asBase64 };
        _bulk = new EmbeddingBulk(Gateway.Client, template, CallOptions, StopToken)
        {
            ThrottleLimit = ThrottleLimit,
            BatchSize = batchSize ?? EmbeddingLimits.MostInputs,
            Journal = Kept is null ? null : new JournaledEmbeddings(Kept),
            ShouldSend = count => ShouldProcess(model, SR.EmbedAction(count)),
        };
        _run = new BulkRun(_bulk, _progress, Await, WriteProgress, WriteCompleted);
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

        _bulk.Add(text!, plain);
        _run.Continue();
    }

    /// <summary>Waits for all that is under way.</summary>
    private protected void EndEmbedding()
    {
        _bulk.Send();
        _run.Complete();
    }

    private void WriteCompleted()
    {
        foreach (EmbeddingBatch answer in _bulk.TakeAnswers())
        {
            WhataiSession.Current.Usage.Add(_model, answer.Usage, answer.Attempts, 0, answer.Duration);
            _progress.Done(answer.Usage, answer.Embeddings.Length);
        }

        WriteJournalProblem();

        // Texts that failed together are one error.
        WhataiException? failure = null;
        var failed = new List<object?>();
        foreach (EmbeddingItem item in _bulk.DequeueCompleted())
        {
            WriteErrorOnFailure(item.Input, () =>
            {
                if (item.Request is not null)
                {
                    Await(item.Request);
                }

                EmbeddingOutcome outcome = item.Outcome!;
                if (failure is not null && !ReferenceEquals(failure, outcome.Failure))
                {
                    Report(failure, failed);
                }

                failure = outcome.Failure;
                if (failure is not null)
                {
                    failed.Add(item.Input);
                }
                else if (outcome.Embedding is Embedding embedding)
                {
                    // A text that was not to be sent has no vector.
                    WarnOfLength(embedding);
                    _write(embedding);
                }
            });
        }

        if (failure is not null)
        {
            Report(failure, failed);
        }
    }

    private void Report(WhataiException failure, List<object?> inputs)
    {
        object? input = inputs.Count == 1 ? inputs[0] : inputs.ToArray();
        inputs.Clear();
        WriteErrorOnFailure(input, () => throw failure, ex => WhataiSession.Current.Usage.AddFailure(_model, ex));
    }

    // Some relays take the parameter and do nothing about it; such vectors do not go with others.
    private void WarnOfLength(Embedding embedding)
    {
        if (Dimensions is int asked && embedding.Dimensions != asked && !_saidLength)
        {
            _saidLength = true;
            WriteWarning(SR.DimensionsIgnored(asked, embedding.Dimensions));
        }
    }
}
