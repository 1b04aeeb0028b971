using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>Writes where a person is, as the servers' own search tools take it.</summary>
internal static class SearchLocationWriter
{
    public static void WriteLocation(this Utf8JsonWriter writer, SearchLocation? location)
    {
        if (location is null)
        {
            return;
        }

        writer.WriteStartObject("user_location"u8);
        writer.WriteString("type"u8, "approximate"u8);
        writer.WritePlace(location);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of the place alone.</summary>
    public static void WritePlace(this Utf8JsonWriter writer, SearchLocation location)
    {
        writer.WriteOptional("country", location.Country);
        writer.WriteOptional("region", location.Region);
        writer.WriteOptional("city", location.City);
        writer.WriteOptional("timezone", location.Timezone);
    }
}
