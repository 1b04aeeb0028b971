using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>Just enough of an HTTP/2 server: it reads frames, does not decode headers, and answers with literals.</summary>
internal sealed class Http2Connection(RawConnection connection)
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte EndStream = 1;
    private const byte Ack = 1;
    private const byte EndHeaders = 4;
    private readonly HashSet<int> _open = [];

    /// <summary>Streams that the client has given up.</summary>
    public List<int> Abandoned { get; } = [];

    public async Task BeginAsync()
    {
        await connection.ReadExactlyAsync(24);
        await WriteAsync(Settings, 0, 0, []);
    }

    /// <summary>The next stream whose request is complete.</summary>
    public async Task<int> NextRequestAsync()
    {
        while (true)
        {
            (byte type, byte flags, int stream, byte[] payload) = await ReadAsync();
            switch (type)
            {
                case Settings when (flags & Ack) == 0:
                    await WriteAsync(Settings, Ack, 0, []);
                    break;
                case Ping when (flags & Ack) == 0:
                    await WriteAsync(Ping, Ack, 0, payload);
                    break;
                case ResetStream:
                    Abandoned.Add(stream);
                    break;
                case Headers or Data when (flags & EndStream) != 0 && _open.Add(stream):
                    return stream;
                default:
                    break;
            }
        }
    }

    public Task HeadAsync(int stream, string contentType)
    {
        // :status 200 is entry 8 of HPACK's static table, content-type is entry 31.
        byte[] block = [0x88, 0x0F, 0x10, (byte)contentType.Length, .. Given.Utf8(contentType)];
        return WriteAsync(Headers, EndHeaders, stream, block);
    }

    public Task DataAsync(int stream, string text, bool last = false) => WriteAsync(Data, last ? EndStream : (byte)0, stream, Given.Utf8(text));

    /// <summary>INTERNAL_ERROR.</summary>
    public Task ResetAsync(int stream) => WriteAsync(ResetStream, 0, stream, [0, 0, 0, 2]);

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync()
    {
        byte[] head = await connection.ReadExactlyAsync(9);
        int length = (head[0] << 16) | (head[1] << 8) | head[2];
        int stream = ((head[5] & 0x7F) << 24) | (head[6] << 16) | (head[7] << 8) | head[8];
        return (head[3], head[4], stream, await connection.ReadExactlyAsync(length));
    }

    private Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] head =
        [
            (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags,
            (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream,
        ];
        return connection.WriteAsync(head.Concat(payload).ToArray());
    }
}
