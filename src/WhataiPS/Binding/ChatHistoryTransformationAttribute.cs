using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Resources;

namespace WhataiPS.Binding;

/// <summary>Takes earlier messages as messages, as answers, saved or not, or as hashtables and objects with role and content.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChatHistoryTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = PSValue.Unwrap(inputData);
        var messages = new List<ChatMessage>();
        foreach (object? item in value is IEnumerable items and not IDictionary and not string ? items : new[] { value })
        {
            PSObject? source = item is null ? null : PSObject.AsPSObject(item);
            if (ConversationReader.Read(source) is IReadOnlyList<ChatMessage> conversation)
            {
                messages.AddRange(conversation);
            }
            else if (source is not null && ConversationReader.ReadMessage(source) is ChatMessage message)
            {
                messages.Add(message);
            }
            else
            {
                throw new ArgumentTransformationMetadataException(
                    SR.NotAHistoryMessage);
            }
        }

        return messages.ToArray();
    }
}
