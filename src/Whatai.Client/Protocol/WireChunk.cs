using System;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Protocol;

/// <summary>One event of a stream or one whole body, as it stands on the wire. One instance is filled again for each event.</summary>
internal abstract class WireChunk
{
    /// <summary>Reads a JSON object into a chunk.</summary>
    public delegate void RootReader<in T>(ReadOnlySpan<byte> json, T chunk)
        where T : WireChunk;

    /// <summary>The event was <c>[DONE]</c>.</summary>
    public bool IsDone { get; set; }

    /// <summary>The event was not JSON.</summary>
    public bool IsMalformed { get; set; }

    /// <summary>The event has an <c>error</c> member that is not null.</summary>
    public bool HasError { get; set; }

    /// <summary>Whether the event has anything of an answer. What has nothing may be an error of any shape.</summary>
    public abstract bool HasAnswer { get; }

    /// <summary>The JSON as it came.</summary>
    public byte[] Raw { get; private set; } = [];

    /// <summary>Fills the chunk anew. It never throws on bad input, but sets <see cref="IsMalformed"/>.</summary>
    public static T Read<T>(ReadOnlySpan<byte> data, T chunk, RootReader<T> readRoot)
        where T : WireChunk
    {
        chunk.Clear();
        if (data.SequenceEqual("[DONE]"u8))
        {
            chunk.IsDone = true;
            return chunk;
        }

        chunk.Raw = data.ToArray();
        try
        {
            readRoot(chunk.Raw, chunk);
        }
        catch (InvalidOperationException)
        {
            // Bytes that are not UTF-8, from a relay that cut a character in two: what is whole is kept.
            byte[] mended = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(chunk.Raw));
            chunk.Clear();
            chunk.Raw = mended;
            try
            {
                readRoot(mended, chunk);
            }
            catch (Exception ex) when (ex is JsonException or InvalidOperationException)
            {
                chunk.IsMalformed = true;
            }
        }
        catch (JsonException)
        {
            chunk.IsMalformed = true;
        }

        return chunk;
    }

    /// <summary>Makes room for the next event.</summary>
    protected abstract void ClearMembers();

    private void Clear()
    {
        IsDone = IsMalformed = HasError = false;
        Raw = [];
        ClearMembers();
    }
}
