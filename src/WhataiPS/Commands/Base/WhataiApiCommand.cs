using System;
using System.Collections;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Http;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>What all cmdlets share that call the gateway.</summary>
public abstract partial class WhataiApiCommand : WhataiCommand
{
    // PowerShell binds the parameters meanwhile.
    static WhataiApiCommand() => WhataiClient.BeginWarmUp();

    /// <summary>The connection, or its name. The session's default where it is not given, else the environment's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ConnectionTransformation]
    [ValidateNotNull]
    public object? Connection { get; set; }

    /// <summary>Members merged into the request's JSON body; a null takes away what the cmdlet would send.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ExtraBody { get; set; }

    /// <summary>Headers of this request. They win over the connection's.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Header { get; set; }

    /// <summary>The longest that one call may take, retries and the whole answer included, in seconds. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 86400d)]
    public double? TimeoutSec { get; set; }

    /// <summary>How often a failed call is sent again at most, where that is safe.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? MaximumRetryCount { get; set; }

    /// <summary>The most that an answer kept in memory may have, in MB. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 1048576d)]
    public double? MaximumResponseMB { get; set; }

    /// <summary>The connection that this invocation uses.</summary>
    private protected WhataiConnection Gateway { get; private set; } = null!;

    /// <summary>Per-call overrides.</summary>
    private protected CallOptions CallOptions { get; set; } = new();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Gateway = FindConnection();
        CallOptions = new CallOptions
        {
            Timeout = TimeoutSec is double seconds ? TimeSpan.FromSeconds(seconds) : null,
            MaxRetries = MaximumRetryCount,
            MaxResponseBytes = MaximumResponseMB is double most ? WhataiConnection.ToBytes(most) : null,
            Headers = Header is null ? null : ConvertArgument(() => HeaderConversion.ToHeaders(Header), Header),
            ExtraBody = ExtraBody is null ? null : ConvertArgument(() => JsonConversion.ToObject(ExtraBody), ExtraBody),
            Observer = Observer,
            Detail = Detail,
        };
    }

    private protected override void EndRun()
    {
        // Some cmdlets connect only where they have to.
        if (Gateway?.Client is { LogProblem: Exception problem } client)
        {
            WriteWarning(SR.LogNotWritten(client.Options.LogPath, WhataiErrors.Reason(problem)));
        }
    }

    /// <summary>Makes something of an argument before anything is sent; an argument that is wrong ends the cmdlet.</summary>
    private protected T ConvertArgument<T>(Func<T> make, object? argument)
    {
        try
        {
            return make();
        }
        catch (ArgumentException ex)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(ex, argument));
            throw;
        }
        catch (WhataiException ex)
        {
            ThrowTerminatingError(WhataiErrors.CallFailed(ex, argument));
            throw;
        }
    }

    /// <summary>What stands for a connection where there is none and none is needed; null where one is.</summary>
    private protected virtual WhataiConnection? FindOffline() => null;

    private WhataiConnection FindConnection()
    {
        if (Connection is WhataiConnection given)
        {
            return given;
        }

        string? name = (string?)Connection;
        WhataiConnection? found = null;
        try
        {
            found = WhataiSession.Current.Find(name);
        }
        catch (ArgumentException ex)
        {
            ThrowTerminatingError(WhataiErrors.InvalidEnvironment(ex));
        }

        found ??= name is null ? FindOffline() : null;
        if (found is null)
        {
            ThrowTerminatingError(name is null ? WhataiErrors.NotConnected() : WhataiErrors.NoSuchConnection(name));
        }

        WriteNotice(found!);
        return found!;
    }
}
