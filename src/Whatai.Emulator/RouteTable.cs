using System;
using System.Collections.Generic;
using Whatai.Emulator.Audio;
using Whatai.Emulator.Billing;
using Whatai.Emulator.Chat;
using Whatai.Emulator.Completions;
using Whatai.Emulator.Embeddings;
using Whatai.Emulator.Gemini;
using Whatai.Emulator.Images;
using Whatai.Emulator.Media;
using Whatai.Emulator.Messages;
using Whatai.Emulator.Models;
using Whatai.Emulator.Moderations;
using Whatai.Emulator.Rerank;
using Whatai.Emulator.Responses;
using Whatai.Emulator.Routing;
using Whatai.Emulator.Video;

namespace Whatai.Emulator;

/// <summary>Every route. A new endpoint is a file in its feature's folder and a line here.</summary>
internal static class RouteTable
{
    internal static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/v1/models", billable: false, ModelsEndpoint.ListAsync),
        new("GET", "/v1/models/{id}", billable: false, ModelsEndpoint.GetAsync),
        new("GET", "/v1/dashboard/billing/subscription", billable: false, BalanceEndpoint.SubscriptionAsync) { IsEnabled = Offers(BalanceRoutes.Subscription) },
        new("GET", "/v1/dashboard/billing/usage", billable: false, BalanceEndpoint.UsageAsync) { IsEnabled = Offers(BalanceRoutes.Usage) },
        new("GET", "/api/usage/token/", billable: false, BalanceEndpoint.TokenAsync) { IsEnabled = Offers(BalanceRoutes.Token) },
        new("GET", "/api/log/token", billable: false, TokenLogEndpoint.ListAsync) { ErrorShape = SiteEndpoint.ErrorShape },
        new("GET", "/api/status", billable: false, SiteEndpoint.StatusAsync) { IsPublic = true },
        new("GET", "/api/pricing", billable: false, SiteEndpoint.PricingAsync) { IsPublic = true, IsEnabled = static options => options.Pricing != PricingAccess.Missing },
        new("GET", "/v1/files/{id}/content", billable: false, FilesEndpoint.GetContentAsync),
        new("POST", "/v1/chat/completions", billable: true, ChatEndpoint.AnswerAsync),
        new("GET", "/v1/chat/completions", billable: false, StoredChatEndpoint.ListAsync),
        new("GET", "/v1/chat/completions/{id}", billable: false, StoredChatEndpoint.GetAsync),
        new("GET", "/v1/chat/completions/{id}/messages", billable: false, StoredChatEndpoint.ListMessagesAsync),
        new("DELETE", "/v1/chat/completions/{id}", billable: false, StoredChatEndpoint.DeleteAsync),
        new("POST", "/v1/images/generations", billable: true, ImagesEndpoint.GenerateAsync),
        new("POST", "/v1/images/edits", billable: true, ImagesEndpoint.EditAsync),
        new("POST", "/v1/images/variations", billable: true, ImagesEndpoint.VaryAsync),
        new("GET", "/v1/images/tasks/{id}", billable: false, ImageTasks.GetAsync),
        new("POST", "/v1/completions", billable: true, CompletionsEndpoint.AnswerAsync),
        new("POST", "/v1/audio/transcriptions", billable: true, TranscriptionEndpoint.AnswerAsync),
        new("POST", "/v1/audio/translations", billable: true, TranscriptionEndpoint.TranslateAsync),
        new("POST", "/v1/audio/speech", billable: true, SpeechEndpoint.AnswerAsync),
        new("POST", "/v1/embeddings", billable: true, EmbeddingsEndpoint.AnswerAsync),
        new("POST", "/v1/rerank", billable: true, RerankEndpoint.AnswerAsync),
        new("POST", "/v1/moderations", billable: true, ModerationsEndpoint.AnswerAsync),
        new("POST", "/v1beta/models/{model}:generateContent", billable: true, GeminiEndpoint.AnswerAsync) { ErrorShape = GeminiErrors.Shape },
        new("POST", "/v1beta/models/{model}:streamGenerateContent", billable: true, GeminiEndpoint.StreamAsync) { ErrorShape = GeminiErrors.Shape },
        new("POST", "/v1beta/models/{model}:countTokens", billable: false, GeminiEndpoint.CountAsync) { ErrorShape = GeminiErrors.Shape },
        new("POST", "/v1/messages", billable: true, MessagesEndpoint.AnswerAsync) { ErrorShape = MessagesErrors.Shape },
        new("POST", "/v1/messages/count_tokens", billable: false, MessagesEndpoint.CountAsync) { ErrorShape = MessagesErrors.Shape },
        new("POST", "/v1/responses", billable: true, ResponsesEndpoint.AnswerAsync),
        new("POST", "/v1/responses/input_tokens", billable: false, ResponsesEndpoint.CountAsync),
        new("GET", "/v1/responses/{id}", billable: false, ResponsesEndpoint.GetAsync),
        new("GET", "/v1/responses/{id}/input_items", billable: false, ResponsesEndpoint.ListInputAsync),
        new("POST", "/v1/responses/{id}/cancel", billable: false, ResponsesEndpoint.CancelAsync),
        new("DELETE", "/v1/responses/{id}", billable: false, ResponsesEndpoint.DeleteAsync),
        new("POST", "/seedance/v3/contents/generations/tasks", billable: true, SeedanceEndpoint.CreateAsync),
        new("GET", "/seedance/v3/contents/generations/tasks", billable: false, SeedanceEndpoint.ListAsync),
        new("GET", "/seedance/v3/contents/generations/tasks/{id}", billable: false, SeedanceEndpoint.GetAsync),
        new("DELETE", "/seedance/v3/contents/generations/tasks/{id}", billable: false, SeedanceEndpoint.DeleteAsync),
        new("POST", "/v2/videos/generations", billable: true, UnifiedVideoEndpoint.CreateAsync) { ErrorShape = UnifiedVideoEndpoint.ErrorShape },
        new("GET", "/v2/videos/generations/{id}", billable: false, UnifiedVideoEndpoint.GetAsync) { ErrorShape = UnifiedVideoEndpoint.ErrorShape },
        new("POST", "/v1/videos", billable: true, OpenAiVideoEndpoint.CreateAsync),
        new("GET", "/v1/videos", billable: false, OpenAiVideoEndpoint.ListAsync),
        new("GET", "/v1/videos/{id}", billable: false, OpenAiVideoEndpoint.GetAsync),
        new("DELETE", "/v1/videos/{id}", billable: false, OpenAiVideoEndpoint.DeleteAsync),
        new("GET", "/v1/videos/{id}/content", billable: false, OpenAiVideoEndpoint.ContentAsync),
    ];

    private static Func<EmulatorOptions, bool> Offers(BalanceRoutes route) => options => (options.BalanceRoutes & route) != 0;
}
