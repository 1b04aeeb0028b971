namespace WhataiPS.Commands;

/// <summary>What form an answer is asked for.</summary>
public enum ChatResponseFormat
{
    /// <summary>Text; nothing is asked for.</summary>
    Text,

    /// <summary>A JSON object of any kind (<c>json_object</c>).</summary>
    Json,
}
