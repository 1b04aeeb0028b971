using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>
/// Whatever a server sends is an answer or one <see cref="WhataiException"/>. Good answers are damaged at random, the same way for the
/// same seed: WHATAI_FUZZ_SEED chooses it, and WHATAI_FUZZ_RUNS how many there are of each call.
/// </summary>
public class MutatedAnswerTests
{
    private const int Runs = 100;

    private static readonly byte[][] s_tokens =
    [
        .. Array.ConvertAll(
            [
                @"""\ud800""", @"""\udc00x""", @"""a\ud83d""", @"\ud800", @"\uDFFF", "\"\\u0000\"", "null", "true", "{}", "[]", "[[[]]]", "-1", "1e400", "-1e-400", "99999999999999999999999999", "79228162514264337593543950335",
                "1.7976931348623157e308", "NaN", "\"\"", "\"x\"", "\"-79228162514264337593543950335\"", "\"1e30\"", "{\"error\":{\"message\":\"m\"}}", "\"error\":\"x\",", "{\"a\":{\"a\":{\"a\":1}}}", ",", ":", "\"", "\\", "}", "]", "{", "[", "\n\n",
                "\r\n", "data: ", "event: error\n", ": ping\n\n", "data: [DONE]\n\n", "[DONE]", "<html>", "\uFEFF", "http://", "//", "https://[", "data:image/png;base64,", "9999-99-99T99:99:99Z", "2147483648", "-9223372036854775809",
            ],
            Encoding.UTF8.GetBytes),
        [0], [0xFF], [0xC3], [0xE4, 0xBD], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xC0, 0x80],
        Encoding.ASCII.GetBytes(new string('[', 100)),
        Encoding.ASCII.GetBytes(string.Concat(System.Linq.Enumerable.Repeat("{\"a\":", 80))),
    ];

    private static readonly int[] s_statuses = [200, 400, 401, 429, 503];

    private static readonly byte[][] s_errors = Array.ConvertAll(
        [
            """{"error":{"message":"m (request id: 2025)","type":"t","param":"p","code":"c"}}""",
            """{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"R"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"},{"fieldViolations":[{"field":"f","description":"d"}]}]}}""",
            """{"code":"invalid_parameter","message":"m","data":null}""",
            """{"success":false,"message":"m"}""",
            """{"errors":[{"message":"m","extensions":{"code":"c"}}]}""",
            """{"Response":{"Error":{"Code":"c","Message":"m"},"RequestId":"r"}}""",
            """{"base_resp":{"status_code":1004,"status_msg":"m"}}""",
            """{"detail":[{"loc":["body","model"],"msg":"m","type":"t"}]}""",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"t\",\"message\":\"m\"}}\n\n",
            "<html><head><title>502 Bad Gateway</title></head></html>",
        ],
        Encoding.UTF8.GetBytes);

    [Fact]
    public async Task A_damaged_answer_is_an_answer_or_one_failure()
    {
        int seed = Number("WHATAI_FUZZ_SEED") ?? 20_261_127;
        List<string> calls = [.. ReadingCall.All];
        // So also the last wall is not reached.
        bool isStrict = Number("WHATAI_FUZZ_STRICT") is not null;
        int runs = Number("WHATAI_FUZZ_RUNS") ?? Runs;
        foreach (string name in calls)
        {
            var call = ReadingCall.Of(name);
            byte[] good = Encoding.UTF8.GetBytes(call.Body);
            await call.RunAsync(Steps.Answer(200, good, call.IsStream ? "text/event-stream" : "application/json"));
            for (int run = 0; run < runs; run++)
            {
                var random = new Random(HashCode(name, seed, run));
                bool isError = random.Next(8) == 0;
                int status = random.Next(16) == 0 ? 500 : isError ? s_statuses[random.Next(s_statuses.Length)] : 200;
                byte[] body = Mutated(isError ? s_errors[random.Next(s_errors.Length)] : good, random);
                string mediaType = random.Next(8) == 0 ? "text/plain" : call.IsStream ? "text/event-stream" : "application/json";
                try
                {
                    await call.RunAsync(Steps.Answer(status, body, mediaType));
                }
                catch (WhataiException ex) when (ex.InnerException is null || !isStrict)
                {
                    // As it is to be.
                }
                catch (Exception ex)
                {
                    Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {name}, run {run}, {status} {mediaType}: {ex}\n{Convert.ToBase64String(body)}"));
                }
            }
        }
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        var body = new List<byte>(good);
        for (int left = random.Next(1, 5); left > 0; left--)
        {
            int at = random.Next(body.Count + 1);
            int length = Math.Min(body.Count - at, 1 << random.Next(6));
            switch (random.Next(7))
            {
                case 0 when at < body.Count:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    body.InsertRange(at, s_tokens[random.Next(s_tokens.Length)]);
                    break;
                case 2:
                    body.RemoveRange(at, length);
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(at, length));
                    break;
                case 4 when random.Next(4) == 0:
                    body.RemoveRange(at, body.Count - at);
                    break;
                default:
                    ReplaceValue(body, at, s_tokens[random.Next(s_tokens.Length)]);
                    break;
            }
        }

        return [.. body];
    }

    // Behind the next colon: a value that most readers reach.
    private static void ReplaceValue(List<byte> body, int at, byte[] token)
    {
        int start = body.IndexOf((byte)':', at) + 1;
        if (start == 0)
        {
            return;
        }

        int end = start;
        bool inString = false;
        while (end < body.Count && (inString || body[end] is not ((byte)',' or (byte)'}' or (byte)']')))
        {
            inString ^= body[end++] == (byte)'"';
        }

        body.RemoveRange(start, end - start);
        body.InsertRange(start, token);
    }

    private static int HashCode(string name, int seed, int run)
    {
        int hash = (seed * 31) + run;
        foreach (char c in name)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
}
