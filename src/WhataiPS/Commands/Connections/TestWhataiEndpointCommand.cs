using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Threading.Tasks;
using Whatai.Client.Endpoints;
using Whatai.Client.Http;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Progress;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Test-WhataiEndpoint: which endpoints of a gateway work, and how fast. Best first, so that Connect-Whatai can take them.</summary>
[Cmdlet(VerbsDiagnostic.Test, "WhataiEndpoint")]
[OutputType(typeof(WhataiEndpoint))]
public sealed class TestWhataiEndpointCommand : WhataiCommand
{
    private readonly List<Uri> _endpoints = [];

    /// <summary>The endpoints. Those of the connection, else of WHATAI_BASE_URL, where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BaseUrlCompleter))]
    [Alias("Uri", "Endpoint")]
    [ValidateNotNullOrEmpty]
    public string[]? BaseUrl { get; set; }

    /// <summary>The key, as SecureString or text. Without it the connection's is sent to the connection's endpoints, and none to others.</summary>
    [Parameter]
    [SecureStringTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>The connection whose key, proxy and endpoints are used, or its name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ConnectionTransformation]
    [ValidateNotNull]
    public object? Connection { get; set; }

    /// <summary>How often to try each endpoint, 1 to 20.</summary>
    [Parameter]
    [ValidateRange(1, 20)]
    public int Count { get; set; } = 3;

    /// <summary>The longest that a try may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.1, 300d)]
    public double TimeoutSec { get; set; } = 10;

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (string endpoint in BaseUrl ?? [])
        {
            try
            {
                Uri normal = Whatai.Client.Http.BaseUrl.Normalize(PastedText.Clean(endpoint));
                if (!_endpoints.Contains(normal))
                {
                    _endpoints.Add(normal);
                }
            }
            catch (ArgumentException ex)
            {
                WriteError(WhataiErrors.InvalidArgument(ex, endpoint));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        WhataiConnection? connection = FindConnection();
        ApiKey = ApiKey is null ? null : CleanKey(ApiKey);
        if (_endpoints.Count == 0 && BaseUrl is null)
        {
            if (connection is null)
            {
                ThrowTerminatingError(WhataiErrors.NotConnected());
            }

            _endpoints.AddRange(connection!.BaseUrl);
        }

        List<Task<WhataiEndpoint>> tests = _endpoints.ConvertAll(endpoint => EndpointTester.TestAsync(endpoint, CreateOptions(connection, endpoint), Count, StopToken));
        var results = new List<WhataiEndpoint>(tests.Count);
        foreach (Task<WhataiEndpoint> test in tests)
        {
            Report(tests.Count(static one => one.IsCompleted), tests.Count);
            results.Add(Await(test));
        }

        if (tests.Count > 1)
        {
            WriteProgress(ProgressActivity.Overall.Completed(MyInvocation.MyCommand.Name));
        }

        WriteObject(results.OrderByDescending(static one => one.Works).ThenBy(static one => one.TotalMs ?? double.MaxValue), enumerateCollection: true);
    }

    private ConnectionOptions CreateOptions(WhataiConnection? connection, Uri endpoint)
    {
        ConnectionOptions options = connection?.Client.Options ?? new ConnectionOptions { BaseUrls = [endpoint] };
        bool isOwn = connection?.BaseUrl.Contains(endpoint) == true;
        var limit = TimeSpan.FromSeconds(TimeoutSec);
        return options with
        {
            BaseUrls = [endpoint],
            // A key goes nowhere that it was not given for, nor do headers, which may hold one.
            ApiKey = ApiKey ?? (isOwn ? options.ApiKey : null),
            Headers = isOwn ? options.Headers : null,
            ConnectTimeout = limit,
            IdleTimeout = limit,
            TotalTimeout = limit,
        };
    }

    private WhataiConnection? FindConnection()
    {
        if (Connection is WhataiConnection given)
        {
            return given;
        }

        WhataiConnection? found = null;
        try
        {
            found = WhataiSession.Current.Find((string?)Connection);
        }
        catch (ArgumentException ex)
        {
            ThrowTerminatingError(WhataiErrors.InvalidEnvironment(ex));
        }

        if (found is null && Connection is string name)
        {
            ThrowTerminatingError(WhataiErrors.NoSuchConnection(name));
        }

        if (found is not null)
        {
            WriteNotice(found);
        }

        return found;
    }

    private void Report(int done, int all)
    {
        if (all > 1)
        {
            WriteProgress(ProgressActivity.Overall.Record(MyInvocation.MyCommand.Name, SR.EndpointsTested(done, all), done * 100 / all));
        }
    }
}
