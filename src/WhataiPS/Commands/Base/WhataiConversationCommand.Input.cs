using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>What becomes of piped objects: prompts, the context of the message, or what its script blocks are evaluated for.</content>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta>
{
    private MediaInput _files = null!;
    private PipedContext _context = null!;
    private List<ChatContentPart>? _media;
    private RefusedInputException? _unfit;
    private bool _asksEach;
    private bool _makesContent;

    /// <summary>The arguments that are media for the message.</summary>
    private protected virtual object?[] MediaArguments => [Image, File];

    /// <summary>Whether a message of the API can have videos.</summary>
    private protected virtual bool TakesVideo => false;

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        object? input = InputObject?.BaseObject;
        if (ConversationReader.IsCutShort(InputObject))
        {
            WriteError(WhataiErrors.InvalidArgument(new ArgumentException(SR.AnswerCutShort), input));
        }
        else if (ReadConversation(InputObject) is IReadOnlyList<ChatMessage> earlier)
        {
            if (Continue)
            {
                WriteError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ContinueWithOther), input));
            }
            else if (Message is null)
            {
                WriteError(WhataiErrors.MessageMissing(input, MyInvocation.MyCommand.Name));
            }
            else
            {
                Ask(Message is ScriptBlock ? InputObject : Message, InputObject, () => MessageText(InputObject), context: null, earlier);
            }
        }
        else if (!MyInvocation.ExpectingInput && InputObject is null)
        {
            // Without a message, the history alone is the conversation to answer.
            Ask(Message ?? History![History.Length - 1].Content, row: null, () => Message as string);
        }
        else if (Message is null)
        {
            AskPiped(input);
        }
        else if (InputObject is not null)
        {
            foreach (PSObject item in PipedItems(InputObject))
            {
                Take(item);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (_unfit is not null)
        {
            // The rest alone would be another question than the one that was meant.
            WriteError(_unfit.Error);
        }
        else if (_context.Count > 0)
        {
            Ask(Message, row: null, () => Message as string, _context);
        }
        else if (Message is not null && MyInvocation.ExpectingInput && !_asked)
        {
            // A question about nothing would cost and confuse.
            WriteVerbose(SR.NothingPiped);
        }

        _calls.Complete();
    }

    /// <summary>The parts that go with the message.</summary>
    private protected virtual List<ChatContentPart> ReadMedia(MediaInput input, PSObject? row) =>
    [
        .. input.ToParts(InputScript.Values(Image, "-Image", row), MediaKind.Image, ImageDetail).ConvertAll(PrepareImage),
        .. input.ToParts(InputScript.Values(File, "-File", row), MediaKind.File, detail: null),
    ];

    /// <summary>An image as the API takes it.</summary>
    private protected virtual ChatContentPart PrepareImage(ChatContentPart image) => image;

    private void BeginInput()
    {
        _files = new MediaInput(SessionState);
        _context = CreateContext();
        bool hasMediaScript = MediaArguments.Any(InputScript.IsIn);
        _makesContent = hasMediaScript || Message is ScriptBlock;
        bool hasScript = _makesContent || SystemMessage is ScriptBlock;
        _asksEach = ForEach || hasScript;
        if (hasScript && !MyInvocation.ExpectingInput && InputObject is null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ScriptWithoutInput), Message));
        }

        _media = hasMediaScript ? null : ConvertArgument(() => ReadMedia(_files, row: null), MediaArguments.FirstOrDefault(static given => given is not null));
    }

    // An array that is given as an argument is what would else be piped one by one.
    private IEnumerable<PSObject> PipedItems(PSObject input) =>
        !MyInvocation.ExpectingInput && LanguagePrimitives.GetEnumerable(input) is IEnumerable many
            ? many.Cast<object?>().Where(static item => item is not null).Select(static item => PSObject.AsPSObject(item))
            : [input];

    private void Take(PSObject item)
    {
        if (TextInput.IsPiece(item))
        {
            // The conversation goes on from the stream's last piece, which has the whole answer.
        }
        else if (_makesContent)
        {
            Ask(item, item, () => MessageText(item));
        }
        else if (_asksEach)
        {
            PipedContext context = CreateContext();
            Ask(
                item,
                item,
                () =>
                {
                    context.Add(item);
                    return MessageText(item);
                },
                context);
        }
        else
        {
            try
            {
                _context.Add(item);
            }
            catch (RefusedInputException ex)
            {
                _unfit ??= ex;
            }
            catch (ArgumentException ex)
            {
                _unfit ??= new RefusedInputException(WhataiErrors.InvalidArgument(ex, PSValue.Unwrap(item)));
            }
        }
    }

    private void AskPiped(object? input)
    {
        string? prompt = TextInput.Read(InputObject);
        if (TextInput.IsPiece(input))
        {
            // The stream's last piece has the whole text.
        }
        else if (prompt is null)
        {
            WriteError(WhataiErrors.NotAPrompt(InputObject!.BaseObject is PSCustomObject ? InputObject : input!, MyInvocation.MyCommand.Name));
        }
        else
        {
            Ask(InputObject, InputObject, () => prompt);
        }
    }

    private void Ask(object? input, PSObject? row, Func<string?> readPrompt, PipedContext? context = null, IReadOnlyList<ChatMessage>? earlier = null)
    {
        List<ChatMessage>? messages = null;
        if (FindProblem(input, () => messages = Conversation(readPrompt(), context, earlier ?? [], row, input)) is ErrorRecord problem)
        {
            _calls.CountFailed();
            WriteError(problem);
        }
        else
        {
            Ask(messages!, input);
        }
    }

    // What no request can be made of is an error of its own, and nothing was sent for it.
    private static ErrorRecord? FindProblem(object? input, Action read)
    {
        object? target = PSValue.Unwrap(input);
        try
        {
            read();
            return null;
        }
        catch (RefusedInputException ex)
        {
            return ex.Error;
        }
        catch (InputScriptException ex)
        {
            return WhataiErrors.ScriptBlockFailed(ex, target);
        }
        catch (ArgumentException ex)
        {
            return WhataiErrors.InvalidArgument(ex, target);
        }
        catch (WhataiException ex)
        {
            return WhataiErrors.CallFailed(ex, target);
        }
    }
}
