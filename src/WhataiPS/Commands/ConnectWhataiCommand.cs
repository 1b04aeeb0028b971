using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using Whatai.Client.Http;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Connect-Whatai: says where the gateway is and with which key. It sends nothing yet.</summary>
[Cmdlet(VerbsCommunications.Connect, "Whatai", DefaultParameterSetName = KeySet)]
[OutputType(typeof(WhataiConnection))]
public sealed class ConnectWhataiCommand : WhataiCommand
{
    private const string KeySet = "ApiKey";
    private const string SecretSet = "SecretName";

    // A blank inside an address is a mistake, not a list.
    private static readonly char[] s_listMarks = [',', ';'];

    /// <summary>The gateway's address, or several lines of the same account, best first.</summary>
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

    /// <summary>A name for the connection, where there are several.</summary>
    [Parameter]
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

    /// <summary>Sends chat again after a time-out or a lost connection too. The first call may then be billed as well.</summary>
    [Parameter]
    public SwitchParameter RetryTimeout { get; set; }

    /// <summary>Turns certificate checks off, for a test gateway with a certificate of its own.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WhataiConnection connection;
        try
        {
            connection = new WhataiConnection(Name, CreateOptions(), Model ?? EnvironmentSettings.Model);
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, BaseUrl));
            return;
        }

        WhataiSession.Current.Add(connection);
        Warn(connection);
        WriteObject(connection);
    }

    private ConnectionOptions CreateOptions()
    {
        string[] lines = BaseUrl ?? EnvironmentSettings.BaseUrls;
        if (lines.Length == 0)
        {
            ThrowTerminatingError(WhataiErrors.BaseUrlMissing());
        }

        return new ConnectionOptions
        {
            BaseUrls = lines.SelectMany(line => line.Split(s_listMarks, StringSplitOptions.RemoveEmptyEntries)).Select(Whatai.Client.Http.BaseUrl.Normalize).Distinct().ToArray(),
            ApiKey = SecretName is null ? ApiKey ?? EnvironmentSettings.ApiKey : ReadSecret(SecretName),
            Headers = Header is null ? null : HeaderConversion.ToHeaders(Header),
            Proxy = Proxy is null ? null : new WebProxy(Proxy) { Credentials = ProxyCredential?.GetNetworkCredential() },
            NoProxy = NoProxy,
            ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeoutSec),
            IdleTimeout = TimeSpan.FromSeconds(IdleTimeoutSec),
            TotalTimeout = TimeSpan.FromSeconds(TimeoutSec),
            MaxRetries = MaximumRetryCount,
            RetryAmbiguousChat = RetryTimeout,
            SkipCertificateCheck = SkipCertificateCheck,
        };
    }

    private SecureString ReadSecret(string name)
    {
        Exception? reason = null;
        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Get-Secret").AddParameter("Name", name).AddParameter("ErrorAction", ActionPreference.Stop);
            if (Vault is not null)
            {
                shell.AddParameter("Vault", Vault);
            }

            object? secret = shell.Invoke().FirstOrDefault()?.BaseObject;
            if (new SecureStringTransformationAttribute().Transform(null!, secret!) is SecureString key)
            {
                return key;
            }
        }
        catch (RuntimeException ex)
        {
            reason = ex;
        }

        ThrowTerminatingError(WhataiErrors.SecretNotFound(name, reason));
        return null!;
    }

    private void Warn(WhataiConnection connection)
    {
        IEnumerable<Uri> remote = connection.BaseUrl.Where(line => !line.IsLoopback);
        foreach (Uri line in remote.Where(line => line.Scheme == "http"))
        {
            WriteWarning(SR.Format(nameof(SR.PlainHttp), line));
        }

        if (!connection.HasApiKey && remote.FirstOrDefault() is Uri keyless)
        {
            WriteWarning(SR.Format(nameof(SR.NoApiKey), keyless));
        }

        if (connection.SkipCertificateCheck)
        {
            WriteWarning(SR.Format(nameof(SR.CertificatesUnchecked), connection.Name));
        }
    }
}
