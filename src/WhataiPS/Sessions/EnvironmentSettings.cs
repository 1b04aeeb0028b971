using System;
using System.Linq;
using System.Net;
using System.Security;
using Whatai.Client.Http;
using WhataiPS.Resources;

namespace WhataiPS.Sessions;

/// <summary>What the environment says: enough alone for scheduled tasks, and the defaults of Connect-Whatai.</summary>
internal static class EnvironmentSettings
{
    public const string ApiKeyVariable = "WHATAI_API_KEY";
    public const string BaseUrlVariable = "WHATAI_BASE_URL";
    public const string ModelVariable = "WHATAI_MODEL";

    /// <summary>What other programs for such gateways read; used where our own is not set.</summary>
    public const string OpenAIApiKeyVariable = "OPENAI_API_KEY";

    /// <inheritdoc cref="OpenAIApiKeyVariable"/>
    public const string OpenAIBaseUrlVariable = "OPENAI_BASE_URL";

    /// <summary>The model of the seed documents' first example; shown on every connection that uses it.</summary>
    public const string FallbackModel = "gpt-4o-mini";

    /// <summary>The name of the connection that the environment describes.</summary>
    public const string ConnectionName = "environment";

    /// <summary>The key of the variable that has one.</summary>
    public static SecureString? ApiKey => Key is string key ? new NetworkCredential(string.Empty, key).SecurePassword : null;

    /// <summary>The addresses of the variable that has some.</summary>
    public static string[] BaseUrls => (Text(BaseUrlVariable) ?? Text(OpenAIBaseUrlVariable)) is string list ? [.. BaseUrl.Split(list).Select(PastedText.Clean)] : [];

    public static string Model => Text(ModelVariable) ?? FallbackModel;

    /// <summary>Changes whenever one of the variables does.</summary>
    public static string Stamp() => string.Join("\n", Key, string.Join(" ", BaseUrls), Text(ModelVariable));

    private static string? Key => Text(ApiKeyVariable) ?? Text(OpenAIApiKeyVariable);

    public static WhataiConnection? CreateConnection()
    {
        string[] endpoints = BaseUrls;
        if (endpoints.Length == 0)
        {
            return null;
        }

        bool isChanged = false;
        SecureString? key = ApiKey is SecureString given ? PastedText.Clean(given, out isChanged) : null;
        return new WhataiConnection(ConnectionName, new ConnectionOptions { BaseUrls = endpoints.Select(BaseUrl.Normalize).ToArray(), ApiKey = key }, Model)
        {
            IsDefault = true,
            Notice = isChanged ? SR.KeyTrimmed : null,
        };
    }

    private static string? Text(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
