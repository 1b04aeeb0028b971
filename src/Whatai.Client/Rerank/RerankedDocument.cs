using System.Globalization;

namespace Whatai.Client.Rerank;

/// <summary>How well a document fits a query.</summary>
/// <param name="Index">Which of the request's documents it is, from 0.</param>
/// <param name="Score">The higher, the better. Most models give 0 to 1; some give any number.</param>
public sealed record RerankedDocument(int Index, double Score)
{
    /// <summary>The document and its score.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "Document {0} ({1:0.0000})", Index, Score);
}
