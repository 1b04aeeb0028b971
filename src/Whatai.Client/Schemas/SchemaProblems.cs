using System.Collections.Generic;

namespace Whatai.Client.Schemas;

/// <summary>What was found not to fit, up to so many.</summary>
internal sealed class SchemaProblems(int most)
{
    private readonly List<string> _items = [];

    public IReadOnlyList<string> Items => _items;

    public int Most { get; } = most;

    public bool IsFull => _items.Count >= Most;

    public void Add(JsonLocation at, string message) => Add($"{at}: {message}");

    public void Add(IEnumerable<string> problems)
    {
        foreach (string problem in problems)
        {
            Add(problem);
        }
    }

    private void Add(string problem)
    {
        if (!IsFull)
        {
            _items.Add(problem);
        }
    }
}
