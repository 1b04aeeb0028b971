using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Embeddings;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Cosines: right to the last digits that floats have, at every length, and for what has no direction.</summary>
public class VectorSimilarityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(1536)]
    [InlineData(1537)]
    public void It_is_the_cosine_at_every_length(int length)
    {
        var random = new Random(length);
        for (int round = 0; round < 20; round++)
        {
            float[] left = Vector(random, length);
            float[] right = Vector(random, length);
            Assert.Equal(Plain(left, right), VectorSimilarity.Cosine(left, right), 5);
            Assert.Equal(1, VectorSimilarity.Cosine(left, left), 6);
            Assert.Equal(-1, VectorSimilarity.Cosine(left, [.. left.Select(x => -x)]), 6);
        }
    }

    [Fact]
    public void A_vector_of_zeros_is_like_nothing()
    {
        Assert.Equal(0, VectorSimilarity.Cosine(new float[9], new float[9]));
        Assert.Equal(0, VectorSimilarity.Cosine(new float[9], [.. Enumerable.Repeat(1f, 9)]));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-44f)]
    [InlineData(1e25f)]
    [InlineData(3e38f)]
    public void Very_small_and_very_large_numbers_count(float scale)
    {
        Assert.Equal(1, VectorSimilarity.Cosine([scale, scale], [scale, scale]), 6);
        Assert.Equal(Math.Sqrt(0.5), VectorSimilarity.Cosine([scale, 0], [scale, scale]), 6);
        Assert.Equal(Math.Sqrt(0.5), VectorSimilarity.Cosine([1, 0], [scale, scale]), 6);
    }

    [Fact]
    public void Lengths_must_be_the_same()
    {
        ArgumentException problem = Assert.Throws<ArgumentException>(() => VectorSimilarity.Cosine([1, 2], [1, 2, 3]));
        Assert.Contains("2 and 3", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VectorSimilarity.Cosine([], []));
    }

    [Fact]
    public void A_ranking_gives_the_best_first_and_equals_as_they_came()
    {
        var ranking = new SimilarityRanking<string>([1, 0]);
        ranking.Add("down", [-1, 0]);
        ranking.Add("none", [0, 0]);
        ranking.Add("first", [2, 0]);
        ranking.Add("second", [3, 0]);

        Assert.Equal(["first", "second", "none", "down"], ranking.Best().Select(one => one.Item));
        Assert.Throws<ArgumentException>(() => ranking.Add("short", [1]));
        Assert.Throws<ArgumentException>(() => ranking.Add("none", [float.NaN, 1]));
        Assert.Throws<ArgumentException>(() => new SimilarityRanking<string>([float.PositiveInfinity]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(2000)]
    [InlineData(9000)]
    [InlineData(int.MaxValue)]
    public void A_ranking_that_keeps_few_gives_the_same_as_one_that_keeps_all(int most)
    {
        var random = new Random(7);
        var few = new SimilarityRanking<int>([1, 0.5f], most);
        var expected = new List<(int Item, double Score)>();
        for (int i = 0; i < 10_000; i++)
        {
            // Of few directions, so that there are many equals.
            float[] vector = [random.Next(-3, 4), random.Next(-3, 4)];
            few.Add(i, vector);
            expected.Add((i, VectorSimilarity.Cosine([1, 0.5f], vector)));
        }

        Assert.Equal(expected.OrderByDescending(one => one.Score).Take(most), few.Best());
    }

    private static float[] Vector(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    private static double Plain(float[] left, float[] right)
    {
        double product = left.Zip(right, (x, y) => (double)x * y).Sum();
        return product / Math.Sqrt(left.Sum(x => (double)x * x) * right.Sum(x => (double)x * x));
    }
}
