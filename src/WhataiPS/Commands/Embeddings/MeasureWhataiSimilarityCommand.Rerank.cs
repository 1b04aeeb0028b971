using System.Collections.Generic;
using Whatai.Client.Rerank;
using WhataiPS.Embeddings;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Ranks by a rerank model, which reads texts and has no vectors.</content>
public sealed partial class MeasureWhataiSimilarityCommand
{
    private readonly List<(object Item, string Text)> _documents = [];
    private string _query = string.Empty;

    private void BeginRanking()
    {
        string? query = TextOf(Reference);
        if (string.IsNullOrWhiteSpace(query))
        {
            ThrowTerminatingError(WhataiErrors.NotAText(Reference, SR.RerankNeedsText(Reference.GetType().FullName)));
        }

        _query = query!;
    }

    private void TakeDocument(object? item)
    {
        string? text = item is null ? string.Empty : TextOf(item);
        if (string.IsNullOrWhiteSpace(text))
        {
            WriteError(text is null ? WhataiErrors.NotAText(item!, SR.RerankNeedsText(item!.GetType().FullName)) : WhataiErrors.EmptyText(item));
            return;
        }

        _documents.Add((item!, text!));
    }

    // All go in one request: scores of several need not go together.
    private void WriteRanking()
    {
        if (_documents.Count == 0 || !ShouldProcess(RerankModel!, SR.RerankAction(_documents.Count)))
        {
            return;
        }

        WriteErrorOnFailure(Reference, Rank, failure => WhataiSession.Current.Usage.AddFailure(RerankModel!, failure));
    }

    private void Rank()
    {
        var request = new RerankRequest { Model = RerankModel!, Query = _query, Documents = _documents.ConvertAll(static one => one.Text), TopN = First };
        Reranking ranking = Await(Gateway.Client.Rerank.RankAsync(request, CallOptions, StopToken));
        WhataiSession.Current.Usage.Add(RerankModel!, ranking.Usage, ranking.Attempts, 0, ranking.Duration, CostOf(RerankModel, ranking.Usage));
        int wanted = System.Math.Min(First, _documents.Count);
        if (ranking.Documents.Count < wanted)
        {
            WriteWarning(SR.RerankFewer(ranking.Documents.Count, wanted));
        }

        int position = 0;
        foreach (RerankedDocument document in ranking.Documents)
        {
            if (position >= First || document.Score < MinimumScore)
            {
                // The others score no better.
                break;
            }

            (object item, string text) = _documents[document.Index];
            WriteObject(new Similarity { Position = ++position, Score = document.Score, Text = text, Input = item });
        }
    }
}
