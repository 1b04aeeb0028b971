using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Resources;
using WhataiPS.Sessions;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <summary>What all cmdlets share that have a model write text: the model, the length, and ways to write the answer.</summary>
/// <typeparam name="TAnswer">The API's whole answer.</typeparam>
/// <typeparam name="TDelta">A piece of a streamed answer.</typeparam>
public abstract partial class WhataiTextCommand<TAnswer, TDelta> : WhataiBulkCommand
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    /// <summary>The parameter set that gives answers whole.</summary>
    protected const string WholeSet = "Whole";

    /// <summary>The parameter set that gives the pieces of an answer.</summary>
    protected const string StreamSet = "Stream";

    /// <summary>The parameter set that shows an answer as it comes.</summary>
    protected const string LiveSet = "Live";

    private const string ComparedTypeName = "Whatai.Client.Conversations.ModelAnswer#Compared";

    private TDelta? _lastPiece;
    private OutputTarget? _target;
    private int _asked;
    private bool _saidCut;

    /// <summary>The model; the connection's where it is not given. Of several, each is asked: their answers come in this order.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Model { get; set; }

    /// <summary>0 to 2; higher is more random.</summary>
    [Parameter]
    [ValidateRange(0d, 2d)]
    public double? Temperature { get; set; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    public double? TopP { get; set; }

    /// <summary>The longest answer, in tokens.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>Gives the pieces as they come; the last one carries the whole answer.</summary>
    [Parameter(ParameterSetName = StreamSet, Mandatory = true)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Shows the text as it comes, then gives the whole answer.</summary>
    [Parameter(ParameterSetName = LiveSet, Mandatory = true)]
    public SwitchParameter Live { get; set; }

    /// <summary>Runs one input's work; a failure is one error, and counts as the model's.</summary>
    private protected void WriteErrorOnFailure(object? input, string model, Action work) =>
        WriteErrorOnFailure(input, work, failure => WhataiSession.Current.Usage.AddFailure(model, failure));

    /// <summary>Whether to send a request: asked of whoever gave -WhatIf or -Confirm, before anything is sent.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">What it is asked.</param>
    /// <param name="answers">How many answers are asked for.</param>
    /// <param name="estimate">What it may cost, as <see cref="WhataiBulkCommand.Estimate"/> says it.</param>
    private protected bool ShouldAsk(string model, Func<string> text, int answers, Func<string>? estimate = null)
    {
        int asked = ++_asked;
        return ShouldProcess(model, () =>
        {
            string shown = text();
            return SR.AskAction(asked, answers, shown.Length, TerminalText.Shortened(shown)) + estimate?.Invoke();
        });
    }

    /// <summary>Prices an answer, and counts it; one from a journal, which took no attempt, costs nothing again.</summary>
    private protected TAnswer NoteUsage(string model, TAnswer answer)
    {
        // What the gateway's own tools cost beside the tokens, nobody but the gateway knows.
        answer = HasToolFees ? answer : answer with { Cost = answer.Cost ?? CostOf(model, answer.Usage) };
        if (answer.Attempts > 0)
        {
            WhataiSession.Current.Usage.Add(model, answer);
        }

        return answer;
    }

    /// <summary>Has the model write in the way that was asked for, and writes or shows what comes meanwhile.</summary>
    /// <param name="whole">Asks for the whole answer.</param>
    /// <param name="stream">Asks for a stream.</param>
    /// <param name="model">The model that is asked.</param>
    private protected TAnswer Write(Func<Task<TAnswer>> whole, Func<IAsyncEnumerable<TDelta>> stream, string model) =>
        Stream ? WritePieces(stream()) : Live ? ShowLive(stream(), IsComparison ? model : null) : Await(whole());

    /// <summary>Writes the answer itself: for a stream as its last piece.</summary>
    private protected void WriteAnswer(TAnswer answer)
    {
        if (!_saidCut && answer.Choices.Any(static choice => choice.FinishReason == "length"))
        {
            _saidCut = true;
            WriteWarning(SR.AnswerCut);
        }

        if (Stream)
        {
            WriteObject(_lastPiece! with { Completion = answer });
        }
        else if (Live)
        {
            WriteObject(_target!.MarkShown(answer));
        }
        else if (MergeInput)
        {
            WriteObject(Merge(OutputProperty, answer.Input, IsComparison ? WithModel(answer) : answer.Object ?? answer.Text));
        }
        else if (IsComparison)
        {
            // Of this type the view says which model it is that answers.
            var result = new PSObject(answer);
            result.TypeNames.Insert(0, ComparedTypeName);
            WriteObject(result);
        }
        else
        {
            WriteObject(answer);
        }
    }

    /// <summary>Says between the pieces of a live answer what is run for it.</summary>
    private protected void ShowCall(string commandLine)
    {
        if (!_target!.IsFileOfAll)
        {
            new LiveText(this, _target).ShowCall(TerminalText.Shortened(commandLine, 200));
        }
    }

    private TAnswer WritePieces(IAsyncEnumerable<TDelta> stream)
    {
        foreach (TDelta piece in Pull(stream))
        {
            _lastPiece = piece;
            if (piece.Completion is null)
            {
                WriteObject(piece);
            }
        }

        return _lastPiece!.Completion!;
    }

    private TAnswer ShowLive(IAsyncEnumerable<TDelta> stream, string? title)
    {
        _target = new OutputTarget(this);
        var live = new LiveText(this, _target);
        if (title is not null && !_target.IsFileOfAll)
        {
            live.ShowTitle(title);
        }

        TAnswer? answer = null;
        try
        {
            foreach (TDelta piece in Pull(stream))
            {
                if (!_target.IsFileOfAll)
                {
                    live.Show(piece);
                }

                answer = piece.Completion;
            }
        }
        finally
        {
            live.End();
        }

        return answer!;
    }
}
