using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <summary>
/// One of the core's own sentences, by its name and what it names, so that a program can say it in another language. What a
/// server said is never one, but may be a value of one.
/// </summary>
public sealed class LocalizableMessage
{
    // Beside the exceptions, so that those of .NET can have one too.
    private static readonly ConditionalWeakTable<Exception, LocalizableMessage> s_texts = new();

    private readonly FormattableString _text;
    private readonly string _english;

    internal LocalizableMessage(string name, FormattableString text)
    {
        Name = name;
        Values = text.GetArguments();
        _text = text;
        _english = text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The sentence's name; it is stable.</summary>
    public string Name { get; }

    /// <summary>What the sentence names, in the order of the English; a part of a sentence is a <see cref="LocalizableMessage"/> itself.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>The sentence that an exception of the core has as its message; null where it is none of the core's own.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The sentence.</returns>
    public static LocalizableMessage? Of(Exception exception) =>
        s_texts.TryGetValue(exception ?? throw new ArgumentNullException(nameof(exception)), out LocalizableMessage? text) ? text : null;

    /// <summary>The sentence in English.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _english;

    internal ArgumentException ToArgumentException(string? parameter = null) => AttachTo(new ArgumentException(_english, parameter));

    internal IOException ToIOException() => AttachTo(new IOException(_english));

    internal T AttachTo<T>(T exception)
        where T : Exception
    {
        s_texts.Add(exception, this);
        return exception;
    }

    /// <summary>Without secrets in what the sentence names. Its own words stay: a short key may be one of them.</summary>
    internal LocalizableMessage Redacted(SecretRedactor secrets) => new(Name, FormattableStringFactory.Create(_text.Format, [.. Values.Select(value => value switch
    {
        LocalizableMessage part => part.Redacted(secrets),
        string text => secrets.Redact(text),
        Uri address => secrets.Redact(address),
        _ => value,
    })]));
}
