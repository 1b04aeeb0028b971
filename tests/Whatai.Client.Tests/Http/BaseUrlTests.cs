using System;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

public class BaseUrlTests
{
    [Theory]
    [InlineData("https://api.example.com")]
    [InlineData("https://api.example.com/")]
    [InlineData("https://api.example.com///")]
    [InlineData("  https://api.example.com/\r\n")]
    [InlineData("https://api.example.com/v1")]
    [InlineData("https://api.example.com/v1/")]
    [InlineData("https://api.example.com//v1//")]
    [InlineData("https://api.example.com/v1/chat/completions")]
    [InlineData("https://api.example.com/v1/chat/completions/")]
    [InlineData("https://api.example.com/v1/models")]
    [InlineData("https://api.example.com/v1/images/edits")]
    [InlineData("https://api.example.com/v1beta/models/gemini-2.5-pro:generateContent")]
    [InlineData("https://api.example.com/v2/videos/generations")]
    [InlineData("https://api.example.com/seedance/v3/contents/generations/tasks/cgt-1")]
    [InlineData("https://api.example.com/dashboard/billing/usage")]
    [InlineData("https://api.example.com/console/token")]
    [InlineData("https://api.example.com/#/home")]
    [InlineData("https://api.example.com:443/v1")]
    [InlineData("HTTPS://API.Example.COM/V1/Chat/Completions")]
    [InlineData("api.example.com")]
    [InlineData("api.example.com/v1")]
    [InlineData("api.example.com/v1/chat/completions")]
    public void Every_way_to_write_it_gives_the_root(string text)
    {
        Assert.Equal("https://api.example.com/", BaseUrl.Normalize(text).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://openrouter.example/api", "https://openrouter.example/api/")]
    [InlineData("https://openrouter.example/api/v1", "https://openrouter.example/api/")]
    [InlineData("https://openrouter.example/api/v1/chat/completions", "https://openrouter.example/api/")]
    [InlineData("https://host.example/relay/one/v1/", "https://host.example/relay/one/")]
    [InlineData("https://host.example/a%20b/v1", "https://host.example/a%20b/")]
    public void A_root_may_have_a_path(string text, string root)
    {
        Assert.Equal(root, BaseUrl.Normalize(text).AbsoluteUri);
    }

    // As the sites' own pages give them: the base as it is kept, and where chat is asked.
    [Theory]
    [InlineData("/v1", "/", "/v1/chat/completions")]
    [InlineData("/api/v1", "/api/", "/api/v1/chat/completions")]
    [InlineData("/api/v3", "/api/v3", "/api/v3/chat/completions")]
    [InlineData("/api/v3/", "/api/v3", "/api/v3/chat/completions")]
    [InlineData("/api/v3/chat/completions", "/api/v3", "/api/v3/chat/completions")]
    [InlineData("/api/v3/contents/generations/tasks", "/api/v3", "/api/v3/chat/completions")]
    [InlineData("/api/paas/v4", "/api/paas/v4", "/api/paas/v4/chat/completions")]
    [InlineData("/api/paas/v4/images/generations", "/api/paas/v4", "/api/paas/v4/chat/completions")]
    [InlineData("/api/coding/paas/v4", "/api/coding/paas/v4", "/api/coding/paas/v4/chat/completions")]
    [InlineData("/compatible-mode/v1", "/compatible-mode/", "/compatible-mode/v1/chat/completions")]
    [InlineData("/v1beta/openai", "/v1beta/openai", "/v1beta/openai/chat/completions")]
    [InlineData("/v1beta/openai/", "/v1beta/openai", "/v1beta/openai/chat/completions")]
    [InlineData("/v1beta/openai/chat/completions", "/v1beta/openai", "/v1beta/openai/chat/completions")]
    [InlineData("/v1/openai", "/v1/openai", "/v1/openai/chat/completions")]
    [InlineData("/v1/openai/models", "/v1/openai", "/v1/openai/chat/completions")]
    [InlineData("/openai/v1", "/openai/", "/openai/v1/chat/completions")]
    [InlineData("/v1/ACC/GW/openai", "/v1/ACC/GW/openai", "/v1/ACC/GW/openai/chat/completions")]
    [InlineData("/v1/ACC/GW/compat/chat/completions", "/v1/ACC/GW/compat", "/v1/ACC/GW/compat/chat/completions")]
    [InlineData("/v1/ACC/GW/workers-ai/v1", "/v1/ACC/GW/workers-ai/v1", "/v1/ACC/GW/workers-ai/v1/chat/completions")]
    [InlineData("/client/v4/accounts/ACC/ai/v1", "/client/v4/accounts/ACC/ai/v1", "/client/v4/accounts/ACC/ai/v1/chat/completions")]
    [InlineData("/client/v4/accounts/ACC/ai/v1/chat/completions", "/client/v4/accounts/ACC/ai/v1", "/client/v4/accounts/ACC/ai/v1/chat/completions")]
    [InlineData("/v1/projects/P/locations/L/endpoints/openapi", "/v1/projects/P/locations/L/endpoints/openapi", "/v1/projects/P/locations/L/endpoints/openapi/chat/completions")]
    [InlineData("/v2", "/v2", "/v2/chat/completions")]
    [InlineData("/v2/chat/completions", "/v2", "/v2/chat/completions")]
    [InlineData("/inference", "/inference", "/inference/chat/completions")]
    [InlineData("/inference/v1", "/inference/v1", "/inference/v1/chat/completions")]
    [InlineData("/coding/v1", "/coding/", "/coding/v1/chat/completions")]
    [InlineData("/api/openai/v1", "/api/openai/", "/api/openai/v1/chat/completions")]
    [InlineData("/engines/v1", "/engines/", "/engines/v1/chat/completions")]
    [InlineData("/serving-endpoints", "/serving-endpoints", "/serving-endpoints/chat/completions")]
    [InlineData("/serving-endpoints/chat/completions", "/serving-endpoints", "/serving-endpoints/chat/completions")]
    [InlineData("/openai/deployments/gpt-4o", "/openai/deployments/gpt-4o", "/openai/deployments/gpt-4o/chat/completions")]
    [InlineData("/openai/deployments/gpt-4o/chat/completions", "/openai/deployments/gpt-4o", "/openai/deployments/gpt-4o/chat/completions")]
    [InlineData("/chat/completions", "/chat/completions", "/chat/completions")]
    [InlineData("/api/chat/completions", "/api/chat/completions", "/api/chat/completions")]
    [InlineData("/relay/one", "/relay/one/", "/relay/one/v1/chat/completions")]
    [InlineData("/v2ray", "/v2ray/", "/v2ray/v1/chat/completions")]
    public void What_is_given_is_kept(string path, string kept, string asked)
    {
        foreach (string query in new[] { string.Empty, "?api-version=2024-10-21" })
        {
            Uri line = BaseUrl.Normalize("https://h.example" + path + query);

            Assert.Equal("https://h.example" + kept + query, line.AbsoluteUri);
            Assert.Equal(line, BaseUrl.Normalize(line.AbsoluteUri));
            Assert.Equal("https://h.example" + asked + query, BaseUrl.Resolve(line, "v1/chat/completions").AbsoluteUri);
        }
    }

    [Theory]
    [InlineData("https://h.example/api/v3", "https://h.example/v1beta/models/m:generateContent")]
    [InlineData("https://h.example/v1/openai", "https://h.example/v1beta/models/m:generateContent")]
    [InlineData("https://h.example/relay/v1", "https://h.example/relay/v1beta/models/m:generateContent")]
    [InlineData("https://h.example/v1beta", "https://h.example/v1beta/models/m:generateContent")]
    public void Other_routes_hang_off_the_site(string text, string asked)
    {
        Assert.Equal(asked, BaseUrl.Resolve(BaseUrl.Normalize(text), "v1beta/models/m:generateContent").AbsoluteUri);
    }

    [Fact]
    public void The_query_stands_behind_that_of_the_route()
    {
        Uri line = BaseUrl.Normalize("https://h.example/api/v3?api-version=1");

        Assert.Equal("https://h.example/v1beta/models/m:g?alt=sse&api-version=1", BaseUrl.Resolve(line, "v1beta/models/m:g?alt=sse").AbsoluteUri);
    }

    [Theory]
    [InlineData("https://host.example:8443/v1", "https://host.example:8443/")]
    [InlineData("http://host.example:8080", "http://host.example:8080/")]
    [InlineData("http://host.example:80/v1", "http://host.example/")]
    [InlineData("http://host.example/v1", "http://host.example/")]
    [InlineData("host.example:8443", "https://host.example:8443/")]
    [InlineData("host.example:8443/v1/chat/completions", "https://host.example:8443/")]
    public void Ports_and_a_scheme_that_was_given_are_kept(string text, string root)
    {
        Assert.Equal(root, BaseUrl.Normalize(text).AbsoluteUri);
    }

    [Theory]
    [InlineData("localhost", "http://localhost/")]
    [InlineData("localhost:3000", "http://localhost:3000/")]
    [InlineData("LOCALHOST:3000/v1", "http://localhost:3000/")]
    [InlineData("127.0.0.1:8080/v1", "http://127.0.0.1:8080/")]
    [InlineData("127.1.2.3", "http://127.1.2.3/")]
    [InlineData("[::1]:8080/v1", "http://[::1]:8080/")]
    [InlineData("https://localhost:3000", "https://localhost:3000/")]
    public void A_bare_loopback_host_gets_http(string text, string root)
    {
        Assert.Equal(root, BaseUrl.Normalize(text).AbsoluteUri);
    }

    // The key would travel in the clear.
    [Theory]
    [InlineData("localhost.example.com")]
    [InlineData("localhosting.example:8080/v1")]
    [InlineData("127.0.0.1.example.com")]
    public void A_bare_host_that_only_begins_like_a_loopback_one_gets_https(string text)
    {
        Assert.Equal("https", BaseUrl.Normalize(text).Scheme);
    }

    [Theory]
    [InlineData("https://例子.测试/v1")]
    [InlineData("例子.测试")]
    public void A_host_may_be_in_any_script(string text)
    {
        Uri root = BaseUrl.Normalize(text);

        Assert.Equal("https", root.Scheme);
        Assert.Equal("xn--fsqu00a.xn--0zwm56d", root.IdnHost);
        Assert.Equal("/", root.AbsolutePath);
    }

    [Fact]
    public void Routes_hang_off_the_root()
    {
        Assert.Equal("https://h.example/api/v1/models", new Uri(BaseUrl.Normalize("https://h.example/api/v1"), "v1/models").AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("https://")]
    [InlineData("ftp://api.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://api.example.com:99999")]
    [InlineData("https://api example com")]
    [InlineData("https://user@api.example.com")]
    [InlineData("https://user:password@api.example.com/v1")]
    [InlineData("https://api.example.com/v1?x=1")]
    public void What_is_no_address_is_refused(string text)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => BaseUrl.Normalize(text));

        Assert.Equal("text", error.ParamName);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => BaseUrl.Normalize(null!));
    }

    [Theory]
    [InlineData("https://user:hunter2@api.example.com/v1")]
    [InlineData("https://hunter2@api.example.com/v1")]
    [InlineData("https://api.example.com/v1?key=hunter2")]
    [InlineData("ftp://user:hunter2@api.example.com")]
    [InlineData("https://user:hunter2@api.example.com:99999")]
    [InlineData("https://api.example.com:99999/?key=hunter2")]
    [InlineData("https:// api.example.com/?key=hunter2")]
    public void A_refusal_does_not_echo_what_may_be_secret(string text)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => BaseUrl.Normalize(text));

        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_split_by_comma_semicolon_and_white_space()
    {
        Assert.Equal(["a", "b", "c", "d", "e"], BaseUrl.Split(" a,b;c d\r\n\te,, "));
        Assert.Empty(BaseUrl.Split(" "));
    }
}
