using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace WhataiBench;

/// <summary>Cosines by the plainest loop of Vector&lt;float&gt;: the limit for similarity.</summary>
public static class Similarity
{
    /// <summary>Compares all vectors with the first.</summary>
    /// <param name="vectors">Equally long ones, whose length is a multiple of a register's.</param>
    /// <returns>The sum of all cosines, so that none is left out.</returns>
    public static double Sum(float[][] vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        double sum = 0;
        foreach (float[] vector in vectors)
        {
            sum += Cosine(vectors[0], vector);
        }

        return sum;
    }

    private static double Cosine(float[] left, float[] right)
    {
        ReadOnlySpan<Vector<float>> lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        ReadOnlySpan<Vector<float>> rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        Vector<float> product = Vector<float>.Zero;
        Vector<float> leftSquare = Vector<float>.Zero;
        Vector<float> rightSquare = Vector<float>.Zero;
        for (int i = 0; i < rights.Length; i++)
        {
            product += lefts[i] * rights[i];
            leftSquare += lefts[i] * lefts[i];
            rightSquare += rights[i] * rights[i];
        }

        return Vector.Sum(product) / Math.Sqrt((double)Vector.Sum(leftSquare) * Vector.Sum(rightSquare));
    }
}
