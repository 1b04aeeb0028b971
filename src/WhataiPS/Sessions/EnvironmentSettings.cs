using System;
using System.Linq;
using System.Net;
using System.Security;
using Whatai.Client.Http;

namespace WhataiPS.Sessions;

/// <summary>What the environment says: enough alone for scheduled tasks, and the defaults of Connect-Whatai.</summary>
internal static class EnvironmentSettings
{
    public const string ApiKeyVariable = "WHATAI_API_KEY";
    public const string BaseUrlVariable = "WHATAI_BASE_URL";
    public const string ModelVariable = "WHATAI_MODEL";

    /// <summary>The model of the seed documents' first example; shown on every connection that uses it.</summary>
    public const string FallbackModel = "gpt-4o-mini";

    /// <summary>The name of the connection that the environment describes.</summary>
    public const string ConnectionName = "environment";

    public static SecureString? ApiKey => Text(ApiKeyVariable) is string key ? new NetworkCredential(string.Empty, key).SecurePassword : null;

    public static string[] BaseUrls => Text(BaseUrlVariable) is string list ? BaseUrl.Split(list) : [];

    public static string Model => Text(ModelVariable) ?? FallbackModel;

    /// <summary>Changes whenever one of the variables does.</summary>
    public static string Stamp() => string.Join("\n", Text(ApiKeyVariable), Text(BaseUrlVariable), Text(ModelVariable));

    public static WhataiConnection? CreateConnection()
    {
        string[] lines = BaseUrls;
        return lines.Length == 0
            ? null
            : new WhataiConnection(ConnectionName, new ConnectionOptions { BaseUrls = lines.Select(BaseUrl.Normalize).ToArray(), ApiKey = ApiKey }, Model) { IsDefault = true };
    }

    private static string? Text(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
