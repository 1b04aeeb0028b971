using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Errors;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every shape that an error has in the gateway's family.</summary>
public class ErrorBodyTests
{
    [Fact]
    public void The_reason_in_the_details_of_a_Gemini_error_is_its_code()
    {
        ErrorBody error = Parse(
            """{"error":{"code":503,"message":"No channel.","status":"UNAVAILABLE","details":[{"@type":"x"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"model_not_found"}]}}""");

        Assert.Equal("model_not_found", error.Code);
        Assert.Equal(503, error.Status);
    }

    [Fact]
    public void The_OpenAI_shape()
    {
        ErrorBody error = Parse("""{"error":{"message":"No","type":"invalid_request_error","param":"model","code":"bad"}}""");

        Assert.Equal(("No", "bad", "invalid_request_error", "model", true), (error.Message, error.Code, error.Type, error.Param, error.IsError));
        Assert.Null(error.RequestId);
        Assert.False(error.IsHtml);
    }

    [Theory]
    [InlineData("""{"error":{"message":"No","code":400}}""", "400")]
    [InlineData("""{"error":{"message":"No","code":"400"}}""", "400")]
    [InlineData("""{"error":{"message":"No","code":null}}""", null)]
    [InlineData("""{"error":{"message":"No","code":""}}""", null)]
    [InlineData("""{"error":{"message":"No"}}""", null)]
    public void A_code_may_be_text_a_number_null_or_absent(string body, string? code)
    {
        ErrorBody error = Parse(body);

        Assert.Equal(code, error.Code);
        Assert.Equal("No", error.Message);
        Assert.Null(error.Param);
        Assert.True(error.IsError);
    }

    [Fact]
    public void The_Gemini_shape()
    {
        ErrorBody error = Parse("""{"error":{"code":400,"message":"Invalid argument.","status":"INVALID_ARGUMENT","details":[{"@type":"x"}]}}""");

        Assert.Equal(("Invalid argument.", "400", "INVALID_ARGUMENT", true), (error.Message, error.Code, error.Type, error.IsError));
    }

    [Fact]
    public void Googles_details()
    {
        ErrorBody error = Parse(
            """
            {"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[
              {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"generation_config.top_p","description":"too large"},{"field":"b"}]},
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"googleapis.com"},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"39.5s"}]}}
            """);

        Assert.Equal(("RATE_LIMIT_EXCEEDED", 429, "RESOURCE_EXHAUSTED", "generation_config.top_p"), (error.Code, error.Status, error.Type, error.Param));
        Assert.Equal(TimeSpan.FromSeconds(39.5), error.RetryDelay);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("[7,{},null]")]
    [InlineData("""[{"reason":7,"fieldViolations":[],"retryDelay":"soon"}]""")]
    [InlineData("""[{"reason":"","fieldViolations":[7],"retryDelay":"-1s"}]""")]
    [InlineData("""[{"fieldViolations":{"field":"a"},"retryDelay":"1e300s"}]""")]
    public void Details_that_say_nothing(string details)
    {
        ErrorBody error = Parse($$$"""{"error":{"code":400,"message":"No","details":{{{details}}}}}""");

        Assert.Equal(("No", "400", 400, (string?)null, (TimeSpan?)null), (error.Message, error.Code, error.Status, error.Param, error.RetryDelay));
    }

    [Fact]
    public void The_Gemini_shape_in_an_array()
    {
        ErrorBody error = Parse("""[{"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}]""");

        Assert.Equal(("Overloaded", "503", true), (error.Message, error.Code, error.IsError));
    }

    [Fact]
    public void The_Ark_shape()
    {
        ErrorBody error = Parse("""{"error":{"code":"InvalidParameter","message":"The parameter is not valid","param":"content","type":"BadRequest"}}""");

        Assert.Equal(("The parameter is not valid", "InvalidParameter", "BadRequest", "content"), (error.Message, error.Code, error.Type, error.Param));
    }

    [Fact]
    public void The_task_shape()
    {
        ErrorBody error = Parse("""{"code":"invalid_parameter","message":"prompt is required","data":null}""");

        Assert.Equal(("prompt is required", "invalid_parameter", true), (error.Message, error.Code, error.IsError));
    }

    [Theory]
    [InlineData("""{"code":"success","message":"","data":null}""")]
    [InlineData("""{"code":0,"message":"ok","data":null}""")]
    [InlineData("""{"code":200,"message":"ok","data":null}""")]
    [InlineData("""{"code":true,"message":"ok","data":null}""")]
    [InlineData("""{"code":"x","message":"ok","data":{}}""")]
    [InlineData("""{"success":true,"message":"","data":[]}""")]
    [InlineData("""{"error":null,"id":"x"}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""[1]""")]
    public void What_went_well_is_no_error(string body)
    {
        Assert.False(Parse(body).IsError);
    }

    [Fact]
    public void The_dashboard_shape()
    {
        ErrorBody error = Parse("""{"success":false,"message":"无权进行此操作"}""");

        Assert.Equal(("无权进行此操作", true), (error.Message, error.IsError));
    }

    [Fact]
    public void The_Claude_shape()
    {
        ErrorBody error = Parse("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");

        Assert.Equal(("Overloaded", "overloaded_error", true), (error.Message, error.Type, error.IsError));
    }

    [Fact]
    public void An_error_that_is_text()
    {
        ErrorBody error = Parse("""{"error":"refused","code":7}""");

        Assert.Equal(("refused", "7", true), (error.Message, error.Code, error.IsError));
    }

    [Theory]
    [InlineData("""{"detail":"Not Found"}""")]
    [InlineData("""{"msg":"Not Found"}""")]
    [InlineData("""{"message":"Not Found"}""")]
    public void A_message_of_other_names(string body)
    {
        Assert.Equal("Not Found", Parse(body).Message);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"At most 1 image.\"}}","provider_name":"Crucible"}}}""", "Provider returned error (Crucible): At most 1 image.")]
    [InlineData("""{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"glm-flash is rate-limited upstream.","provider_name":"BaseTen"}}}""", "Provider returned error (BaseTen): glm-flash is rate-limited upstream.")]
    [InlineData("""{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":{"error":{"message":"inner"}}}}}""", "Provider returned error: inner")]
    [InlineData("""{"error":{"message":"Provider returned error","code":502,"metadata":{"raw":"<html><title>502 Bad Gateway</title></html>"}}}""", "Provider returned error: 502 Bad Gateway")]
    [InlineData("""{"error":{"message":"Your input was flagged","code":403,"metadata":{"reasons":["violence","hate"],"flagged_input":"x"}}}""", "Your input was flagged: violence; hate")]
    [InlineData("""{"error":{"message":"{\"error\":{\"message\":\"inner\"}}","code":500}}""", "inner")]
    [InlineData("""{"errors":[{"code":7003,"message":"Could not route to /chat"},{"message":"two"}],"success":false}""", "Could not route to /chat; two")]
    [InlineData("""{"errors":["one","two"]}""", "one; two")]
    [InlineData("""{"error":["one","two"]}""", "one; two")]
    [InlineData("""{"error":[{"message":"one"}]}""", "one")]
    [InlineData("""{"error":{"error":{"message":"inner","code":"bad"}}}""", "inner")]
    [InlineData("""{"error":{"message":{"text":"inner"},"type":"x"}}""", "inner")]
    [InlineData("""{"timestamp":"t","status":404,"error":"Not Found","path":"/v4/v1/chat"}""", "Not Found")]
    [InlineData("""{"error":"invalid_request","error_description":"No model."}""", "No model.")]
    [InlineData("""{"error_code":17,"error_msg":"Open api daily request limit reached"}""", "Open api daily request limit reached")]
    [InlineData("""{"errcode":1,"errmsg":"bad"}""", "bad")]
    [InlineData("""{"errorCode":"X","errorMessage":"bad model"}""", "bad model")]
    [InlineData("""{"ErrorCode":"X","ErrorMessage":"bad model"}""", "bad model")]
    [InlineData("""{"__type":"ValidationException","Message":"The provided model identifier is invalid."}""", "The provided model identifier is invalid.")]
    [InlineData("""{"type":"about:blank","title":"Unsupported model","status":400,"detail":"The model x is not available"}""", "The model x is not available")]
    [InlineData("""{"title":"Unsupported model","status":400}""", "Unsupported model")]
    [InlineData("""{"reason":"region not supported"}""", "region not supported")]
    [InlineData("""{"detail":[{"type":"missing","loc":["body","messages",0],"msg":"Field required","input":{}},{"loc":["query","x"],"msg":"Too long"}]}""", "Field required (body.messages.0); Too long (query.x)")]
    [InlineData("""{"detail":{"error":{"message":"model not loaded","code":"x"}}}""", "model not loaded")]
    [InlineData("""{"detail":{"message":"model not loaded"}}""", "model not loaded")]
    [InlineData("""{"code":0,"message":"param error","data":null}""", "param error")]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"error","error":{"code":502,"message":"Upstream error"}}]}""", "Upstream error")]
    public void The_cause_wherever_it_stands(string body, string message)
    {
        Assert.Equal(message, Parse(body).Message);
    }

    [Theory]
    [InlineData("""{"__type":"com.amazon.coral#ValidationException","Message":"m"}""", "ValidationException")]
    [InlineData("""{"errors":[{"code":7003,"message":"m"}]}""", "7003")]
    [InlineData("""{"error":{"error":{"message":"m","code":"bad"}}}""", "bad")]
    [InlineData("""{"errorCode":"X","errorMessage":"m"}""", "X")]
    [InlineData("""{"error":"invalid_request","message":"m"}""", "invalid_request")]
    [InlineData("""{"base_resp":{"status_code":1004,"status_msg":"m"}}""", "1004")]
    [InlineData("""{"Response":{"Error":{"Code":"AuthFailure","Message":"m"}}}""", "AuthFailure")]
    public void The_code_wherever_it_stands(string body, string code)
    {
        Assert.Equal(("m", code), (Parse(body).Message, Parse(body).Code));
    }

    [Fact]
    public void Text_in_text_ends()
    {
        string body = "\"end\"";
        for (int i = 0; i < 12; i++)
        {
            body = $$$"""{"error":{"message":{{{JsonSerializer.Serialize(body)}}}}}""";
        }

        Assert.NotNull(Parse(body).Message);
    }

    [Theory]
    [InlineData("No such model (request id: 20260101aaa)", "No such model", "20260101aaa")]
    [InlineData("No such model(request id: a)", "No such model", "a")]
    [InlineData("No such model (Request ID: a)  ", "No such model", "a")]
    [InlineData("(request id: a)", "", "a")]
    [InlineData("Quote (request id: a) in full", "Quote (request id: a) in full", null)]
    [InlineData("Request id: a", "Request id: a", null)]
    [InlineData("分组 default 下模型无可用渠道 (request id: a)", "分组 default 下模型无可用渠道", "a")]
    public void A_request_id_behind_the_message(string message, string text, string? id)
    {
        ErrorBody error = Parse($$$"""{"error":{"message":"{{{message}}}"}}""");

        Assert.Equal((text, id), (error.Message, error.RequestId));
    }

    // Each relay on the way appends its own; the last one is that of the gateway that was asked, whose support can use it.
    [Theory]
    [InlineData("No (request id: far) (request id: near)")]
    [InlineData("No (request id: farther) (request id: far)(request id: near)")]
    public void Of_several_request_ids_the_gateways_own_is_taken_and_all_are_cut_off(string message)
    {
        ErrorBody error = Parse($$$"""{"error":{"message":"{{{message}}}"}}""");

        Assert.Equal("No", error.Message);
        Assert.Equal("near", error.RequestId);
    }

    [Theory]
    [InlineData("<html><head><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway")]
    [InlineData("\r\n <!DOCTYPE html><TITLE lang=\"en\">x</TITLE>", null)]
    [InlineData("<html><TITLE>\n  a\n  b </TITLE>", "a b")]
    [InlineData("<html><body>no title</body>", null)]
    [InlineData("<html><title>cut", null)]
    [InlineData("\uFEFF<html><title>t</title>", "t")]
    public void A_web_page_by_its_title(string html, string? title)
    {
        ErrorBody error = Parse(html);

        Assert.True(error.IsHtml);
        Assert.False(error.IsError);
        if (title is not null)
        {
            Assert.Equal(title, error.Message);
        }
    }

    [Theory]
    [InlineData("upstream connect error", "upstream connect error")]
    [InlineData("  many \r\n\t lines\n", "many lines")]
    [InlineData("404 page not found\n", "404 page not found")]
    public void Plain_text_is_the_message(string body, string message)
    {
        ErrorBody error = Parse(body);

        Assert.Equal(message, error.Message);
        Assert.False(error.IsError);
    }

    [Fact]
    public void Long_plain_text_is_cut()
    {
        Assert.InRange(Parse(new string('x', 10_000)).Message!.Length, 300, 301);
    }

    [Fact]
    public void JSON_that_is_cut_is_plain_text()
    {
        Assert.Equal("{\"error\":{\"mess", Parse("{\"error\":{\"mess").Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("\uFEFF")]
    [InlineData("data:")]
    public void Nothing_is_nothing(string body)
    {
        Assert.Equal(ErrorBody.Empty, Parse(body));
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"No\"}}\n\ndata: [DONE]\n\n")]
    [InlineData("data:{\"error\":{\"message\":\"No\"}}")]
    [InlineData("\uFEFFdata: {\"error\":{\"message\":\"No\"}}\r\n\r\n")]
    [InlineData("\uFEFF{\"error\":{\"message\":\"No\"}}")]
    [InlineData("\n\n {\"error\":{\"message\":\"No\"}}\n")]
    public void A_prefix_of_the_wire_is_taken_off(string body)
    {
        ErrorBody error = Parse(body);

        Assert.Equal(("No", true), (error.Message, error.IsError));
    }

    [Theory]
    [InlineData("insufficient_quota", true)]
    [InlineData("insufficient_user_quota", true)]
    [InlineData("INSUFFICIENT_BALANCE", true)]
    [InlineData("pre_consume_token_quota_failed", true)]
    [InlineData("AccountOverdueError", true)]
    [InlineData("rate_limit_exceeded", false)]
    [InlineData("model_not_found", false)]
    public void Some_codes_say_that_the_quota_is_used_up(string code, bool usedUp)
    {
        Assert.Equal(usedUp, Parse($$$"""{"error":{"message":"m","code":"{{{code}}}"}}""").SaysQuotaUsedUp);
    }

    // A Chinese web server in front of the gateway may well write GBK.
    [Fact]
    public void Text_that_is_not_UTF8_is_no_accident()
    {
        byte[] body = [.. Given.Utf8("{\"error\":{\"message\":\""), 0xC4, 0xE3, 0xBA, 0xC3, .. Given.Utf8(" denied\",\"code\":\"c\"}}")];

        ErrorBody error = ErrorBody.Parse(body);

        Assert.Contains("denied", error.Message, StringComparison.Ordinal);
        Assert.Contains("denied", ErrorBody.Parse([0xC4, 0xE3, .. Given.Utf8(" denied")]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_may_be_an_object()
    {
        Assert.Equal("""{"a":1}""", Parse("""{"error":{"message":{"a":1}}}""").Message);
    }

    // The sizes are small enough to fail in seconds where the time grows by the square or the cube.
    [Theory]
    [InlineData(" ")]
    [InlineData("(")]
    [InlineData("\\n")]
    [InlineData("(request id: x)")]
    public void No_message_takes_long(string filler)
    {
        string fill = string.Concat(Enumerable.Repeat(filler, 65_000 / filler.Length));
        var watch = Stopwatch.StartNew();

        Parse($$$"""{"error":{"message":"{{{fill}}}(request id: x) y"}}""");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(" ", 2_000)]
    [InlineData("\n", 2_000)]
    [InlineData("<title>", 5_000)]
    [InlineData("x ", 5_000)]
    public void No_web_page_takes_long(string filler, int count)
    {
        string fill = string.Concat(Enumerable.Repeat(filler, count));
        var watch = Stopwatch.StartNew();

        Parse("<html><title>" + fill);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static ErrorBody Parse(string body) => ErrorBody.Parse(Given.Utf8(body));
}
