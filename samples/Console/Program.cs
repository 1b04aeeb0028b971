// The core without PowerShell: asks a gateway, whole and streamed.
//
//   dotnet run --project samples/Console -- --emulator
//   dotnet run --project samples/Console -- --emulator --telemetry      with each call's span and measurements
//   WHATAI_BASE_URL=https://… WHATAI_API_KEY=… dotnet run --project samples/Console -- "Who wrote Faust?"
using System;
using System.Linq;
using System.Net;
using System.Threading;
using Whatai.Client;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Http;
using Whatai.Client.Models;
using Whatai.Emulator;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

using CallListener? listener = args.Contains("--telemetry") ? new CallListener() : null;
using GatewayEmulator? emulator = args.Contains("--emulator") ? GatewayEmulator.Start() : null;
string baseUrl = emulator?.BaseUrl ?? Environment.GetEnvironmentVariable("WHATAI_BASE_URL") ?? string.Empty;
string apiKey = emulator?.ApiKey ?? Environment.GetEnvironmentVariable("WHATAI_API_KEY") ?? string.Empty;
if (baseUrl.Length == 0)
{
    Console.Error.WriteLine("Set WHATAI_BASE_URL and WHATAI_API_KEY, or give --emulator.");
    return 2;
}

string prompt = args.FirstOrDefault(arg => !arg.StartsWith("--", StringComparison.Ordinal)) ?? "Hello from C#! 你好，世界 🌍";
using var client = new WhataiClient(new ConnectionOptions
{
    BaseUrls = [BaseUrl.Normalize(baseUrl)],
    ApiKey = new NetworkCredential(string.Empty, apiKey).SecurePassword,
});
var request = new ChatRequest
{
    Model = Environment.GetEnvironmentVariable("WHATAI_MODEL") ?? "gpt-4o-mini",
    Messages = [new ChatMessage(ChatRole.User, prompt)],
};

try
{
    foreach (WhataiModel model in (await client.Models.ListAsync(cancellationToken: stop.Token)).Take(3))
    {
        Console.WriteLine($"model   {model.Id}");
    }

    ChatCompletion answer = await client.Chat.CompleteAsync(request, cancellationToken: stop.Token);
    Console.WriteLine($"whole   {answer.Text}  [{answer.Usage} tokens]");

    Console.Write("stream  ");
    await foreach (ChatDelta delta in client.Chat.StreamAsync(request, cancellationToken: stop.Token))
    {
        Console.Write(delta.Text);
        if (delta.Completion is ChatCompletion whole)
        {
            Console.WriteLine($"  [{whole.Usage} tokens, {whole.FinishReason}]");
        }
    }

    if (emulator is not null)
    {
        Console.WriteLine($"billed  {emulator.Ledger.Count} requests, as the emulator's ledger says");
    }

    return 0;
}
catch (WhataiException ex)
{
    Console.Error.WriteLine($"{ex.Kind}: {ex.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
