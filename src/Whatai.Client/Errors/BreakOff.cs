namespace Whatai.Client.Errors;

/// <summary>How an answer can end too early.</summary>
internal static class BreakOff
{
    public static KnownText ConnectionLost { get; } = new("ConnectionLostOnTheWay", $"the connection was lost on the way.");

    public static KnownText ConnectionClosed { get; } = new("ConnectionClosedOnTheWay", $"the connection was closed on the way.");

    public static KnownText EventCut { get; } = new("EventCut", $"an event of the stream is cut or is not JSON.");

    public static KnownText NotDone { get; } = new("StreamNotDone", $"the stream ended before it said that it was done.");

    public static KnownText Nothing { get; } = new("StreamEmpty", $"the stream brought nothing.");

    public static KnownText BeforeModel { get; } = new("StreamBeforeModel", $"the stream ended before the model was done.");

    public static KnownText BeforeResponse { get; } = new("StreamBeforeResponse", $"the stream ended before the response did.");

    public static KnownText WithoutReason { get; } = new("StreamWithoutReason", $"the gateway closed the stream without a finish reason.");

    public static KnownText WithoutEnd { get; } = new("StreamWithoutEnd", $"the gateway closed the stream without the end of the response.");

    public static KnownText SoundShort { get; } = new("SoundShort", $"the sound is shorter than it says.");
}
