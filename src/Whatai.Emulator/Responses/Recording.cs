using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Responses;

/// <summary>
/// Recorded answers of real gateways for /replay: <c>unicorn</c>, whole and as a stream (two different stories), and <c>research</c>, a
/// deep research with one search, whole; its stream is derived from it.
/// </summary>
internal sealed class Recording
{
    private static readonly string[] s_names = ["unicorn", "research"];

    private readonly byte[] _json;
    private readonly byte[]? _stream;

    private Recording(string name)
    {
        _json = Read(name + ".json")!;
        _stream = Read(name + ".sse");
    }

    /// <exception cref="ApiErrorException">There is no recording of that name.</exception>
    internal static Recording Find(string name)
        => s_names.Contains(name, StringComparer.Ordinal)
            ? new Recording(name)
            : throw ApiErrorException.BadParameter(
                ResponseInput.Param, $"The emulator's directive is /replay NAME, with one of {string.Join(", ", s_names)}.");

    /// <summary>Sends the recording, and bills the usage that it states.</summary>
    internal async Task AnswerAsync(Exchange exchange, string model, bool streamed)
    {
        JsonElement whole = JsonDocument.Parse(_json).RootElement;
        (byte[] Name, byte[] Json)[] events = streamed && _stream is not null ? Events(_stream).ToArray() : [];
        JsonElement usage = (events.Length > 0 ? JsonDocument.Parse(events[events.Length - 1].Json).RootElement.GetProperty("response") : whole).GetProperty("usage");
        if (await exchange.DispatchUpstreamAsync(
            model, usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64()).ConfigureAwait(false))
        {
            return;
        }

        if (!streamed)
        {
            await exchange.SendJsonAsync(200, _json).ConfigureAwait(false);
        }
        else if (events.Length > 0)
        {
            await ReplayAsync(exchange, events).ConfigureAwait(false);
        }
        else
        {
            await new ResponseStream(exchange, new RecordedResponse(whole)).WriteAsync().ConfigureAwait(false);
        }
    }

    private static async Task ReplayAsync(Exchange exchange, (byte[] Name, byte[] Json)[] events)
    {
        var stream = new EventStream(exchange, ResponseStream.Format(exchange.Response.Interruption, null));
        await stream.BeginAsync().ConfigureAwait(false);
        foreach ((byte[] name, byte[] json) in events)
        {
            await stream.WriteAsync(json, name).ConfigureAwait(false);
        }

        await stream.DoneAsync().ConfigureAwait(false);
    }

    private static IEnumerable<(byte[] Name, byte[] Json)> Events(byte[] stream)
    {
        const string Name = "event: ";
        const string Data = "data: ";
        foreach (string entry in Encoding.UTF8.GetString(stream).Split(["\n\n"], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = entry.Split('\n');
            yield return (Encoding.UTF8.GetBytes(lines[0].Substring(Name.Length)), Encoding.UTF8.GetBytes(lines[1].Substring(Data.Length)));
        }
    }

    private static byte[]? Read(string file)
    {
        using Stream? resource = typeof(Recording).GetTypeInfo().Assembly.GetManifestResourceStream("Recordings." + file);
        if (resource is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
