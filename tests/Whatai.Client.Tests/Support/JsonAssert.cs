using System.Text.Json.Nodes;
using Xunit;

namespace Whatai.Client.Tests;

internal static class JsonAssert
{
    /// <summary>The same members and values, in whatever order.</summary>
    public static void Equal(string expected, string? actual)
    {
        JsonNode? wanted = JsonNode.Parse(expected);
        JsonNode? found = JsonNode.Parse(actual!);
        Assert.True(JsonNode.DeepEquals(wanted, found), $"Expected: {wanted?.ToJsonString()}\nActual:   {found?.ToJsonString()}");
    }
}
