// What the PowerShell side is measured against. Verbs:
//   serve             the emulator in a process of its own; prints its address, ends with its standard input
//   models N | base64 N   a server that answers everything with N models, or with an image of N characters of base64; ends as serve does
//   journal FROM TO N    writes a journal of one entry N times, each under another key
//   prompts FILE N    writes N prompts, each on a line
//   bare URL N REPS   a bare loop over the socket: the limit
//   sdk URL N REPS    the OpenAI .NET SDK's streaming call
// The last two print one time in milliseconds a line.
using System;
using System.ClientModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Whatai.Emulator;

if (args is ["serve"])
{
    using GatewayEmulator emulator = GatewayEmulator.Start();
    Console.WriteLine(emulator.BaseUrl);
    Console.In.ReadToEnd();
    return;
}

if (args is ["models" or "base64", string count])
{
    Console.WriteLine(WhataiBench.FixedServer.Start(args[0], int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)));
    Console.In.ReadToEnd();
    return;
}

if (args is ["journal", string from, string to, string times])
{
    string entry = File.ReadAllText(from);
    string key = JsonDocument.Parse(File.ReadLines(from).First()).RootElement.GetProperty("key").GetString()!;
    using StreamWriter writer = File.CreateText(to);
    for (int i = 0; i < int.Parse(times, System.Globalization.CultureInfo.InvariantCulture); i++)
    {
        writer.Write(entry.Replace(key, Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(i))), StringComparison.Ordinal));
    }

    return;
}

if (args is ["prompts", string file, string lines])
{
    File.WriteAllLines(file, Enumerable.Range(1, int.Parse(lines, System.Globalization.CultureInfo.InvariantCulture)).Select(static n => $"/say {n}"));
    return;
}

var url = new Uri(args[1]);
string prompt = $"/repeat {args[2]} word";
for (int i = 0; i < int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture); i++)
{
    var watch = Stopwatch.StartNew();
    long events = args[0] == "sdk" ? await SdkAsync() : Bare();
    Console.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalMilliseconds:0.###} {events}"));
}

async System.Threading.Tasks.Task<long> SdkAsync()
{
    var client = new ChatClient("gpt-4o", new ApiKeyCredential("sk-emulator"), new OpenAIClientOptions { Endpoint = new Uri(url, "/v1") });
    long count = 0;
    await foreach (StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync(new UserChatMessage(prompt)))
    {
        count += update.ContentUpdate.Count;
    }

    return count;
}

// Reads and counts events, and looks at nothing in them.
long Bare()
{
    using var client = new TcpClient(url.Host, url.Port);
    using NetworkStream stream = client.GetStream();
    byte[] body = Encoding.UTF8.GetBytes($$"""{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"{{prompt}}"}]}""");
    stream.Write(Encoding.ASCII.GetBytes(
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer sk-emulator\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n"));
    stream.Write(body);
    byte[] buffer = new byte[64 * 1024];
    long count = 0;
    int read;
    while ((read = stream.Read(buffer)) > 0)
    {
        count += buffer.AsSpan(0, read).Count((byte)'\n');
    }

    // An event is a line and a blank one.
    return count / 2;
}
