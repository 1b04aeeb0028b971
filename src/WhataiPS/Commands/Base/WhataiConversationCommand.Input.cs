using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <content>What becomes of piped objects: prompts, or the context of the message.</content>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta>
{
    private void AddContext(PSObject input)
    {
        // An array that is given as an argument is what would else be piped one by one.
        IEnumerable<PSObject> items = !MyInvocation.ExpectingInput && LanguagePrimitives.GetEnumerable(input) is IEnumerable many
            ? many.Cast<object?>().Where(static item => item is not null).Select(static item => PSObject.AsPSObject(item))
            : [input];
        foreach (PSObject item in items)
        {
            if (TextInput.ReadFile(item) is string file)
            {
                _unfit ??= WhataiErrors.FilePiped(item.BaseObject, file, MyInvocation.MyCommand.Name);
            }
            else if (item.BaseObject is ScriptBlock)
            {
                _unfit ??= WhataiErrors.NotAPrompt(item.BaseObject, MyInvocation.MyCommand.Name);
            }

            _context.Add(item);
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
        else if (string.IsNullOrWhiteSpace(prompt))
        {
            WriteError(WhataiErrors.EmptyPrompt(InputObject));
        }
        else
        {
            Ask(prompt, [], InputObject);
        }
    }

    private List<ChatMessage> Conversation(string? prompt, IReadOnlyList<ChatMessage> earlier)
    {
        var messages = new List<ChatMessage>(earlier.Count + 2);
        if (SystemMessage is not null)
        {
            messages.Add(new ChatMessage(ChatRole.System, SystemMessage));
        }

        messages.AddRange((History ?? []).Concat(earlier).Where(message => SystemMessage is null || message.Role != ChatRole.System));
        if (prompt is null)
        {
            return messages;
        }

        ChatContentPart[] parts = [new ChatContentPart(ChatContentPart.TextType) { Text = prompt }, .. _media];
        messages.Add(new ChatMessage(ChatRole.User, prompt) { Parts = parts.Length == 1 ? null : parts });
        return messages;
    }
}
