using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Client.Embeddings;

/// <summary>Finds those of many vectors that are most like one. It keeps what was added, not more.</summary>
/// <typeparam name="T">What the vectors are of.</typeparam>
public sealed class SimilarityRanking<T>
{
    private readonly float[] _reference;
    private readonly float _square;
    private readonly List<(T Item, double Score)> _scores = [];

    /// <summary>Begins a ranking.</summary>
    /// <param name="reference">The vector to be like.</param>
    /// <exception cref="ArgumentException">It has no number, or one that is none.</exception>
    public SimilarityRanking(float[] reference)
    {
        _reference = reference ?? throw new ArgumentNullException(nameof(reference));
        if (reference.Length == 0 || reference.Any(static number => float.IsNaN(number) || float.IsInfinity(number)))
        {
            throw new ArgumentException("The vector is empty, or not all of it are numbers.", nameof(reference));
        }

        _square = VectorSimilarity.SquareOf(reference);
    }

    /// <summary>Adds one.</summary>
    /// <param name="item">What the vector is of.</param>
    /// <param name="vector">The vector, as long as the reference.</param>
    /// <exception cref="ArgumentException">It is longer or shorter, or not all of it are numbers.</exception>
    public void Add(T item, float[] vector)
    {
        if ((vector ?? throw new ArgumentNullException(nameof(vector))).Length != _reference.Length)
        {
            throw new ArgumentException($"The vector has {vector.Length} numbers, and what it is compared with {_reference.Length}.", nameof(vector));
        }

        double score = VectorSimilarity.Cosine(_reference, _square, vector);
        if (double.IsNaN(score))
        {
            throw new ArgumentException("Not all of the vector are numbers.", nameof(vector));
        }

        _scores.Add((item, score));
    }

    /// <summary>The best ones, best first; equals in the order in which they were added.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>What was added, each with its cosine.</returns>
    public IEnumerable<(T Item, double Score)> Best(int count = int.MaxValue) => _scores.OrderByDescending(static one => one.Score).Take(count);
}
