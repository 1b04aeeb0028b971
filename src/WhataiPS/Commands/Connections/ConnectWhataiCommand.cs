using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using Whatai.Client;
using Whatai.Client.Http;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Connect-Whatai: says where the gateway is and with which key. It sends nothing yet.</summary>
[Cmdlet(VerbsCommunications.Connect, "Whatai", DefaultParameterSetName = KeySet, SupportsShouldProcess = true)]
[OutputType(typeof(WhataiConnection))]
public sealed partial class ConnectWhataiCommand : WhataiCommand
{
    // What follows a connection is mostly a call. PowerShell binds the parameters meanwhile.
    static ConnectWhataiCommand() => WhataiClient.BeginWarmUp();

    private const string KeySet = "ApiKey";
    private const string SecretSet = "SecretName";

    private readonly List<string> _endpoints = [];
    private SecureString? _key;
    private bool _wanted;

    /// <summary>The gateway's address, or several endpoints of the same account, best first.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BaseUrlCompleter))]
    [Alias("Uri", "Endpoint")]
    [ValidateNotNullOrEmpty]
    public string[]? BaseUrl { get; set; }

    /// <summary>The key, as SecureString or text. WHATAI_API_KEY where it is not given.</summary>
    [Parameter(ParameterSetName = KeySet, Position = 1, ValueFromPipelineByPropertyName = true)]
    [SecureStringTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>The name of a secret that holds the key (Microsoft.PowerShell.SecretManagement).</summary>
    [Parameter(ParameterSetName = SecretSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The vault of the secret; all are searched where it is not given.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The header that carries the key alone, such as x-api-key for Anthropic's official host. Authorization: Bearer where it is not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApiKeyHeaderCompleter))]
    [KnownSpelling(typeof(ConnectWhataiCommand))]
    [ValidatePattern("^[A-Za-z0-9-]{1,64}$")]
    public string? ApiKeyHeader { get; set; }

    /// <summary>A name for the connection, where there are several; without a base URL the connection of that name that was saved.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SavedConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = WhataiSession.DefaultName;

    /// <summary>The model to ask where a cmdlet's -Model is not given. WHATAI_MODEL, else gpt-4o-mini.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Headers for every request.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Header { get; set; }

    /// <summary>The proxy's address. The system's proxy where it is not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Who to be for the proxy.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Uses no proxy, not even the system's.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>The longest that connecting may take, in seconds. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 3600d)]
    public double ConnectTimeoutSec { get; set; } = ConnectionOptions.DefaultConnectTimeout.TotalSeconds;

    /// <summary>The longest silence before and during an answer, in seconds. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 86400d)]
    public double IdleTimeoutSec { get; set; } = ConnectionOptions.DefaultIdleTimeout.TotalSeconds;

    /// <summary>The longest that one call may take, retries and the whole answer included, in seconds. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 86400d)]
    public double TimeoutSec { get; set; } = ConnectionOptions.DefaultTotalTimeout.TotalSeconds;

    /// <summary>How often a failed call is sent again at most, where that is safe.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = ConnectionOptions.DefaultMaxRetries;

    /// <summary>How many requests a minute go out with this key from this process at most; the next ones wait. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int RequestsPerMinute { get; set; }

    /// <summary>How many tokens the requests of a minute take at most, prompts and answers together; the next ones wait. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int TokensPerMinute { get; set; }

    /// <summary>The most that an answer kept in memory may have, in MB. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 1048576d)]
    public double MaximumResponseMB { get; set; } = ConnectionOptions.DefaultMaxResponseBytes / 1024d / 1024d;

    /// <summary>Sends chat again after a time-out or a lost connection too. The first call may then be billed as well.</summary>
    [Parameter]
    public SwitchParameter RetryTimeout { get; set; }

    /// <summary>Turns certificate checks off, for a test gateway with a certificate of its own.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Saves the connection for later sessions, without its headers. A key that was given is kept by the system, where that has a safe place: the Keychain, libsecret, or the data protection of Windows.</summary>
    [Parameter]
    public SwitchParameter Save { get; set; }

    /// <summary>Asks the gateway for its models, which is free, and makes no connection where it does not take the key.</summary>
    [Parameter]
    public SwitchParameter Test { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        // Piped endpoints become one connection, in their order.
        _wanted = true;
        _endpoints.AddRange(BaseUrl ?? []);
        _key = ApiKey ?? _key;
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (!_wanted)
        {
            return;
        }

        SavedConnection settings = ConnectionSettings.Merge(Given(), _endpoints.Count == 0 ? FindSaved() : null);
        WhataiConnection connection;
        try
        {
            connection = new WhataiConnection(Name, CreateOptions(settings), settings.Model ?? EnvironmentSettings.Model);
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, _endpoints.Count == 0 ? null : _endpoints.ToArray()));
            return;
        }

        if (Test && !Works(connection))
        {
            connection.Dispose();
            return;
        }

        connection.SetPrices(settings.PriceFile, ReadPrices(settings.PriceFile), settings.PriceGroup, settings.TrackCost == true, MaxCost);
        WhataiSession.Current.Add(connection);
        Warn(connection);
        if (Save)
        {
            SaveIt(connection, settings);
        }

        WriteObject(connection);
    }

    private SavedConnection Given() => new()
    {
        Name = Name,
        BaseUrl = [.. _endpoints],
        Model = Model,
        SecretName = SecretName,
        Vault = Vault,
        Proxy = Proxy?.OriginalString,
        ApiKeyHeader = ApiKeyHeader,
        NoProxy = NoProxy ? true : null,
        ConnectTimeoutSec = IfGiven(nameof(ConnectTimeoutSec), ConnectTimeoutSec),
        IdleTimeoutSec = IfGiven(nameof(IdleTimeoutSec), IdleTimeoutSec),
        TimeoutSec = IfGiven(nameof(TimeoutSec), TimeoutSec),
        MaximumRetryCount = IfGiven(nameof(MaximumRetryCount), MaximumRetryCount),
        RequestsPerMinute = IfGiven(nameof(RequestsPerMinute), RequestsPerMinute),
        TokensPerMinute = IfGiven(nameof(TokensPerMinute), TokensPerMinute),
        MaximumResponseMB = IfGiven(nameof(MaximumResponseMB), MaximumResponseMB),
        RetryTimeout = IfGiven<bool>(nameof(RetryTimeout), RetryTimeout),
        PriceFile = PriceFile is null ? null : FilePath(PriceFile),
        PriceGroup = PriceGroup,
        TrackCost = IfGiven<bool>(nameof(TrackCost), TrackCost),
        LogPath = LogPath is null ? null : FilePath(LogPath),
    };

    private ConnectionOptions CreateOptions(SavedConnection settings)
    {
        string[] given = settings.BaseUrl.Length > 0 ? settings.BaseUrl : EnvironmentSettings.BaseUrls;
        if (given.Length == 0)
        {
            ThrowTerminatingError(IsGiven(nameof(Name)) ? WhataiErrors.NoSuchSavedConnection(Name) : WhataiErrors.BaseUrlMissing());
        }

        Uri[] endpoints = ConnectionSettings.ReadEndpoints(given);
        RequireLog(settings.LogPath);
        SecureString? key = FindKey(settings, endpoints) is SecureString found ? CleanKey(found) : null;
        return ConnectionSettings.ToOptions(settings, endpoints, key, ProxyCredential?.GetNetworkCredential()) with
        {
            Headers = Header is null ? null : HeaderConversion.ToHeaders(Header),
            SkipCertificateCheck = SkipCertificateCheck,
        };
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private T? IfGiven<T>(string parameter, T value)
        where T : struct => IsGiven(parameter) ? value : null;

    private SecureString? FindKey(SavedConnection settings, Uri[] endpoints)
    {
        if (SecretName is not null || (_key is null && settings.SecretName is not null))
        {
            return ReadSecret(settings.SecretName!, settings.Vault);
        }

        if (_key is null && settings.KeyStore is not null)
        {
            return ReadStored(settings);
        }

        return _key ?? EnvironmentSettings.ApiKey ?? KeyBefore(endpoints);
    }

    // The same endpoints in another order, as Test-WhataiEndpoint gives them, keep their key.
    private SecureString? KeyBefore(Uri[] endpoints)
    {
        ConnectionOptions? before = WhataiSession.Current.Connections.FirstOrDefault(one => one.Name.Equals(Name, StringComparison.OrdinalIgnoreCase))?.Client.Options;
        return before is not null && endpoints.All(before.BaseUrls.Contains) ? before.ApiKey : null;
    }

    private SavedConnection? FindSaved()
    {
        if (!IsGiven(nameof(Name)) && EnvironmentSettings.BaseUrls.Length > 0)
        {
            return null;
        }

        try
        {
            return SavedConnections.Find(Name);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(WhataiErrors.ConnectionsNotSaved(SavedConnections.FilePath, ex));
            return null;
        }
    }

    private void SaveIt(WhataiConnection connection, SavedConnection settings)
    {
        if (!ShouldProcess(connection.Name, SR.SaveConnection(SavedConnections.FilePath)))
        {
            return;
        }

        if (_key is not null)
        {
            settings = StoreKey(connection, settings);
        }

        if (Header is not null)
        {
            WriteWarning(SR.HeadersNotSaved(connection.Name));
        }

        ConnectionOptions options = connection.Client.Options;
        if (options.Proxy?.Credentials is not null)
        {
            WriteWarning(SR.ProxyLoginNotSaved(connection.Name));
        }

        try
        {
            SavedConnections.Save(settings with
            {
                BaseUrl = [.. options.BaseUrls.Select(static endpoint => endpoint.AbsoluteUri)],
                Proxy = (options.Proxy as WebProxy)?.Address?.AbsoluteUri,
            });
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.ConnectionsNotSaved(SavedConnections.FilePath, ex));
        }
    }

    private void Warn(WhataiConnection connection)
    {
        IEnumerable<Uri> remote = connection.BaseUrl.Where(endpoint => !endpoint.IsLoopback);
        foreach (Uri endpoint in remote.Where(endpoint => endpoint.Scheme == "http"))
        {
            WriteWarning(SR.PlainHttp(endpoint));
        }

        if (!connection.HasApiKey && remote.FirstOrDefault() is Uri keyless)
        {
            WriteWarning(SR.NoApiKey(keyless));
        }

        if (connection.SkipCertificateCheck)
        {
            WriteWarning(SR.CertificatesUnchecked(connection.Name));
        }
    }
}
