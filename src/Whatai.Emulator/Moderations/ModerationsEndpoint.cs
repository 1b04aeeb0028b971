using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Moderations;

/// <summary>POST /v1/moderations.</summary>
internal static class ModerationsEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = ModerationRequest.Parse(exchange.Body, exchange.State);
        if (await exchange.DispatchUpstreamAsync(request.Model, request.Tokens, 0).ConfigureAwait(false))
        {
            return;
        }

        ResponseQuirks quirks = exchange.Response.Quirks;
        await exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteString("id", "modr-" + Hex.Sha256(exchange.Body).Substring(0, 24));
            w.WriteString("model", request.Model);
            w.WriteStartArray("results");
            foreach (ModerationInput input in request.Inputs)
            {
                WriteResult(w, input, request.ReadsImages, quirks);
            }

            w.WriteEndArray();
            UnknownFields.Write(w, quirks);
        })).ConfigureAwait(false);
    }

    private static void WriteResult(Utf8JsonWriter writer, ModerationInput input, bool readsImages, ResponseQuirks quirks)
    {
        HarmCategory[] categories = [.. HarmCategory.All.Where(category => readsImages || !category.IsNew)];
        writer.WriteStartObject();
        writer.WriteBoolean("flagged", categories.Any(category => category.Flags(input.Text)));
        writer.Object("categories", w =>
        {
            foreach (HarmCategory category in categories)
            {
                w.WriteBoolean(category.Name, category.Flags(input.Text));
            }
        });
        writer.Object("category_scores", w =>
        {
            foreach (HarmCategory category in categories)
            {
                w.WriteNumber(category.Name, category.Score(input.Text));
            }
        });
        if (readsImages)
        {
            writer.Object("category_applied_input_types", w =>
            {
                foreach (HarmCategory category in categories)
                {
                    w.WriteStartArray(category.Name);
                    if (input.HasText)
                    {
                        w.WriteStringValue("text");
                    }

                    if (input.HasImage && category.ReadsImages)
                    {
                        w.WriteStringValue("image");
                    }

                    w.WriteEndArray();
                }
            });
        }

        UnknownFields.Write(writer, quirks);
        writer.WriteEndObject();
    }
}
