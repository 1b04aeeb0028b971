using System;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Script;

/// <summary>Reads OpenAI's web search: the tool of /v1/responses, and chat's web_search_options.</summary>
internal static class SearchToolReader
{
    private static readonly string[] s_sizes = ["low", "medium", "high"];
    private static readonly string[] s_places = ["city", "region", "timezone"];

    /// <param name="tool">The object with the options.</param>
    /// <param name="at">Its place in the request.</param>
    /// <param name="inner">The member of the location that holds the place; null when the location does.</param>
    internal static SearchTool Read(JsonElement tool, string at, string? inner)
    {
        string size = JsonMembers.Word(tool, "search_context_size", s_sizes, at + ".search_context_size") ?? "medium";
        string where = at + ".user_location";
        if (JsonMembers.Find(tool, "user_location", JsonValueKind.Object, where) is { } location)
        {
            if (JsonMembers.Word(location, "type", ["approximate"], where + ".type") is null)
            {
                throw ApiErrorException.Missing(where + ".type");
            }

            CheckPlace(inner is null ? location : JsonMembers.Find(location, inner, JsonValueKind.Object, $"{where}.{inner}") ?? throw ApiErrorException.Missing($"{where}.{inner}"), inner is null ? where : $"{where}.{inner}");
        }

        return new SearchTool(1 + Array.IndexOf(s_sizes, size), false);
    }

    private static void CheckPlace(JsonElement place, string at)
    {
        foreach (string name in s_places)
        {
            JsonMembers.String(place, name, $"{at}.{name}");
        }

        if (JsonMembers.String(place, "country", at + ".country") is { } country && country.Length != 2)
        {
            throw ApiErrorException.BadParameter(at + ".country", $"Invalid '{at}.country': expected an ISO 3166-1 code of two letters, got '{country}'.");
        }
    }
}
