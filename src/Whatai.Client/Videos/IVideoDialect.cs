using System.Text.Json.Nodes;
using Whatai.Client.Http;

namespace Whatai.Client.Videos;

/// <summary>One way to ask for videos. Answers are read by <see cref="VideoTaskReader"/>, which knows the words of all.</summary>
internal interface IVideoDialect
{
    /// <summary>One of <see cref="VideoRoute"/>.</summary>
    string Route { get; }

    /// <summary>The path that tasks are below.</summary>
    string Path { get; }

    /// <summary>Whether tasks can be listed.</summary>
    bool HasList { get; }

    /// <summary>Whether tasks can be deleted.</summary>
    bool HasDelete { get; }

    /// <summary>The path of the video itself, where the gateway gives it out; null where a task says its address.</summary>
    string? ContentPath(string id);

    /// <summary>The request that starts a task.</summary>
    /// <exception cref="System.ArgumentException">It asks for what the route has no member for.</exception>
    ApiRequest Create(VideoRequest request, JsonObject? extra);
}
