using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Errors;

namespace Whatai.Client.Embeddings;

/// <summary>Finds those of many vectors that are most like one. It keeps no more than are wanted.</summary>
/// <typeparam name="T">What the vectors are of.</typeparam>
public sealed class SimilarityRanking<T>
{
    // So many are kept before the worst are thrown away, at least.
    private const int Slack = 1024;

    private readonly float[] _reference;
    private readonly float _square;
    private readonly int _most;
    private readonly int _room;
    private List<(T Item, double Score)> _scores = [];
    private double _least = double.NegativeInfinity;

    /// <summary>Begins a ranking.</summary>
    /// <param name="reference">The vector to be like.</param>
    /// <param name="most">How many of the best are wanted, 1 or more.</param>
    /// <exception cref="ArgumentException">The vector has no number, or one that is none.</exception>
    public SimilarityRanking(float[] reference, int most = int.MaxValue)
    {
        _reference = reference ?? throw new ArgumentNullException(nameof(reference));
        if (reference.Length == 0 || reference.Any(static number => float.IsNaN(number) || float.IsInfinity(number)))
        {
            throw new LocalizableMessage("VectorEmpty", $"The vector is empty, or not all of it are numbers.").ToArgumentException(nameof(reference));
        }

        _square = VectorSimilarity.SquareOf(reference);
        _most = most;
        _room = most > int.MaxValue / 2 ? int.MaxValue : Math.Max(Slack, 2 * most);
    }

    /// <summary>Adds one.</summary>
    /// <param name="item">What the vector is of.</param>
    /// <param name="vector">The vector, as long as the reference.</param>
    /// <exception cref="ArgumentException">It is longer or shorter, or not all of it are numbers.</exception>
    public void Add(T item, float[] vector)
    {
        if ((vector ?? throw new ArgumentNullException(nameof(vector))).Length != _reference.Length)
        {
            throw new LocalizableMessage("VectorLength", $"The vector has {vector.Length} numbers, and what it is compared with {_reference.Length}.").ToArgumentException(nameof(vector));
        }

        double score = VectorSimilarity.Cosine(_reference, _square, vector);
        if (double.IsNaN(score))
        {
            throw new LocalizableMessage("VectorNotNumbers", $"Not all of the vector are numbers.").ToArgumentException(nameof(vector));
        }

        // Of equals the first is better.
        if (score > _least)
        {
            _scores.Add((item, score));
            if (_scores.Count == _room)
            {
                _scores = [.. Best()];
                _least = _scores[_scores.Count - 1].Score;
            }
        }
    }

    /// <summary>The best ones, best first; equals in the order in which they were added.</summary>
    /// <returns>What was added, each with its cosine.</returns>
    public IEnumerable<(T Item, double Score)> Best() => _scores.OrderByDescending(static one => one.Score).Take(_most);
}
