using System;

namespace Whatai.Client.Http;

/// <summary>What a call does, in the words of OpenTelemetry's conventions for generative AI where they have one, and by whose API.</summary>
internal readonly record struct CallOperation(string Name, string Provider)
{
    private static readonly (string Part, CallOperation Operation)[] s_known =
    [
        ("chat/completions", new("chat", "openai")),
        ("v1/completions", new("text_completion", "openai")),
        ("v1/responses", new("chat", "openai")),
        ("v1/messages", new("chat", "anthropic")),
        (":generateContent", new("generate_content", "gcp.gemini")),
        (":streamGenerateContent", new("generate_content", "gcp.gemini")),
        ("embeddings", new("embeddings", "openai")),
        ("images", new("image_generation", "openai")),
        ("audio/speech", new("speech", "openai")),
        ("audio/", new("transcription", "openai")),
        ("video", new("video_generation", "openai")),
        ("contents/generations", new("video_generation", "openai")),
        ("rerank", new("rerank", "jina")),
        ("moderations", new("moderation", "openai")),
        ("models", new("models", "openai")),
    ];

    /// <summary>The operation of a route; <c>request</c> where it is another one.</summary>
    public static CallOperation Of(string path)
    {
        foreach ((string part, CallOperation operation) in s_known)
        {
            if (path.Contains(part, StringComparison.Ordinal))
            {
                return operation;
            }
        }

        return new("request", "openai");
    }
}
