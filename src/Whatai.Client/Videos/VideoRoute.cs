using System;

namespace Whatai.Client.Videos;

/// <summary>The routes by which gateways of the family make videos. A task is known to the route alone that it was started by.</summary>
public static class VideoRoute
{
    /// <summary><c>/seedance/v3/contents/generations/tasks</c>: Ark's own, with all that Seedance can.</summary>
    public const string Seedance = "Seedance";

    /// <summary><c>/v2/videos/generations</c>: one for every maker's models (gpt-best sites).</summary>
    public const string Unified = "Unified";

    /// <summary><c>/v1/videos</c>: OpenAI's, as new-api has it.</summary>
    public const string OpenAI = "OpenAI";

    /// <summary>The route that serves a model, going by its name.</summary>
    /// <param name="model">The model's id.</param>
    /// <returns>Seedance for Seedance, Seaweed and Wan on Ark, OpenAI for Sora, else Unified.</returns>
    public static string ForModel(string model)
    {
        _ = model ?? throw new ArgumentNullException(nameof(model));
        return Has(model, "seedance") || Has(model, "seaweed") || Has(model, "wan2-1") ? Seedance : Has(model, "sora") ? OpenAI : Unified;
    }

    /// <summary>The route that an id comes from, going by its form.</summary>
    /// <param name="id">The task's id.</param>
    /// <returns>Seedance for <c>cgt-…</c>, OpenAI for <c>video_…</c> and <c>task_…</c>, else Unified.</returns>
    public static string ForId(string id)
    {
        _ = id ?? throw new ArgumentNullException(nameof(id));
        return id.StartsWith("cgt-", StringComparison.Ordinal) ? Seedance
            : id.StartsWith("video_", StringComparison.Ordinal) || id.StartsWith("task_", StringComparison.Ordinal) ? OpenAI : Unified;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
