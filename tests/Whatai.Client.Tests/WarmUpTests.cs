using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

public class WarmUpTests
{
    // Nobody waits for it and sees its failure, so that it is seen here.
    [Fact]
    public Task The_call_in_memory_is_answered() => WarmUp.RunAsync().WaitAsync(Eventually.Limit);
}
