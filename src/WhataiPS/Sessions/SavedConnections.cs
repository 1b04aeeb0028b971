using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client;
using Whatai.Client.Files;
using WhataiPS.Resources;

namespace WhataiPS.Sessions;

/// <summary>The file of saved connections, one of each user: JSON that a person can read and edit. It never holds a key that another user or machine could read.</summary>
internal static class SavedConnections
{
    public const string FileVariable = "WHATAI_CONNECTION_FILE";

    /// <summary>The file; it need not be there.</summary>
    public static string FilePath => Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "WhataiPS", "connections.json");

    /// <summary>All of them, by name.</summary>
    /// <exception cref="IOException">The file can't be read, or is not what was written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<SavedConnection> Read() =>
        [.. ReadFile().Select(static one => FromJson(one.Key, one.Value)).OrderBy(static one => one.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The one of that name; null where there is none.</summary>
    /// <inheritdoc cref="Read"/>
    public static SavedConnection? Find(string name) => Read().FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Saves one, in the place of the one of that name.</summary>
    /// <inheritdoc cref="Read"/>
    public static void Save(SavedConnection connection)
    {
        JsonObject file = ReadFile();
        Remove(file, connection.Name);
        file[connection.Name] = ToJson(connection);
        Write(file);
    }

    /// <summary>Takes one away.</summary>
    /// <returns>False where there was none.</returns>
    /// <inheritdoc cref="Read"/>
    public static bool Remove(string name)
    {
        JsonObject file = ReadFile();
        if (!Remove(file, name))
        {
            return false;
        }

        Write(file);
        return true;
    }

    private static bool Remove(JsonObject file, string name) =>
        file.Select(static one => one.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) is string found && file.Remove(found);

    private static JsonObject ReadFile()
    {
        string path = FilePath;
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException(SR.NoJsonObject);
        }
        catch (JsonException ex)
        {
            throw new IOException(ex.Message, ex);
        }
    }

    private static void Write(JsonObject file)
    {
        string path = FilePath;
        PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            file.WriteTo(writer);
        }

        // Whole or not at all: another process may read it now.
        FileClient.WriteAsync(stream.ToArray(), new FileTarget { Path = path, IfExists = ExistingFile.Replace, OwnerOnly = true }).GetAwaiter().GetResult();
    }

    private static JsonObject ToJson(SavedConnection connection)
    {
        var json = new JsonObject { ["baseUrl"] = new JsonArray([.. connection.BaseUrl.Select(static endpoint => JsonValue.Create(endpoint))]) };
        Set(json, "model", connection.Model);
        Set(json, "secretName", connection.SecretName);
        Set(json, "vault", connection.Vault);
        Set(json, "keyStore", connection.KeyStore);
        Set(json, "protectedKey", connection.ProtectedKey);
        Set(json, "apiKeyHeader", connection.ApiKeyHeader);
        Set(json, "proxy", connection.Proxy);
        Set(json, "noProxy", connection.NoProxy == true ? true : null);
        Set(json, "connectTimeoutSec", connection.ConnectTimeoutSec);
        Set(json, "idleTimeoutSec", connection.IdleTimeoutSec);
        Set(json, "timeoutSec", connection.TimeoutSec);
        Set(json, "maximumRetryCount", connection.MaximumRetryCount);
        Set(json, "requestsPerMinute", connection.RequestsPerMinute is > 0 ? connection.RequestsPerMinute : null);
        Set(json, "tokensPerMinute", connection.TokensPerMinute is > 0 ? connection.TokensPerMinute : null);
        Set(json, "maximumResponseMB", connection.MaximumResponseMB);
        Set(json, "priceFile", connection.PriceFile);
        Set(json, "priceGroup", connection.PriceGroup);
        Set(json, "trackCost", connection.TrackCost == true ? true : null);
        Set(json, "logPath", connection.LogPath);
        Set(json, "retryTimeout", connection.RetryTimeout == true ? true : null);
        return json;
    }

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static SavedConnection FromJson(string name, JsonNode? node)
    {
        try
        {
            JsonObject json = node as JsonObject ?? throw new FormatException();
            Uri? proxy = json["proxy"]?.GetValue<string>() is string given ? ProxyAddress.Read(given) ?? throw new FormatException() : null;
            return new SavedConnection
            {
                Name = name,
                BaseUrl = [.. (json["baseUrl"] as JsonArray ?? throw new FormatException()).Select(static endpoint => endpoint?.GetValue<string>() ?? throw new FormatException())],
                Model = json["model"]?.GetValue<string>(),
                SecretName = json["secretName"]?.GetValue<string>(),
                Vault = json["vault"]?.GetValue<string>(),
                KeyStore = json["keyStore"]?.GetValue<string>(),
                ProtectedKey = json["protectedKey"]?.GetValue<string>(),
                ApiKeyHeader = json["apiKeyHeader"]?.GetValue<string>(),
                Proxy = proxy is null ? null : ProxyAddress.WithoutUser(proxy).AbsoluteUri,
                ProxyUser = proxy is null ? null : ProxyAddress.UserOf(proxy),
                NoProxy = json["noProxy"]?.GetValue<bool>(),
                ConnectTimeoutSec = json["connectTimeoutSec"]?.GetValue<double>(),
                IdleTimeoutSec = json["idleTimeoutSec"]?.GetValue<double>(),
                TimeoutSec = json["timeoutSec"]?.GetValue<double>(),
                MaximumRetryCount = json["maximumRetryCount"]?.GetValue<int>(),
                RequestsPerMinute = json["requestsPerMinute"]?.GetValue<int>(),
                TokensPerMinute = json["tokensPerMinute"]?.GetValue<int>(),
                MaximumResponseMB = json["maximumResponseMB"]?.GetValue<double>(),
                PriceFile = json["priceFile"]?.GetValue<string>(),
                PriceGroup = json["priceGroup"]?.GetValue<string>(),
                TrackCost = json["trackCost"]?.GetValue<bool>(),
                LogPath = json["logPath"]?.GetValue<string>(),
                RetryTimeout = json["retryTimeout"]?.GetValue<bool>(),
            };
        }
        catch (Exception ex) when (ex is InvalidOperationException or FormatException)
        {
            throw new IOException(SR.SavedEntryUnreadable(name), ex);
        }
    }
}
