namespace Whatai.Client.Errors;

/// <summary>How an answer can end too early.</summary>
internal static class IncompleteReasons
{
    public static LocalizableMessage ConnectionLost { get; } = new("ConnectionLostOnTheWay", $"the connection was lost on the way.");

    public static LocalizableMessage ConnectionClosed { get; } = new("ConnectionClosedOnTheWay", $"the connection was closed on the way.");

    public static LocalizableMessage EventCut { get; } = new("EventCut", $"an event of the stream is cut or is not JSON.");

    public static LocalizableMessage NotDone { get; } = new("StreamNotDone", $"the stream ended before it said that it was done.");

    public static LocalizableMessage Nothing { get; } = new("StreamEmpty", $"the stream brought nothing.");

    public static LocalizableMessage BeforeModel { get; } = new("StreamBeforeModel", $"the stream ended before the model was done.");

    public static LocalizableMessage BeforeResponse { get; } = new("StreamBeforeResponse", $"the stream ended before the response did.");

    public static LocalizableMessage WithoutReason { get; } = new("StreamWithoutReason", $"the gateway closed the stream without a finish reason.");

    public static LocalizableMessage WithoutEnd { get; } = new("StreamWithoutEnd", $"the gateway closed the stream without the end of the response.");

    public static LocalizableMessage SoundShort { get; } = new("SoundShort", $"the sound is shorter than it says.");
}
