using System;

namespace WhataiPS.Bulk;

/// <summary>What makes an item of a journal the same one again.</summary>
/// <param name="hash">The hash of its request.</param>
/// <param name="first">The same, as an index has it.</param>
/// <param name="before">How often the same request came before in this run: asking twice is two items.</param>
/// <param name="request">The request.</param>
internal sealed class RequestKey(string hash, JournalKey first, int before, byte[] request)
{
    private readonly Lazy<RequestSettings> _settings = new(() => RequestSettings.Read(request));

    /// <summary>The key, as it stands in the file.</summary>
    public string Text { get; } = before == 0 ? hash : hash + "#" + before;

    /// <summary>What the request asks for beside its content.</summary>
    public RequestSettings Settings => _settings.Value;

    /// <summary>The key, as an index has it.</summary>
    public JournalKey Hash => before == 0 ? First : JournalKey.Of(Text);

    /// <summary>The key of the same request where it comes first.</summary>
    public JournalKey First { get; } = first;
}
