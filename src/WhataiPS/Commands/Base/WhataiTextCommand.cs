using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using WhataiPS.Binding;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>What all cmdlets share that have a model write text: the model, the sampling, and ways to give the answer out.</summary>
public abstract class WhataiTextCommand : WhataiApiCommand
{
    /// <summary>The parameter set that gives answers whole.</summary>
    protected const string WholeSet = "Whole";

    /// <summary>The parameter set that gives the pieces of an answer.</summary>
    protected const string StreamSet = "Stream";

    /// <summary>The parameter set that shows an answer as it comes.</summary>
    protected const string LiveSet = "Live";

    private const string LiveTypeName = "Whatai.Client.Chat.ChatCompletion#Live";

    /// <summary>The model; the connection's where it is not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

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

    /// <summary>Gives the pieces as they come, as ChatDelta objects; the last one carries the whole answer.</summary>
    [Parameter(ParameterSetName = StreamSet, Mandatory = true)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Shows the text as it comes, then gives the whole answer.</summary>
    [Parameter(ParameterSetName = LiveSet, Mandatory = true)]
    public SwitchParameter Live { get; set; }

    /// <summary><see cref="LogitBias"/>, checked.</summary>
    private protected IReadOnlyDictionary<string, int>? Biases { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Biases = LogitBias is null ? null : Checked(() => ToBiases(LogitBias), LogitBias);
    }

    /// <summary>Runs one input's work; a failure is one error, and counts as the model's.</summary>
    private protected void Guard(object? input, string model, Action work) =>
        Guard(input, work, failure => WhataiSession.Current.Usage.AddFailure(model, failure));

    /// <summary>Counts an answer; one from a journal, which took no attempt, costs nothing again.</summary>
    private protected static void NoteUsage(string model, ChatCompletion completion)
    {
        if (completion.Attempts > 0)
        {
            WhataiSession.Current.Usage.Add(model, completion);
        }
    }

    /// <summary>Has the model write in the way that was asked for, and gives out or shows what comes meanwhile.</summary>
    /// <param name="whole">Asks for the whole answer.</param>
    /// <param name="stream">Asks for a stream.</param>
    private protected ChatCompletion Write(Func<Task<ChatCompletion>> whole, Func<IAsyncEnumerable<ChatDelta>> stream) =>
        Stream ? GivePieces(stream()) : Live ? ShowLive(stream()) : Await(whole());

    /// <summary>Gives the answer itself out: for a stream as its last piece.</summary>
    private protected void Give(ChatCompletion completion)
    {
        if (Stream)
        {
            WriteObject(new ChatDelta { FinishReason = completion.FinishReason, Completion = completion });
        }
        else if (Live)
        {
            // The text is on the screen already: this type's view shows what came with it instead.
            var result = new PSObject(completion);
            result.TypeNames.Insert(0, LiveTypeName);
            WriteObject(result);
        }
        else
        {
            WriteObject(completion);
        }
    }

    private ChatCompletion GivePieces(IAsyncEnumerable<ChatDelta> stream)
    {
        ChatCompletion? completion = null;
        foreach (ChatDelta delta in Pull(stream))
        {
            completion = delta.Completion;
            if (completion is null)
            {
                WriteObject(delta);
            }
        }

        return completion!;
    }

    private ChatCompletion ShowLive(IAsyncEnumerable<ChatDelta> stream)
    {
        var live = new LiveText(this);
        ChatCompletion? completion = null;
        try
        {
            foreach (ChatDelta delta in Pull(stream))
            {
                live.Show(delta);
                completion = delta.Completion;
            }
        }
        finally
        {
            live.End();
        }

        return completion!;
    }

    private static Dictionary<string, int> ToBiases(IDictionary table)
    {
        var biases = new Dictionary<string, int>();
        foreach (DictionaryEntry entry in table)
        {
            if (!LanguagePrimitives.TryConvertTo(entry.Value, CultureInfo.InvariantCulture, out int bias) || bias is < -100 or > 100)
            {
                throw new ArgumentException($"The bias of token '{entry.Key}' is not a whole number from -100 to 100.");
            }

            biases[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = bias;
        }

        return biases;
    }
}
