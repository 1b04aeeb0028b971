using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>A body whose every read must bring something within the idle time.</summary>
internal sealed class DeadlineStream(Stream inner, CallDeadline deadline) : ReadOnlyStream(inner)
{
#if !NETFRAMEWORK
    public override ValueTask<int> ReadAsync(System.Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = Inner.ReadAsync(buffer, deadline.Token);
        return read.IsCompleted ? read : Awaited(read);
    }

    private async ValueTask<int> Awaited(ValueTask<int> read)
    {
        deadline.ExpectData();
        int count = await read.ConfigureAwait(false);
        deadline.DataCame();
        return count;
    }
#endif

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        deadline.ExpectData();
        int read = await Inner.ReadAsync(buffer, offset, count, deadline.Token).ConfigureAwait(false);
        deadline.DataCame();
        return read;
    }
}
