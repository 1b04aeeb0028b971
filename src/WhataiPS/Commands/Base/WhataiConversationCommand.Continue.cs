using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Going on with the connection's last conversation.</content>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta>
{
    private IReadOnlyList<ChatMessage> _continued = [];

    /// <summary>
    /// Goes on with the last conversation of the connection in this session: that of the last answer that was given, of several choices the first.
    /// All prompts of one pipeline go on from the same one. The model stays, where the same API goes on and -Model is not given.
    /// </summary>
    [Parameter]
    public SwitchParameter Continue { get; set; }

    /// <summary>The model that the conversation was held with so far; null where it is not to be asked again by itself.</summary>
    private protected virtual string? ContinuedModel { get; private set; }

    private void BeginContinue()
    {
        if (!Continue)
        {
            return;
        }

        if (History is not null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ContinueWithOther), History));
        }

        if (Gateway.LastConversation is not LastConversation last)
        {
            ThrowTerminatingError(WhataiErrors.NoConversation(Gateway.Name));
            return;
        }

        _continued = ReadConversation(PSObject.AsPSObject(last.Answer)) ?? [];
        ContinuedModel = last.Answer is TAnswer ? last.Model : null;
    }
}
