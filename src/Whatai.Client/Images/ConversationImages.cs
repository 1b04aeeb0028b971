using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Images;

/// <summary>Has images made by the models that make them in a conversation.</summary>
internal sealed class ConversationImages(
    ConversationClient<ChatRequest, ChatCompletion, ChatDelta> chat,
    ConversationClient<GeminiRequest, GeminiCompletion, GeminiDelta> gemini)
{
    public async Task<ImageGeneration> GenerateAsync(ImageRoute route, ImageRequest request, CallOptions? options, CancellationToken cancellationToken)
    {
        options = (options ?? new CallOptions()) with { MakesMedia = true };
        ModelAnswer answer = route == ImageRoute.Chat
            ? await chat.CompleteAsync(ToChat(request), options, cancellationToken).ConfigureAwait(false)
            : await gemini.CompleteAsync(ToGemini(request), options, cancellationToken).ConfigureAwait(false);
        return new ImageGeneration
        {
            Images = [.. answer.Choices.SelectMany(choice => choice.Message.Images).Select(image => Described(image, answer, request))],
            Completion = answer,
            Usage = answer.Usage,
            RequestId = answer.RequestId,
            Attempts = answer.Attempts,
            Duration = answer.Duration,
            RawJson = answer.RawJson,
        };
    }

    public byte[] WriteRequest(ImageRoute route, ImageRequest request, CallOptions? options) =>
        route == ImageRoute.Chat ? chat.WriteRequest(ToChat(request), options) : gemini.WriteRequest(ToGemini(request), options);

    private static ChatRequest ToChat(ImageRequest request) => new()
    {
        Model = request.Model,
        Messages = [Message(request, [Text(request), .. References(request)])],
        Count = request.Count,
        Seed = request.Seed,
        User = request.User,
        Input = request.Prompt,
    };

    // The images come before the text, as Gemini's documents have it.
    private static GeminiRequest ToGemini(ImageRequest request) => new()
    {
        Model = request.Model,
        Messages = [Message(request, [.. References(request), Text(request)])],
        AspectRatio = request.AspectRatio,
        ImageSize = request.ImageSize,
        Seed = request.Seed,
        ResponseModalities = ["IMAGE"],
        Input = request.Prompt,
    };

    private static ChatMessage Message(ImageRequest request, ChatContentPart[] parts) => new(ChatRole.User, request.Prompt) { Parts = parts.Length == 1 ? null : parts };

    private static ChatContentPart Text(ImageRequest request) => new(ChatContentPart.TextType) { Text = request.Prompt };

    private static IEnumerable<ChatContentPart> References(ImageRequest request) =>
        request.ReferenceImages.Select(static image => new ChatContentPart(ChatContentPart.ImageUrlType) { Url = Address(image) });

    private static string Address(string image) =>
        image.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || image.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? image
            : $"data:{Base64Data.MediaType(image) ?? "image/png"};base64,{image}";

    private static WhataiImage Described(WhataiImage image, ModelAnswer answer, ImageRequest request)
    {
        (int Width, int Height)? size = image.Bytes is null ? null : ImageHeader.ReadSize(image.Bytes);
        return image with
        {
            Prompt = request.Prompt,
            Model = request.Model,
            Created = answer.Created,
            Usage = answer.Usage,
            RequestId = answer.RequestId,
            Width = size?.Width,
            Height = size?.Height,
        };
    }
}
