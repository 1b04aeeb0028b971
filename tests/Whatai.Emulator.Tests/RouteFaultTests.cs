using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Every fault on every route that answers text: the emulator itself never fails, and each is billed as the table states.</summary>
public sealed class RouteFaultTests : IDisposable
{
    private static readonly (string Path, string Body)[] s_routes =
    [
        ("/v1/completions", "{\"model\":\"gpt-4o\",\"prompt\":\"/say one two three\",\"stream\":true}"),
        ("/v1/responses", Gateway.Ask("/say one two three")),
        ("/v1/responses", Gateway.Ask("/say one two three", stream: true)),
        ("/v1/responses", Gateway.Ask("/replay unicorn", stream: true)),
        ("/v1/responses", Gateway.Ask("/replay research", stream: true)),
        (Gateway.Gemini(), Gateway.Contents("/say one two three")),
        (Gateway.Gemini("streamGenerateContent"), Gateway.Contents("/say one two three")),
        (Gateway.Gemini("streamGenerateContent?alt=sse"), Gateway.Contents("/say one two three")),
        (Gateway.Gemini("streamGenerateContent?alt=sse"), Gateway.Contents("/block")),
    ];

    private readonly Gateway _gateway = new();

    public static TheoryData<int> Routes
    {
        get
        {
            var data = new TheoryData<int>();
            for (int i = 0; i < s_routes.Length; i++)
            {
                data.Add(i);
            }

            return data;
        }
    }

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_fault_misbehaves_as_it_should_and_no_worse(int route)
    {
        (string path, string body) = s_routes[route];
        foreach (FaultInfo fault in GatewayEmulator.Faults)
        {
            _gateway.Emulator.ClearLog();
            string text = await SendAsync(path, body, fault.Name);
            Assert.False(text.Contains("emulator_failure", StringComparison.Ordinal), $"{fault.Name}: {text}");
            IReadOnlyList<EmulatorRequest> requests = _gateway.Emulator.Requests;
            Assert.True(requests.Count == 1 && requests[0].Fault == fault.Name, fault.Name);
            Assert.True((fault.Billed ? 1 : 0) == _gateway.Emulator.Ledger.Count, fault.Name);
        }
    }

    private async Task<string> SendAsync(string path, string body, string fault)
    {
        using var cancel = new CancellationTokenSource(fault.StartsWith("stall", StringComparison.Ordinal) ? 100 : 8000);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.Add("X-Emulator-Fault", fault);
        try
        {
            using HttpResponseMessage response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel.Token);
            return await response.Content.ReadAsStringAsync();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return string.Empty; // the faults that break connections do
        }
    }
}
