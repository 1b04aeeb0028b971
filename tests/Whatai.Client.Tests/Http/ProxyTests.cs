using System;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;
using Xunit.Abstractions;

namespace Whatai.Client.Tests;

/// <summary>
/// Calls through the proxies that stand before gateways and before offices. Each program that is installed takes part; a run says which were
/// left out.
/// </summary>
public class ProxyTests(ITestOutputHelper output)
{
    private const string User = "user";
    private const string Password = "pa:ss word";

    [Theory]
    [InlineData("nginx")]
    [InlineData("haproxy")]
    [InlineData("nghttpx")]
    public async Task Before_a_gateway(string name)
    {
        if (ServerProgram.Find(name) is not string program)
        {
            output.WriteLine($"{name} is not installed, and was left out.");
            return;
        }

        using GatewayEmulator emulator = GatewayEmulator.Start();
        await using var proxy = new ServerProgram();
        await StartBeforeAsync(name, program, proxy, new Uri(emulator.BaseUrl).Port);
        using var client = new WhataiClient(Given.Options(new Uri($"http://127.0.0.1:{proxy.Port}/")) with { ApiKey = Given.Secret(emulator.ApiKey), MaxRetries = 0 });

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("one two", (await client.Chat.StreamAsync(Given.Chat("/say one two")).ToResultAsync()).Completion.Text);
            Assert.Equal("three", (await client.Chat.CompleteAsync(Given.Chat("/say three"))).Text);
        }

        Assert.NotEmpty((await client.Chat.CompleteAsync(Given.Chat(new string('a', 70_000)))).Text);
        Assert.Equal(21, emulator.LedgerTotals.Dispatches);
    }

    [Theory]
    [InlineData("squid")]
    [InlineData("tinyproxy")]
    public async Task Of_an_office_with_a_password(string name)
    {
        if (ServerProgram.Find(name) is not string program || OwnAddress() is not IPAddress address)
        {
            output.WriteLine($"{name} is not installed, or this machine has no address but loopback, and it was left out.");
            return;
        }

        await using RawServer server = RawServer.StartOn(address, AnswerAsync);
        await using var proxy = new ServerProgram();
        string password = name == "squid" ? Password : "secret";
        await StartOfficeAsync(name, program, proxy, password);
        ConnectionOptions options = Given.Options(server.Url) with { NoProxy = false, MaxRetries = 0, IdleTimeout = TimeSpan.FromSeconds(20) };
        using var client = new WhataiClient(options with { Proxy = Proxy(proxy.Port, User, password) });

        foreach (int length in new[] { 10, 70_000, 3_000_000 })
        {
            Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat(new string('a', length)))).Text);
            Assert.Equal("Hello", (await client.Chat.StreamAsync(Given.Chat(new string('a', length))).ToResultAsync()).Completion.Text);
        }

        foreach (WebProxy wrong in new[] { Proxy(proxy.Port, User, "wrong"), new WebProxy("127.0.0.1", proxy.Port) })
        {
            using var refused = new WhataiClient(options with { Proxy = wrong });
            WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => refused.Chat.CompleteAsync(Given.Chat("Hi")));

            Assert.Equal(ErrorKind.ProxyAuthenticationFailed, failure.Kind);
            Assert.StartsWith($"The proxy on the way to {server.Url.Authority} wants a user name and password", failure.Message, StringComparison.Ordinal);
            Assert.False(failure.MayHaveRun);
        }
    }

    // A tunnel is asked for before anything of the request is sent.
    [Theory]
    [InlineData("squid")]
    [InlineData("tinyproxy")]
    public async Task A_tunnel_that_the_proxy_refuses(string name)
    {
        if (ServerProgram.Find(name) is not string program || OwnAddress() is not IPAddress address)
        {
            output.WriteLine($"{name} is not installed, or this machine has no address but loopback, and it was left out.");
            return;
        }

        await using var proxy = new ServerProgram();
        await StartOfficeAsync(name, program, proxy, "secret");
        ConnectionOptions options = Given.Options(new Uri($"https://{address}:{proxy.Port}/")) with { NoProxy = false, MaxRetries = 2, Proxy = Proxy(proxy.Port, User, "wrong") };
        using var client = new WhataiClient(options);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ProxyAuthenticationFailed, failure.Kind);
        Assert.Equal(1, failure.Attempts);
    }

    private static WebProxy Proxy(int port, string user, string password) => new("127.0.0.1", port) { Credentials = new NetworkCredential(user, password) };

    private static async Task AnswerAsync(RawConnection connection)
    {
        while (await connection.ReadRequestAsync() is string request)
        {
            Assert.DoesNotContain("Proxy-Authorization", request, StringComparison.OrdinalIgnoreCase);
            if (request.Contains("\"stream\":true", StringComparison.Ordinal))
            {
                await connection.BeginEventsAsync();
                await connection.ChunkAsync(Given.ChatEvents("Hello"));
                await connection.WriteAsync("0\r\n\r\n");
            }
            else
            {
                await connection.AnswerAsync(Given.ChatJson());
            }
        }
    }

    private static Task StartBeforeAsync(string name, string program, ServerProgram proxy, int gateway)
    {
        string folder = proxy.Folder;
        switch (name)
        {
            case "nginx":
                string paths = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {folder}/{kind};\n"));
                string nginx = proxy.Write(
                    "nginx.conf",
                    $$"""
                    daemon off; pid {{folder}}/pid; error_log {{folder}}/error.log;
                    events { }
                    http {
                      access_log off; {{paths}}
                      server { listen 127.0.0.1:{{proxy.Port}}; client_max_body_size 10m; location / { proxy_pass http://127.0.0.1:{{gateway}}; proxy_http_version 1.1; proxy_buffering off; } }
                    }
                    """);
                return proxy.StartAsync(program, "-c", nginx, "-e", $"{folder}/start.log");
            case "haproxy":
                string haproxy = proxy.Write(
                    "haproxy.cfg",
                    $"""
                    defaults
                      mode http
                      timeout connect 5s
                      timeout client 30s
                      timeout server 30s
                    listen front
                      bind 127.0.0.1:{proxy.Port}
                      server gateway 127.0.0.1:{gateway}

                    """);
                return proxy.StartAsync(program, "-db", "-f", haproxy);
            default:
                return proxy.StartAsync(
                    program, "--conf=/dev/null", "--workers=1", "--errorlog-file=/dev/null", "--accesslog-file=/dev/null",
                    $"--frontend=127.0.0.1,{proxy.Port};no-tls", $"--backend=127.0.0.1,{gateway}");
        }
    }

    private static Task StartOfficeAsync(string name, string program, ServerProgram proxy, string password)
    {
        string folder = proxy.Folder;
        if (name == "tinyproxy")
        {
            return proxy.StartAsync(program, "-d", "-c", proxy.Write(
                "tinyproxy.conf", $"Port {proxy.Port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogFile \"{folder}/log\"\nBasicAuth {User} {password}\nAllow 127.0.0.1\n"));
        }

        string known = $"{User} {password.Replace(" ", "%20", StringComparison.Ordinal)}";
        string login = proxy.Write("login.sh", $"#!/bin/sh\nwhile read line; do if [ \"$line\" = '{known}' ]; then echo OK; else echo ERR; fi; done\n");
        return proxy.StartAsync(program, "-N", "-f", proxy.Write(
            "squid.conf",
            $"""
            http_port 127.0.0.1:{proxy.Port}
            auth_param basic program {login}
            acl known proxy_auth REQUIRED
            http_access allow known
            http_access deny all
            cache deny all
            access_log none
            cache_log {folder}/cache.log
            pid_filename none
            coredump_dir {folder}
            netdb_filename none
            shutdown_lifetime 0 seconds

            """));
    }

    // Loopback never goes through a proxy.
    private static IPAddress? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static one => one.OperationalStatus == OperationalStatus.Up && one.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static one => one.GetIPProperties().UnicastAddresses)
        .Select(static one => one.Address)
        .FirstOrDefault(static one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
}
