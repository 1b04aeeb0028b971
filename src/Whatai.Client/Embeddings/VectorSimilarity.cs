using System;
using System.Numerics;
using Whatai.Client.Errors;

#if !NETFRAMEWORK
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
#endif

namespace Whatai.Client.Embeddings;

/// <summary>How alike vectors are. Computed many numbers at a time (System.Numerics).</summary>
public static class VectorSimilarity
{
    // Squares of numbers outside of this have lost digits, or are no numbers any more.
    private const float LeastSquare = 1e-30f;
    private const float MostSquare = 1e36f;

    /// <summary>The cosine of the angle between two vectors.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">Another one, as long.</param>
    /// <returns>−1 to 1; exactly 0 where one of them has no direction, since all its numbers are 0.</returns>
    /// <exception cref="ArgumentException">They are not equally long, or have no number.</exception>
    public static double Cosine(float[] left, float[] right)
    {
        if ((left ?? throw new ArgumentNullException(nameof(left))).Length != (right ?? throw new ArgumentNullException(nameof(right))).Length || left.Length == 0)
        {
            throw new LocalizableMessage("VectorLengths", $"The vectors have {left.Length} and {right.Length} numbers.").ToArgumentException(nameof(right));
        }

        return Cosine(left, SquareOf(left), right);
    }

    /// <summary>The same where the first vector's square is known, as against many others.</summary>
    internal static double Cosine(float[] left, float leftSquare, float[] right)
    {
        (float product, float rightSquare) = Products(left, right);
        if (!(leftSquare is > LeastSquare and < MostSquare && rightSquare is > LeastSquare and < MostSquare))
        {
            return Exact(left, right);
        }

        return Math.Max(-1, Math.Min(1, product / Math.Sqrt((double)leftSquare * rightSquare)));
    }

    internal static float SquareOf(float[] vector) => Products(vector, vector).Square;

    // Product with the other, and the other's square, in one pass over memory, which is what takes the time. Made well at once:
    // a search is often over before the runtime would make it again.
#if !NETFRAMEWORK
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static (float Product, float Square) Products(float[] left, float[] right)
    {
        Vector<float> products = Vector<float>.Zero;
        Vector<float> squares = Vector<float>.Zero;
        Vector<float> products2 = Vector<float>.Zero;
        Vector<float> squares2 = Vector<float>.Zero;
        int width = Vector<float>.Count;
        int i = 0;
#if NETFRAMEWORK
        for (; i <= right.Length - (2 * width); i += 2 * width)
        {
            var other = new Vector<float>(right, i);
            var other2 = new Vector<float>(right, i + width);
            products += new Vector<float>(left, i) * other;
            products2 += new Vector<float>(left, i + width) * other2;
            squares += other * other;
            squares2 += other2 * other2;
        }
#else
        ReadOnlySpan<Vector<float>> lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        ReadOnlySpan<Vector<float>> rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        for (int at = 0; at < rights.Length - 1; at += 2)
        {
            Vector<float> other = rights[at];
            Vector<float> other2 = rights[at + 1];
            products += lefts[at] * other;
            products2 += lefts[at + 1] * other2;
            squares += other * other;
            squares2 += other2 * other2;
        }

        i = rights.Length / 2 * 2 * width;
#endif
        float product = Vector.Dot(products + products2, Vector<float>.One);
        float square = Vector.Dot(squares + squares2, Vector<float>.One);
        for (; i < right.Length; i++)
        {
            product += left[i] * right[i];
            square += right[i] * right[i];
        }

        return (product, square);
    }

    private static double Exact(float[] left, float[] right)
    {
        double product = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.Length; i++)
        {
            product += (double)left[i] * right[i];
            leftSquare += (double)left[i] * left[i];
            rightSquare += (double)right[i] * right[i];
        }

        // A double's range is wider than the square of any float.
        return leftSquare == 0 || rightSquare == 0 ? 0 : Math.Max(-1, Math.Min(1, product / (Math.Sqrt(leftSquare) * Math.Sqrt(rightSquare))));
    }
}
