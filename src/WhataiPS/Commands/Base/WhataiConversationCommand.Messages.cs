using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <content>The messages that are made of an input.</content>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta>
{
    private PipedContext CreateContext() => new(_files, MyInvocation.MyCommand.Name) { Format = ContextFormat, TakesVideo = TakesVideo, ImageDetail = ImageDetail };

    private string MessageText(PSObject? row) => InputScript.Text(Message, "-Message", row);

    private List<ChatMessage> Conversation(string? prompt, PipedContext? context, IReadOnlyList<ChatMessage> earlier, PSObject? row, object? input)
    {
        var messages = new List<ChatMessage>(earlier.Count + 2);
        string system = InputScript.Text(SystemMessage, "-SystemMessage", row);
        if (system.Length > 0)
        {
            messages.Add(new ChatMessage(ChatRole.System, system));
        }

        messages.AddRange((History ?? _continued).Concat(earlier).Where(message => system.Length == 0 || message.Role != ChatRole.System));
        if (prompt is null)
        {
            return messages;
        }

        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new RefusedInputException(WhataiErrors.EmptyPrompt(PSValue.Unwrap(input)));
        }

        string? text = context?.Text();
        ChatContentPart[] media = [.. (context?.Parts ?? []).Select(PrepareImage), .. _media ?? ReadMedia(_files, row)];
        RequireFit((text?.Length ?? 0) + media.Sum(static part => part.Text?.Length ?? 0L), context?.Count ?? 0, input);
        string content = text is null ? prompt : $"{prompt}\n\n{text}";
        ChatContentPart[] parts = [new ChatContentPart(ChatContentPart.TextType) { Text = content }, .. media];
        messages.Add(new ChatMessage(ChatRole.User, content) { Parts = parts.Length == 1 ? null : parts });
        return messages;
    }

    // It would be paid for before the model says that it is too much, or reads the half of it.
    private void RequireFit(long length, int count, object? input)
    {
        if (MaxContextLength > 0 && length > MaxContextLength)
        {
            throw new RefusedInputException(WhataiErrors.ContextTooLong(PSValue.Unwrap(input), length, count, MaxContextLength));
        }
    }
}
