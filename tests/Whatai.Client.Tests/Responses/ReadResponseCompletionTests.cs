using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Responses that were kept as JSON are read again, and requests are known again by their body.</summary>
public class ReadResponseCompletionTests
{
    [Theory]
    [InlineData(ResponseExamples.Plain)]
    [InlineData(ResponseExamples.DeepResearch)]
    public async Task A_plain_answer_is_the_same_again(string json)
    {
        AssertSame(await ResponseEvents.CompleteAsync(json));
    }

    [Fact]
    public async Task A_streamed_answer_is_the_same_again()
    {
        AssertSame((await ResponseEvents.StreamAsync(ResponseExamples.Stream)).Completion);
        AssertSame((await ResponseEvents.StreamAsync(ResponseEvents.Of(
            ResponseEvents.Created(), ResponseEvents.TextDelta("你好 🤔"), """{"type":"response.incomplete","response":{"incomplete_details":{"reason":"content_filter"}}}"""))).Completion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"output":[{"content":[{"text":"cu""")]
    [InlineData("""{"object":"response","status":"failed","error":{"code":"server_error","message":"x"},"output":[]}""")]
    public void What_is_no_answer_is_null(string json)
    {
        Assert.Null(ResponseProtocol.Instance.ReadAnswer(json, []));
    }

    [Fact]
    public void A_request_has_one_body()
    {
        Assert.Equal(ResponseProtocol.Instance.WriteRequest(ResponseEvents.Ask()), ResponseProtocol.Instance.WriteRequest(ResponseEvents.Ask() with { Input = new object() }));
        Assert.DoesNotContain("stream", Encoding.UTF8.GetString(ResponseProtocol.Instance.WriteRequest(ResponseEvents.Ask())), System.StringComparison.Ordinal);
    }

    private static void AssertSame(ResponseCompletion answer)
    {
        ResponseCompletion? read = ResponseProtocol.Instance.ReadAnswer(answer.RawJson, ResponseEvents.Ask().Messages);

        Assert.NotNull(read);
        Assert.Equal(answer.RawJson, read.RawJson);
        Assert.Equal(answer.Text, read.Text);
        Assert.Equal((answer.Status, answer.IncompleteReason, answer.FinishReason), (read.Status, read.IncompleteReason, read.FinishReason));
        Assert.Equal((answer.Id, answer.Model, answer.Created, answer.Usage), (read.Id, read.Model, read.Created, read.Usage));
        Assert.Equal(answer.WebSearches.Select(search => search.ToString()), read.WebSearches.Select(search => search.ToString()));
        Assert.Equal(answer.Messages.Select(message => message.Native), read.Messages.Select(message => message.Native));
        Assert.Equal(answer.Messages.Select(message => message.ToString()), read.Messages.Select(message => message.ToString()));
    }
}
