using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Models;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

public class ModelsTests
{
    [Fact]
    public async Task The_new_api_shape()
    {
        const string First = """{"id":"gpt-4o","object":"model","created":1626777600,"owned_by":"openai","supported_endpoint_types":["openai","gemini"],"x":[1]}""";

        IReadOnlyList<WhataiModel> models = await ListAsync($$"""{"success":true,"object":"list","data":[{{First}},{"id":"b"}]}""");

        Assert.Equal(["gpt-4o", "b"], models.Select(model => model.Id));
        Assert.Equal("openai", models[0].OwnedBy);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1626777600), models[0].Created);
        Assert.Equal(["openai", "gemini"], models[0].Endpoints);
        Assert.Equal(First, models[0].RawJson);
        Assert.Equal("gpt-4o", models[0].ToString());
        Assert.Null(models[1].OwnedBy);
        Assert.Null(models[1].Created);
        Assert.Empty(models[1].Endpoints);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"a"}]}""")]
    [InlineData("""{"data":[{"id":"a","owned_by":null,"created":0,"supported_endpoint_types":null}]}""")]
    [InlineData("""{"data":[{"id":"a","owned_by":7,"created":null,"supported_endpoint_types":{}}]}""")]
    [InlineData("""{"data":[{"id":"a","created":"1626777600","supported_endpoint_types":[null,7]}]}""")]
    [InlineData("""{"data":[{"id":"a","created":1626777600123}]}""")]
    [InlineData("""{"data":[{"id":"a","created":1.5}]}""")]
    [InlineData("""{"data":[null,7,"text",{},{"id":null},{"id":7},{"id":"a"}]}""")]
    [InlineData("\uFEFF{\"data\":[{\"id\":\"a\"}]}")]
    public async Task Odd_members_are_no_reason_to_fail(string body)
    {
        IReadOnlyList<WhataiModel> models = await ListAsync(body);

        Assert.Contains(models, model => model.Id == "a");
    }

    [Theory]
    [InlineData("""[{"id":"a","object":"model","created":0,"organization":"X"},{"id":"b"}]""")]
    [InlineData("""{"models":[{"id":"a"},{"id":"b"}]}""")]
    [InlineData("""{"models":[{"name":"models/a","supportedGenerationMethods":[]},{"name":"models/b"}]}""")]
    [InlineData("""{"object":"list","data":null,"models":[{"name":"a","model":"a"},{"name":"b","model":"b"}]}""")]
    [InlineData("""{"data":{"a":{"id":"a"},"b":{"id":"b"}}}""")]
    [InlineData("""{"data":["a","b"]}""")]
    [InlineData("""["a","b"]""")]
    [InlineData("""{"success":true,"message":"","data":{"data":[{"id":"a"},{"id":"b"}],"total":2}}""")]
    [InlineData("""{"success":true,"data":{"items":[{"id":"a"},{"id":"b"}]}}""")]
    [InlineData("""{"data":[],"models":[{"id":"a"},{"id":"b","price":NaN}]}""")]
    public async Task A_list_is_read_in_the_shapes_of_sites(string body)
    {
        Assert.Equal(["a", "b"], (await ListAsync(body)).Select(model => model.Id));
    }

    [Theory]
    [InlineData("1700000000", "2023-11-14T22:13:20Z")]
    [InlineData("1700000000.5", "2023-11-14T22:13:20Z")]
    [InlineData("1700000000000", "2023-11-14T22:13:20Z")]
    [InlineData("\"2024-01-01T00:00:00Z\"", "2024-01-01T00:00:00Z")]
    [InlineData("\"soon\"", null)]
    [InlineData("9e18", null)]
    public async Task A_time_is_read_as_servers_write_it(string created, string? time)
    {
        Assert.Equal(
            time is null ? null : DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
            Assert.Single(await ListAsync($$"""{"data":[{"id":"a","created":{{created}}}]}""")).Created);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[]}""")]
    [InlineData("""{"object":"list","data":null}""")]
    public async Task There_may_be_none(string body)
    {
        Assert.Empty(await ListAsync(body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"data\":nul")]
    [InlineData("{\"data\":{}}")]
    [InlineData("OK")]
    public async Task What_is_no_list_is_an_invalid_response(string body)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => ListAsync(body));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
    }

    [Theory]
    [InlineData("""{"success":false,"message":"It failed"}""")]
    [InlineData("""{"error":{"message":"It failed"}}""")]
    [InlineData("""{"code":"bad","message":"It failed","data":null}""")]
    public async Task An_error_in_a_200_is_told(string body)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => ListAsync(body));

        Assert.Equal("It failed", failure.ServerMessage);
        Assert.Equal(ErrorKind.ServiceUnavailable, failure.Kind);
    }

    [Fact]
    public async Task A_web_site_is_not_a_gateway()
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Page(200, "<html><title>New API</title>")));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("base URL", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_emulators_list()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { Models = ["a", "图像-image", "b"] });
        using WhataiClient client = Given.Client(emulator);

        Assert.Equal(["a", "图像-image", "b"], (await client.Models.ListAsync()).Select(model => model.Id));
        Assert.Equal("/v1/models", emulator.Requests[0].Path);
        Assert.Equal("GET", emulator.Requests[0].Method);
        Assert.Equal(0, emulator.Requests[0].BodyLength);
    }

    private static async Task<IReadOnlyList<WhataiModel>> ListAsync(string body)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(body)));
        return await client.Models.ListAsync();
    }
}
