using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The estimate beside what OpenAI's o200k_base counts, which was asked once.</summary>
public class TokenEstimateTests
{
    private const string English = "The gateway answers each request with a stream of events, and the client joins them into one message. Where the connection breaks in the middle, what came before is kept, and the caller learns how far the answer went. A run of ten thousand prompts may take an hour; its journal remembers every answer that was paid for, so that a second run asks only for what is missing. On Tuesday, 14 October 2025, the average price of a call was $0.0132, about 17% less than in the spring.";

    private const string Chinese = "网关以事件流的形式应答每个请求，客户端再把它们合并成一条消息。如果连接在中途断开，已经收到的内容会被保留，调用方也会知道应答进行到了哪里。一次有上万个提示的批量任务可能要运行一个小时；日志记录了每个已经付费的应答，因此再次运行时只会请求缺少的部分。2025年10月14日星期二，平均每次调用的价格是0.0132美元，比春季便宜了大约17%。";

    private const string Code = """
        public static IReadOnlyList<int> FindPrimes(int limit)
        {
            var primes = new List<int>();
            bool[] isComposite = new bool[limit + 1];
            for (int candidate = 2; candidate <= limit; candidate++)
            {
                if (isComposite[candidate])
                {
                    continue;
                }

                primes.Add(candidate);
                for (long multiple = (long)candidate * candidate; multiple <= limit; multiple += candidate)
                {
                    isComposite[multiple] = true;
                }
            }

            return primes; // In ascending order.
        }
        """;

    private const string Json = """
        {
          "id": "chatcmpl-8f3a2c91",
          "object": "chat.completion",
          "created": 1760400000,
          "model": "gpt-4o-mini",
          "choices": [
            { "index": 0, "message": { "role": "assistant", "content": "Rayleigh scattering." }, "finish_reason": "stop" }
          ],
          "usage": { "prompt_tokens": 19, "completion_tokens": 5, "total_tokens": 24, "prompt_tokens_details": { "cached_tokens": 0 } }
        }
        """;

    [Theory]
    [InlineData(English, 110)]
    [InlineData(Chinese, 122)]
    [InlineData(Code, 119)]
    [InlineData(Json, 132)]
    [InlineData("Why is the sky blue?", 6)]
    [InlineData("谁写了吗", 3)]
    [InlineData("a", 1)]
    public void It_is_a_tenth_off_at_most(string text, int tokens) => Assert.InRange(TokenEstimate.Of(text.ReplaceLineEndings("\n")), tokens * 0.9, tokens * 1.1);

    [Theory]
    [InlineData("Привет, как дела? Сегодня хорошая погода, и мы идём гулять в парк.", 21)]
    [InlineData("こんにちは、今日はいい天気ですね。公園に散歩に行きましょう。", 19)]
    [InlineData("안녕하세요, 오늘 날씨가 좋네요. 공원에 산책하러 갑시다.", 21)]
    [InlineData("مرحبا، كيف حالك؟ الطقس جميل اليوم.", 12)]
    [InlineData("😀😂🎉🚀", 6)]
    public void Of_other_scripts_it_is_rather_too_many(string text, int tokens) => Assert.InRange(TokenEstimate.Of(text), tokens, tokens * 1.4);

    [Fact]
    public void Nothing_is_one() => Assert.Equal(1, TokenEstimate.Of(string.Empty));
}
