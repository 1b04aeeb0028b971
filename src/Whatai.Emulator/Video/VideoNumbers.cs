using System;
using System.Globalization;
using System.Text.Json;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Video;

/// <summary>Numbers in a task's JSON, which a fault turns into strings.</summary>
internal static class VideoNumbers
{
    internal static void Write(Utf8JsonWriter writer, string name, long value, ResponseQuirks quirks)
    {
        if ((quirks & ResponseQuirks.StringNumbers) != 0)
        {
            writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumber(name, value);
        }
    }

    internal static long Seconds(DateTime time) => new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds();
}
