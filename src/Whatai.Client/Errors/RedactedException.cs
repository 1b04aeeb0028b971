using System;

namespace Whatai.Client.Errors;

/// <summary>Stands in the place of a cause whose text holds a secret, such as an answer's header with the key in it.</summary>
public sealed class RedactedException : Exception
{
    internal RedactedException(string typeName, string message, Exception? innerException)
        : base(message, innerException)
    {
        TypeName = typeName;
    }

    /// <summary>The full name of the cause's type.</summary>
    public string TypeName { get; }

    /// <summary>The cause's type and message, without secrets.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => InnerException is null ? $"{TypeName}: {Message}" : $"{TypeName}: {Message}\n ---> {InnerException}";
}
