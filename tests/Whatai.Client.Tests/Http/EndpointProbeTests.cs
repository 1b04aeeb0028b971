using System;
using System.Threading.Tasks;
using Whatai.Client.Endpoints;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A line works where a gateway answers, with or without a list of models, and not where a web server does.</summary>
public class LineProbeTests
{
    private const string NotFound = """{"timestamp":"t","status":404,"error":"Not Found","path":"/v1/x"}""";

    [Theory]
    [InlineData(200, """{"data":[{"id":"m"}]}""", 400, NotFound, true)]
    [InlineData(404, NotFound, 404, NotFound, false)]
    [InlineData(404, NotFound, 404, """{"error":{"message":"Invalid URL","code":"not_found"}}""", false)]
    [InlineData(404, "404 page not found", 405, "no", false)]
    [InlineData(404, "<html><title>404</title>", 404, "<html>", false)]
    [InlineData(404, "<html><title>404</title>", 403, "<html>", false)]
    [InlineData(200, "<html><title>Welcome</title>", 200, "{}", false)]
    [InlineData(404, NotFound, 400, """{"error":{"message":"model is required"}}""", true)]
    [InlineData(404, NotFound, 401, """{"error":{"message":"no key"}}""", true)]
    [InlineData(405, NotFound, 422, """{"detail":[{"loc":["body","model"],"msg":"Field required"}]}""", true)]
    [InlineData(404, NotFound, 404, """{"error":{"message":"No such model","code":"model_not_found"}}""", true)]
    public async Task A_gateway_is_told_from_a_web_server(int models, string modelsBody, int chat, string chatBody, bool works)
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is string request)
            {
                bool isChat = request.StartsWith("POST /v1/chat/completions", StringComparison.Ordinal);
                string body = isChat ? chatBody : modelsBody;
                string type = body.StartsWith('<') ? "text/html" : "application/json";
                await connection.AnswerAsync(isChat ? chat : models, $"Content-Type: {type}\r\n", Given.Utf8(body));
            }
        });

        WhataiEndpoint endpoint = await EndpointTester.TestAsync(server.Url, Given.Options(server.Url), tries: 1);

        Assert.Equal(works, endpoint.Works);
        Assert.Equal(models == 200 && works, endpoint.Problem is null);
        if (models is 404 or 405)
        {
            Assert.Contains($"{server.Url}v1/models", endpoint.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_base_that_is_kept_is_asked_as_it_is()
    {
        string? asked = null;
        await using RawServer server = RawServer.Start(async connection =>
        {
            asked = await connection.ReadRequestAsync();
            await connection.AnswerAsync("""{"data":[{"id":"m"}]}""");
        });
        Uri line = BaseUrl.Normalize($"{server.Url}api/v3?api-version=2024-10-21");

        Assert.True((await EndpointTester.TestAsync(line, Given.Options(line), tries: 1)).Works);

        Assert.StartsWith("GET /api/v3/models?api-version=2024-10-21 HTTP/1.1", asked, StringComparison.Ordinal);
    }
}
