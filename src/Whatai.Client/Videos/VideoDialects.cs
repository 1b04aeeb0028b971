using System;
using System.Collections.Generic;
using Whatai.Client.Errors;

namespace Whatai.Client.Videos;

/// <summary>The dialects by route.</summary>
internal static class VideoDialects
{
    private static readonly IVideoDialect[] s_all = [new SeedanceDialect(), new UnifiedDialect(), new OpenAIDialect()];

    /// <exception cref="ArgumentException">There is no such route.</exception>
    public static IVideoDialect Get(string route) =>
        Array.Find(s_all, dialect => dialect.Route.Equals(route, StringComparison.OrdinalIgnoreCase))
        ?? throw new LocalizableMessage("NoSuchRoute", $"There is no route '{route}' for videos. There are Seedance, Unified and OpenAI.").ToArgumentException();

    /// <summary>Says so where something is asked for that a route has no word for: it would be lost, and the video paid all the same.</summary>
    /// <exception cref="ArgumentException">Something is set.</exception>
    public static void Refuse(string route, IReadOnlyDictionary<string, bool> isSet)
    {
        foreach (KeyValuePair<string, bool> option in isSet)
        {
            if (option.Value)
            {
                throw new LocalizableMessage("RouteHasNone", $"The route {route} has no {option.Key}. Leave it out, use another -Route, or send the gateway's own member by -ExtraBody.").ToArgumentException();
            }
        }
    }
}
