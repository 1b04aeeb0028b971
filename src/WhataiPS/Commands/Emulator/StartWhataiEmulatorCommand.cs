using System;
using System.Linq;
using System.Management.Automation;
using System.Net.Sockets;
using Whatai.Emulator;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Start-WhataiEmulator: an offline gateway on 127.0.0.1, for trials and tests. It ends with the session.</summary>
[Cmdlet(VerbsLifecycle.Start, "WhataiEmulator")]
[OutputType(typeof(GatewayEmulator))]
public sealed class StartWhataiEmulatorCommand : WhataiCommand
{
    /// <summary>The port, 0 for a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>How many lines it has: addresses of the same gateway, which its property Lines names.</summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int Line { get; set; } = 1;

    /// <summary>What the key was granted, in dollars; when it is used up, billable requests are refused.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public decimal? Balance { get; set; }

    /// <summary>The key that the emulator accepts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiKey { get; set; }

    /// <summary>The pause before each answer, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, 600_000)]
    public int LatencyMs { get; set; }

    /// <summary>The pause between streamed pieces, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, 600_000)]
    public int TokenDelayMs { get; set; }

    /// <summary>How long a video task is queued, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, 86_400_000)]
    public int VideoQueueMs { get; set; } = 500;

    /// <summary>How long a video task runs, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, 86_400_000)]
    public int VideoRunMs { get; set; } = 1000;

    /// <summary>Answers 404 to the list of video tasks and to their deletion, as some relays do.</summary>
    [Parameter]
    public SwitchParameter NoVideoList { get; set; }

    /// <summary>How many billable requests it accepts within any minute. Further ones get 429 in new-api's words, without a time to wait.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>How many billable requests may come within a minute, refused ones included.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? TotalRequestsPerMinute { get; set; }

    /// <summary>How many tokens it bills within any minute before it answers 429.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? TokensPerMinute { get; set; }

    /// <summary>How many requests it serves at once. Further ones get 429.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? ConcurrentRequests { get; set; }

    /// <summary>The models that it serves.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Model { get; set; }

    /// <summary>Faults for the first requests, one each, in order. The object's AddFault adds more.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FaultCompleter))]
    [KnownSpelling(typeof(StartWhataiEmulatorCommand))]
    [ValidateNotNullOrEmpty]
    public string[]? Fault { get; set; }

    /// <summary>Where the fault redirect-cross sends to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RedirectTarget { get; set; }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (Array.Find(Fault ?? [], fault => GatewayEmulator.Faults.All(known => known.Name != fault)) is string unknown)
        {
            string known = string.Join(", ", GatewayEmulator.Faults.Select(static fault => fault.Name));
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.UnknownFault(unknown, known)), Fault));
        }

        var defaults = new EmulatorOptions();
        GatewayEmulator? emulator = null;
        try
        {
            emulator = GatewayEmulator.Start(new EmulatorOptions
            {
                Port = Port,
                Lines = Line,
                Balance = Balance,
                ApiKey = ApiKey ?? defaults.ApiKey,
                Latency = TimeSpan.FromMilliseconds(LatencyMs),
                TokenDelay = TimeSpan.FromMilliseconds(TokenDelayMs),
                VideoQueueTime = TimeSpan.FromMilliseconds(VideoQueueMs),
                VideoRunTime = TimeSpan.FromMilliseconds(VideoRunMs),
                ListsVideos = !NoVideoList,
                RequestsPerMinute = RequestsPerMinute,
                TotalRequestsPerMinute = TotalRequestsPerMinute,
                TokensPerMinute = TokensPerMinute,
                MaxConcurrent = ConcurrentRequests ?? defaults.MaxConcurrent,
                Models = Model ?? defaults.Models,
                RedirectTarget = RedirectTarget,
            });
            foreach (string fault in Fault ?? [])
            {
                emulator.AddFault(fault);
            }
        }
        catch (SocketException ex)
        {
            ThrowTerminatingError(WhataiErrors.EmulatorNotStarted(ex, Port));
        }
        catch (ArgumentException ex)
        {
            emulator?.Dispose();
            ThrowTerminatingError(WhataiErrors.InvalidArgument(ex, Fault));
        }

        WhataiSession.Current.Add(emulator!);
        WriteObject(emulator);
    }
}
