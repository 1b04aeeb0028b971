using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security;
using Whatai.Client.Http;
using WhataiPS.Resources;

namespace WhataiPS.Sessions;

/// <summary>Puts together what a connection is made of: what was given now, over what was saved.</summary>
internal static class ConnectionSettings
{
    // A blank inside an address is a mistake, not a list.
    private static readonly char[] s_listMarks = [',', ';'];

    /// <summary>What was given, and for the rest what was saved.</summary>
    public static SavedConnection Merge(SavedConnection given, SavedConnection? saved) => saved is null ? given : given with
    {
        BaseUrl = given.BaseUrl.Length > 0 ? given.BaseUrl : saved.BaseUrl,
        Model = given.Model ?? saved.Model,
        SecretName = given.SecretName ?? saved.SecretName,
        Vault = given.SecretName is null ? saved.Vault : given.Vault,
        KeyStore = given.SecretName is null ? saved.KeyStore : null,
        ProtectedKey = given.SecretName is null ? saved.ProtectedKey : null,
        ApiKeyHeader = given.ApiKeyHeader ?? saved.ApiKeyHeader,
        Proxy = given.Proxy ?? (given.NoProxy == true ? null : saved.Proxy),
        ProxyUser = given.Proxy is null ? saved.ProxyUser : given.ProxyUser,
        NoProxy = given.NoProxy ?? (given.Proxy is null ? saved.NoProxy : null),
        ConnectTimeoutSec = given.ConnectTimeoutSec ?? saved.ConnectTimeoutSec,
        IdleTimeoutSec = given.IdleTimeoutSec ?? saved.IdleTimeoutSec,
        TimeoutSec = given.TimeoutSec ?? saved.TimeoutSec,
        MaximumRetryCount = given.MaximumRetryCount ?? saved.MaximumRetryCount,
        RequestsPerMinute = given.RequestsPerMinute ?? saved.RequestsPerMinute,
        TokensPerMinute = given.TokensPerMinute ?? saved.TokensPerMinute,
        MaximumResponseMB = given.MaximumResponseMB ?? saved.MaximumResponseMB,
        PriceFile = given.PriceFile ?? saved.PriceFile,
        PriceGroup = given.PriceGroup ?? saved.PriceGroup,
        TrackCost = given.TrackCost ?? saved.TrackCost,
        LogPath = given.LogPath ?? saved.LogPath,
        RetryTimeout = given.RetryTimeout ?? saved.RetryTimeout,
    };

    /// <summary>The addresses of endpoints as they were given, each once.</summary>
    /// <exception cref="ArgumentException">One is no address.</exception>
    public static Uri[] ReadEndpoints(IEnumerable<string> endpoints) =>
        [.. endpoints.SelectMany(static endpoint => endpoint.Split(s_listMarks, StringSplitOptions.RemoveEmptyEntries)).Select(static endpoint => BaseUrl.Normalize(PastedText.Clean(endpoint))).Distinct()];

    /// <summary>The options of a connection; what no setting says is the default.</summary>
    /// <exception cref="ArgumentException">The proxy is no address.</exception>
    public static ConnectionOptions ToOptions(SavedConnection settings, Uri[] endpoints, SecureString? key, NetworkCredential? proxyLogin)
    {
        var options = new ConnectionOptions { BaseUrls = endpoints, ApiKey = key, Proxy = CreateProxy(settings, proxyLogin), NoProxy = settings.NoProxy == true };
        return options with
        {
            ApiKeyHeader = settings.ApiKeyHeader,
            ConnectTimeout = Seconds(settings.ConnectTimeoutSec) ?? options.ConnectTimeout,
            IdleTimeout = Seconds(settings.IdleTimeoutSec) ?? options.IdleTimeout,
            TotalTimeout = Seconds(settings.TimeoutSec) ?? options.TotalTimeout,
            MaxRetries = settings.MaximumRetryCount ?? options.MaxRetries,
            RequestsPerMinute = settings.RequestsPerMinute is > 0 ? settings.RequestsPerMinute : null,
            TokensPerMinute = settings.TokensPerMinute is > 0 ? settings.TokensPerMinute : null,
            MaxResponseBytes = settings.MaximumResponseMB is double most ? WhataiConnection.ToBytes(most) : options.MaxResponseBytes,
            RetryAmbiguousChat = settings.RetryTimeout == true,
            LogPath = settings.LogPath,
        };
    }

    // What is no address is not shown: it may hold a password.
    private static WebProxy? CreateProxy(SavedConnection settings, NetworkCredential? login)
    {
        if (settings.Proxy is null)
        {
            return null;
        }

        Uri address = ProxyAddress.Read(settings.Proxy) ?? throw new ArgumentException(SR.NotAProxy);
        return new WebProxy(ProxyAddress.WithoutUser(address)) { Credentials = login ?? ProxyAddress.UserOf(address) ?? settings.ProxyUser };
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is double count ? TimeSpan.FromSeconds(count) : null;
}
