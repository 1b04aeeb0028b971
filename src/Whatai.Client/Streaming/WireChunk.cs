using System;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Streaming;

/// <summary>One JSON value of a stream or one whole body, as it stands on the wire. One instance is filled again for each.</summary>
internal abstract class WireChunk
{
    private const string ErrorName = "error";

    private JsonSlice _error;

    /// <summary>Reads a JSON object, at whose start the reader is, into a chunk.</summary>
    public delegate void RootReader<in T>(ref Utf8JsonReader reader, T chunk)
        where T : WireChunk;

    /// <summary>The name of the event that the value came with.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>The event was <c>[DONE]</c>.</summary>
    public bool IsDone { get; private set; }

    /// <summary>It said nothing: a sign of life.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>It was not JSON.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>It came without an event around it.</summary>
    public bool IsBare => Name is SseStrayTextStream.BareName or SseStrayTextStream.BodyName;

    /// <summary>It is what the body begins with, without an event around it; with nothing behind it, it is all of the body.</summary>
    public bool IsBody => Name is SseStrayTextStream.BodyName;

    /// <summary>It has an <c>error</c> member that is not null, or says otherwise that the answer failed.</summary>
    public bool HasError { get; set; }

    /// <summary>Why the answer failed, where only another member than <c>error</c> says so.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Whether the gateway reports an error.</summary>
    public virtual bool IsError => HasError;

    /// <summary>Whether nothing follows that is wanted, by its own word.</summary>
    public virtual bool IsLast => IsDone;

    /// <summary>Whether it brings text or the like, not only a word of how the answer goes.</summary>
    public virtual bool HasContent => false;

    /// <summary>Whether it has the members of an answer, or of a piece of one. What has none may be an error of any shape.</summary>
    public abstract bool HasAnswer { get; }

    /// <summary>The JSON as it came.</summary>
    public byte[] Raw { get; private set; } = [];

    /// <summary>What the event has behind this value; where events are not parted by a blank line, it is the next one's.</summary>
    public ReadOnlyMemory<byte> Rest { get; private set; }

    /// <summary>What says why the answer failed.</summary>
    public byte[] Error => !_error.IsEmpty || ErrorMessage is not null
        ? JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("error"u8);
            if (_error.IsEmpty)
            {
                writer.WriteStringValue(ErrorMessage);
            }
            else
            {
                writer.WriteRawValue(_error.Span);
            }

            writer.WriteEndObject();
        })
        : Raw;

    /// <summary>Fills the chunk anew from a body, which is kept and not copied.</summary>
    public static T ReadBody<T>(byte[] body, T chunk, RootReader<T> readRoot)
        where T : WireChunk
    {
        if (body.Length == 0 || body[0] != (byte)'{')
        {
            return Read(SseStrayTextStream.BodyName, body, chunk, readRoot);
        }

        chunk.Clear();
        chunk.Name = SseStrayTextStream.BodyName;
        Fill(body, chunk, readRoot);
        return chunk;
    }

    /// <summary>Fills the chunk anew from the first value of an event. It never throws on bad input, but sets <see cref="IsMalformed"/>.</summary>
    public static T Read<T>(string name, ReadOnlySpan<byte> data, T chunk, RootReader<T> readRoot)
        where T : WireChunk
    {
        chunk.Clear();
        chunk.Name = name;
        if (data.IsEmpty || data[0] != (byte)'{')
        {
            data = EventData.SkipToValue(data);
            chunk.IsDone = EventData.IsDone(data);
            chunk.IsEmpty = data.IsEmpty || (data[0] != (byte)'{' && EventData.IsSign(name));
            if (chunk.IsDone || chunk.IsEmpty)
            {
                chunk.HasError = !chunk.IsDone && name is ErrorName;
                chunk.IsEmpty &= !chunk.HasError;
                return chunk;
            }
        }

        Fill(data.ToArray(), chunk, readRoot);

        // An event may be an error by its name alone, and that in plain words.
        if (name is ErrorName && chunk.Rest.Length == 0)
        {
            chunk.IsMalformed &= data[0] == (byte)'{';
            chunk.HasError = true;
        }

        return chunk;
    }

    /// <summary>Reads over an <c>error</c> that stands deeper than in the root.</summary>
    public void NoteError(ref Utf8JsonReader reader)
    {
        Utf8JsonReader value = reader;
        if (LenientJson.ReadIsError(ref reader))
        {
            HasError = true;
            value.Read();
            _error = JsonSlice.Take(ref value, Raw);
        }
    }

    /// <summary>Makes room for the next value.</summary>
    protected abstract void ClearMembers();

    private static void Fill<T>(byte[] json, T chunk, RootReader<T> readRoot)
        where T : WireChunk
    {
        if (TryFill(json, chunk, readRoot))
        {
            return;
        }

        if (JsonMender.Mend(json) is byte[] mended)
        {
            chunk.ClearMembers();
            chunk.HasError = false;
            chunk.IsMalformed = !TryFill(mended, chunk, readRoot);
        }
        else
        {
            chunk.IsMalformed = true;
        }
    }

    private static bool TryFill<T>(byte[] json, T chunk, RootReader<T> readRoot)
        where T : WireChunk
    {
        chunk.Raw = json;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            readRoot(ref reader, chunk);
            if (reader.BytesConsumed < json.Length)
            {
                chunk.TakeRest((int)reader.BytesConsumed);
            }

            return true;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void TakeRest(int consumed)
    {
        if (EventData.SkipToValue(Raw.AsSpan(consumed)).IsEmpty)
        {
            return;
        }

        var value = new Utf8JsonReader(Raw);
        value.Read();
        value.Skip();
        int rest = EventData.SkipToValue(Raw.AsSpan((int)value.BytesConsumed)).Length;
        if (rest > 0)
        {
            Rest = Raw.AsMemory(Raw.Length - rest);
            Raw = Raw.AsSpan(0, (int)value.BytesConsumed).ToArray();
        }
    }

    private void Clear()
    {
        IsDone = IsEmpty = IsMalformed = HasError = false;
        Raw = [];
        Rest = default;
        ErrorMessage = null;
        _error = default;
        ClearMembers();
    }
}
