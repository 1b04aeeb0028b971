using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <summary>Enter-WhataiChat: a conversation at the prompt. Each message is a call of Invoke-WhataiChat -Live; the answers are given at the end.</summary>
[Cmdlet(VerbsCommon.Enter, "WhataiChat")]
[OutputType(typeof(Whatai.Client.Chat.ChatCompletion))]
public sealed partial class EnterWhataiChatCommand : WhataiApiCommand
{
    private readonly List<ModelAnswer> _given = [];
    private readonly Stack<ModelAnswer> _turns = new();
    private ChatMessage[] _begin = [];
    private LastConversation? _before;
    private string _model = string.Empty;

    /// <summary>The first message.</summary>
    [Parameter(Position = 0)]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>The model; the connection's where it is not given, or that of the conversation that goes on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Instructions for the whole conversation.</summary>
    [Parameter]
    [Alias("System", "SystemPrompt", "Instructions")]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string? SystemMessage { get; set; }

    /// <summary>Earlier messages to go on from: an answer, also one that was saved, or messages.</summary>
    [Parameter]
    [ChatHistoryTransformation]
    [ValidateNotNullOrEmpty]
    public ChatMessage[]? History { get; set; }

    /// <summary>Goes on with the last conversation of the connection in this session.</summary>
    [Parameter]
    public SwitchParameter Continue { get; set; }

    /// <summary>0 to 2; higher is more random.</summary>
    [Parameter]
    [ValidateRange(0d, 2d)]
    public double? Temperature { get; set; }

    /// <summary>The longest answer, in tokens.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (HostState.IsUnattended(Host))
        {
            ThrowTerminatingError(WhataiErrors.NotInteractive(Message));
        }

        if (Continue && History is not null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ContinueWithOther), History));
        }

        _before = Gateway.LastConversation;
        if (Continue && _before is null)
        {
            ThrowTerminatingError(WhataiErrors.NoConversation(Gateway.Name));
        }

        BeginTools();
        _begin = Continue ? [.. _before!.Answer.Messages] : History ?? [];
        _model = Model ?? (Continue ? _before!.Model : Gateway.Model);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        using var reader = new LineReader(Host, SessionState.PSVariable.GetValue("ExecutionContext") as EngineIntrinsics);
        Say(SR.ChatBegins(_model, Gateway.Name));
        if (Message is not null)
        {
            Ask(Message);
        }

        while (Read(reader) is string line && Handle(line.Trim()))
        {
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        var target = new OutputTarget(this);
        foreach (ModelAnswer answer in _given)
        {
            WriteObject(target.MarkShown(answer));
        }
    }

    private string? Read(LineReader reader)
    {
        try
        {
            return reader.Read($"{TerminalText.Visible(_model)}> ");
        }
        catch (InvalidOperationException ex)
        {
            WriteError(WhataiErrors.NotInteractive(Message, ex));
            return null;
        }
    }

    private void Say(string text) => Host.UI.WriteLine(TerminalText.Visible(text)!);

    private void Ask(string message)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(new CmdletInfo("Invoke-WhataiChat", typeof(InvokeWhataiChatCommand)));
        foreach (KeyValuePair<string, object> given in MyInvocation.BoundParameters.Where(static given => given.Key is not (nameof(Message) or nameof(Model) or nameof(SystemMessage) or nameof(History) or nameof(Continue) or nameof(Connection)
            or nameof(Tool) or nameof(ToolPolicy) or nameof(MaxToolRounds) or nameof(MaxToolCalls))))
        {
            shell.AddParameter(given.Key, given.Value);
        }

        // To send the line was the confirmation.
        shell.AddParameter("Message", message).AddParameter("Model", _model).AddParameter("Connection", Gateway).AddParameter("Live").AddParameter("Confirm", false);
        if (SystemMessage is not null)
        {
            shell.AddParameter("SystemMessage", SystemMessage);
        }

        AddTools(shell);
        AddFiles(shell);
        ChatMessage[] earlier = _turns.Count > 0 ? [.. _turns.Peek().Messages] : _begin;
        if (earlier.Length > 0)
        {
            shell.AddParameter("History", earlier);
        }

        using (new BreakKey(Host, () => shell.BeginStop(null, null)))
        {
            Ask(shell);
        }

        foreach (ErrorRecord error in shell.Streams.Error)
        {
            WriteError(error);
        }
    }

    private void Ask(PowerShell shell)
    {
        try
        {
            foreach (ModelAnswer answer in shell.Invoke().Select(static result => result.BaseObject).OfType<ModelAnswer>())
            {
                _turns.Push(answer);
                _given.Add(answer);
                _files.Clear();
            }
        }
        catch (PipelineStoppedException) when (!IsStopped)
        {
            // Said below.
        }
        catch (RuntimeException ex) when (ex is not PipelineStoppedException)
        {
            WriteError(ex.ErrorRecord);
        }

        if (shell.InvocationStateInfo.State == PSInvocationState.Stopped)
        {
            Host.UI.WriteLine();
            Say(SR.ChatStopped);
        }
    }
}
