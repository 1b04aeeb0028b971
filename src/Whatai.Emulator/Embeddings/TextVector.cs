using System;

namespace Whatai.Emulator.Embeddings;

/// <summary>
/// A deterministic unit vector for a text: the sum of a direction for each of its words and for each pair of neighbouring
/// characters in them, so that texts that share words or parts of words are similar. Case is ignored.
/// </summary>
internal static class TextVector
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    internal static float[] Make(string text, int dimensions)
    {
        int[] sum = new int[dimensions];
        string folded = text.ToUpperInvariant();
        ulong word = FnvOffset;
        for (int i = 0; i <= folded.Length; i++)
        {
            if (i < folded.Length && char.IsLetterOrDigit(folded[i]))
            {
                word = Mix(word, folded[i]);
                if (i + 1 < folded.Length && char.IsLetterOrDigit(folded[i + 1]))
                {
                    Add(sum, Mix(Mix(1, folded[i]), folded[i + 1]), 1);
                }
            }
            else if (word != FnvOffset)
            {
                Add(sum, word, 3);
                word = FnvOffset;
            }
        }

        // A text without words has a direction too: models do not return zero vectors.
        Add(sum, Hash(text), 1);
        return Normalized(sum);
    }

    // One pseudo-random sign for each dimension, 64 at a time.
    private static void Add(int[] sum, ulong seed, int weight)
    {
        ulong signs = 0;
        for (int i = 0; i < sum.Length; i++)
        {
            if (i % 64 == 0)
            {
                signs = Next(ref seed);
            }

            sum[i] += (signs & 1) == 0 ? weight : -weight;
            signs >>= 1;
        }
    }

    private static float[] Normalized(int[] sum)
    {
        double square = 0;
        foreach (int number in sum)
        {
            square += (double)number * number;
        }

        // With few dimensions all signs can cancel out.
        double length = square == 0 ? 1 : Math.Sqrt(square);
        float[] vector = Array.ConvertAll(sum, number => (float)(number / length));
        if (square == 0)
        {
            vector[0] = 1;
        }

        return vector;
    }

    private static ulong Hash(string text)
    {
        ulong hash = FnvOffset;
        foreach (char c in text)
        {
            hash = Mix(hash, c);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, char c) => unchecked((hash ^ c) * FnvPrime);

    // splitmix64
    private static ulong Next(ref ulong state)
    {
        unchecked
        {
            ulong z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
