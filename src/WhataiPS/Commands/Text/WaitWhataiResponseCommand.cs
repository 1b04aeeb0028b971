using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Responses;
using Whatai.Client.Tasks;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>Wait-WhataiResponse: waits for any number of responses that are made in the background, and gives each the moment it is there.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WhataiResponse")]
[OutputType(typeof(ResponseCompletion))]
public sealed class WaitWhataiResponseCommand : WhataiApiCommand
{
    private readonly List<(object Given, ResponseCompletion Known)> _inputs = [];

    /// <summary>Ids of responses, or the responses, also from a file or another machine.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ResponseIdCompleter))]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (PSObject input in InputObject)
        {
            ResponseCompletion known = input.BaseObject as ResponseCompletion ?? new ResponseCompletion
            {
                Id = input.BaseObject is string ? input.ToString().Trim() : input.Properties[nameof(ResponseCompletion.Id)]?.Value?.ToString(),
                Messages = ConversationReader.Read(input) ?? [],
            };
            if (string.IsNullOrEmpty(known.Id))
            {
                WriteError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NotAResponse(input)), input.BaseObject));
                continue;
            }

            _inputs.Add((input.BaseObject, known));
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        TaskWatchOptions watch = WatchOptions with { FirstInterval = TimeSpan.FromSeconds(1) };
        IAsyncEnumerable<TaskUpdate<ResponseCompletion>> updates = Gateway.Client.Responses.WatchAsync([.. _inputs.Select(static input => input.Known)], watch, CallOptions, StopToken);
        foreach (TaskUpdate<ResponseCompletion> update in WaitFor(updates, _inputs.Count))
        {
            (object given, ResponseCompletion known) = _inputs[update.Index];
            ResponseCompletion response = update.Task;
            if (update.Failure is WhataiException failure)
            {
                WriteError(WhataiErrors.CallFailed(failure, given));
            }
            else if (update.TimedOut)
            {
                WriteError(WhataiErrors.ResponseUnfinished(given, response.Id!, TimeoutSec ?? 0));
            }
            else
            {
                WriteObject(ReferenceEquals(response, known) ? response : Noted(response with { Input = known.Input }));
            }
        }
    }

    private ResponseCompletion Noted(ResponseCompletion response)
    {
        string model = response.Model ?? Gateway.Model;
        response = response with { Cost = response.Cost ?? Gateway.Prices.CostOf(model, response.Usage) };
        WhataiSession.Current.Usage.Add(model, response);
        return response;
    }
}
