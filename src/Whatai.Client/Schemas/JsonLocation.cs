using System.Globalization;
using System.Text.RegularExpressions;

namespace Whatai.Client.Schemas;

/// <summary>Where in a JSON document a value stands. It becomes text only where there is something to report.</summary>
internal sealed class JsonLocation
{
    private static readonly Regex s_plainName = new(@"^[\p{L}_][\p{L}\p{N}_-]*\z", RegexOptions.CultureInvariant);

    private readonly JsonLocation? _parent;
    private readonly string? _name;
    private readonly int _index;

    private JsonLocation(JsonLocation? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public static JsonLocation Root { get; } = new(null, null, 0);

    public JsonLocation Member(string name) => new(this, name, 0);

    public JsonLocation Item(int index) => new(this, null, index);

    /// <summary>A JSON path such as <c>$.steps[2].output</c>.</summary>
    /// <returns>The path.</returns>
    public override string ToString() => _parent is null ? "$" : $"{_parent}{Step()}";

    private string Step() =>
        _name is null ? string.Format(CultureInfo.InvariantCulture, "[{0}]", _index)
        : s_plainName.IsMatch(_name) ? "." + _name
        : $"['{_name.Replace("\\", "\\\\").Replace("'", "\\'")}']";
}
