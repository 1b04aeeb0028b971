namespace Whatai.Client.Raw;

/// <summary>One server-sent event.</summary>
/// <param name="Event">The event's name; <c>message</c> where the server gave none.</param>
/// <param name="Data">Its data as text, to the byte.</param>
public sealed record RawEvent(string Event, string Data)
{
    /// <summary>The data.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Data;
}
