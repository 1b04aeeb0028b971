#if NET
using System;
#endif
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Emulator.Http;

/// <summary>Byte-array reads and writes by the better overload where the framework has it.</summary>
internal static class StreamBytes
{
    internal static Task<int> ReadBytesAsync(this Stream stream, byte[] buffer, int offset, int count, CancellationToken token = default)
#if NET
        => stream.ReadAsync(buffer.AsMemory(offset, count), token).AsTask();
#else
        => stream.ReadAsync(buffer, offset, count, token);
#endif

    internal static Task WriteBytesAsync(this Stream stream, byte[] buffer, int offset, int count, CancellationToken token = default)
#if NET
        => stream.WriteAsync(buffer.AsMemory(offset, count), token).AsTask();
#else
        => stream.WriteAsync(buffer, offset, count, token);
#endif
}
