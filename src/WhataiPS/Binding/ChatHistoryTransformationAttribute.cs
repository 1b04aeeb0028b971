using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Chat;

namespace WhataiPS.Binding;

/// <summary>Takes earlier messages as messages, as completions, or as hashtables and objects with role and content.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChatHistoryTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrapped(inputData);
        var messages = new List<ChatMessage>();
        foreach (object? item in value is IEnumerable items and not IDictionary and not string ? items : new[] { value })
        {
            Add(messages, item);
        }

        return messages.ToArray();
    }

    private static void Add(List<ChatMessage> messages, object? item)
    {
        switch (Unwrapped(item))
        {
            case ChatMessage message:
                messages.Add(message);
                break;
            case ChatCompletion completion:
                messages.AddRange(completion.Messages);
                break;
            case IDictionary table:
                messages.Add(Create(table["role"], table["content"]));
                break;
            case not null and not string when item is PSObject record:
                messages.Add(Create(record.Properties["role"]?.Value, record.Properties["content"]?.Value));
                break;
            default:
                throw new ArgumentTransformationMetadataException("A message of -History is a ChatMessage, a ChatCompletion, or has role and content: @{ role = 'user'; content = 'Hi' }.");
        }
    }

    private static ChatMessage Create(object? role, object? content) =>
        role?.ToString() is { Length: > 0 } name && content?.ToString() is string text
            ? new ChatMessage(name, text)
            : throw new ArgumentTransformationMetadataException("A message of -History needs role and content: @{ role = 'user'; content = 'Hi' }.");

    private static object? Unwrapped(object? value) => value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
