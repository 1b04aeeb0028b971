using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Chat;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <summary>
/// Invoke-WhataiChat: asks a model. Piped text is one prompt a line; with a message given, piped objects are the context
/// of one request, and a piped answer is the conversation to go on with.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiChat", DefaultParameterSetName = WholeSet)]
[OutputType(typeof(ChatCompletion), ParameterSetName = [WholeSet, LiveSet])]
[OutputType(typeof(ChatDelta), ParameterSetName = [StreamSet])]
public sealed class InvokeWhataiChatCommand : WhataiApiCommand
{
    private const string WholeSet = "Whole";
    private const string StreamSet = "Stream";
    private const string LiveSet = "Live";
    private const string LiveTypeName = "Whatai.Client.Chat.ChatCompletion#Live";

    private readonly List<PSObject> _context = [];

    /// <summary>What to ask.</summary>
    [Parameter(Position = 0)]
    [Alias("Prompt")]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>Prompts, or the context of the message, or the answer to go on from.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>Instructions for the whole conversation. In a conversation that goes on, they replace the earlier ones.</summary>
    [Parameter]
    [Alias("System", "SystemPrompt")]
    [ValidateNotNullOrEmpty]
    public string? SystemMessage { get; set; }

    /// <summary>Earlier messages: ChatMessage objects, or hashtables with role and content.</summary>
    [Parameter]
    [ChatHistoryTransformation]
    [ValidateNotNull]
    public ChatMessage[]? History { get; set; }

    /// <summary>The model; the connection's where it is not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Gives the pieces as they come, as ChatDelta objects; the last one carries the whole answer.</summary>
    [Parameter(ParameterSetName = StreamSet, Mandatory = true)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Shows the text as it comes, then gives the whole answer.</summary>
    [Parameter(ParameterSetName = LiveSet, Mandatory = true)]
    public SwitchParameter Live { get; set; }

    /// <summary>0 to 2; higher is more random.</summary>
    [Parameter]
    [ValidateRange(0d, 2d)]
    public double? Temperature { get; set; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    public double? TopP { get; set; }

    /// <summary>How many answers to give.</summary>
    [Parameter]
    [Alias("N")]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>Up to 4 texts that end the answer.</summary>
    [Parameter]
    [ValidateCount(1, 4)]
    [ValidateNotNullOrEmpty]
    public string[]? Stop { get; set; }

    /// <summary>The longest answer, in tokens.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>The longest answer with its reasoning, in tokens, as newer models want it.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; set; }

    /// <summary>−2 to 2; above 0 favours new topics.</summary>
    [Parameter]
    [ValidateRange(-2d, 2d)]
    public double? PresencePenalty { get; set; }

    /// <summary>−2 to 2; above 0 discourages repetition.</summary>
    [Parameter]
    [ValidateRange(-2d, 2d)]
    public double? FrequencyPenalty { get; set; }

    /// <summary>Token ids and their bias, −100 to 100.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? LogitBias { get; set; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>Asks for the same answer again, where the model can.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>How much to think.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ReasoningEffort { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!MyInvocation.ExpectingInput && Message is null && InputObject is null)
        {
            ThrowTerminatingError(WhataiErrors.MessageMissing(null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? input = InputObject?.BaseObject;
        if (input is ChatCompletion earlier)
        {
            if (Message is null)
            {
                WriteError(WhataiErrors.MessageMissing(earlier));
                return;
            }

            Ask(Message, earlier.Messages, Message);
        }
        else if (Message is not null)
        {
            if (!MyInvocation.ExpectingInput && InputObject is null)
            {
                Ask(Message, [], Message);
            }
            else if (InputObject is not null)
            {
                _context.Add(InputObject);
            }
        }
        else
        {
            AskPiped(input);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_context.Count > 0)
        {
            Ask($"{Message}\n\n{ContextText.Render(_context)}", [], Message);
        }
    }

    private void AskPiped(object? input)
    {
        string? prompt = input switch
        {
            null => string.Empty,
            string text => text,
            // Numbers, dates and the like read the same for a person and a model.
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (prompt is null)
        {
            WriteError(WhataiErrors.NotAPrompt(input!));
        }
        else if (string.IsNullOrWhiteSpace(prompt))
        {
            WriteError(WhataiErrors.EmptyPrompt(InputObject));
        }
        else
        {
            Ask(prompt, [], InputObject);
        }
    }

    private void Ask(string prompt, IReadOnlyList<ChatMessage> earlier, object? input)
    {
        var request = new ChatRequest
        {
            Model = Model ?? Gateway.Model,
            Messages = Conversation(prompt, earlier),
            Temperature = Temperature,
            TopP = TopP,
            Count = Count,
            Stop = Stop,
            MaxTokens = MaxTokens,
            MaxCompletionTokens = MaxCompletionTokens,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            LogitBias = LogitBias is null ? null : ToBiases(LogitBias),
            User = User,
            Seed = Seed,
            ReasoningEffort = ReasoningEffort,
            Input = input is PSObject wrapped ? wrapped.BaseObject : input,
        };
        Guard(request.Input, () =>
        {
            if (Stream)
            {
                AskInPieces(request);
            }
            else if (Live)
            {
                AskLive(request);
            }
            else
            {
                WriteObject(Await(Gateway.Client.CompleteChatAsync(request, CallOptions, StopToken)));
            }
        });
    }

    private void AskInPieces(ChatRequest request)
    {
        foreach (ChatDelta delta in Pieces(request))
        {
            WriteObject(delta);
        }
    }

    private void AskLive(ChatRequest request)
    {
        var live = new LiveText(this);
        ChatCompletion? completion = null;
        try
        {
            foreach (ChatDelta delta in Pieces(request))
            {
                live.Show(delta);
                completion = delta.Completion;
            }
        }
        finally
        {
            live.End();
        }

        // The text is on the screen already: this type's view shows what came with it instead.
        var result = new PSObject(completion);
        result.TypeNames.Insert(0, LiveTypeName);
        WriteObject(result);
    }

    // Pulled from the core on this thread; leaving early, as Select-Object -First does, closes the connection.
    private IEnumerable<ChatDelta> Pieces(ChatRequest request)
    {
        IAsyncEnumerator<ChatDelta> pieces = Gateway.Client.StreamChatAsync(request, CallOptions, StopToken).GetAsyncEnumerator(StopToken);
        try
        {
            while (Await(pieces.MoveNextAsync()))
            {
                yield return pieces.Current;
            }
        }
        finally
        {
            Release(pieces);
        }
    }

    private List<ChatMessage> Conversation(string prompt, IReadOnlyList<ChatMessage> earlier)
    {
        var messages = new List<ChatMessage>(earlier.Count + 2);
        if (SystemMessage is not null)
        {
            messages.Add(new ChatMessage(ChatRole.System, SystemMessage));
        }

        messages.AddRange((History ?? []).Concat(earlier).Where(message => SystemMessage is null || message.Role != ChatRole.System));
        messages.Add(new ChatMessage(ChatRole.User, prompt));
        return messages;
    }

    private Dictionary<string, int> ToBiases(IDictionary table)
    {
        var biases = new Dictionary<string, int>();
        foreach (DictionaryEntry entry in table)
        {
            if (!LanguagePrimitives.TryConvertTo(entry.Value, CultureInfo.InvariantCulture, out int bias) || bias is < -100 or > 100)
            {
                ThrowTerminatingError(WhataiErrors.InvalidArgument(
                    new ArgumentException($"The bias of token '{entry.Key}' is not a whole number from -100 to 100."), table));
            }

            biases[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = bias;
        }

        return biases;
    }
}
