// What the PowerShell side is measured against. Verbs:
//   serve             the emulator in a process of its own; prints its address, ends with its standard input
//   bare URL N REPS   a bare loop over the socket: the limit
//   sdk  URL N REPS   the OpenAI .NET SDK's streaming call
// The last two print one time in milliseconds a line.
using System;
using System.ClientModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
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

var url = new Uri(args[1]);
string prompt = $"/repeat {args[2]} word";
for (int i = 0; i < int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture); i++)
{
    var watch = Stopwatch.StartNew();
    long count = args[0] == "sdk" ? await SdkAsync() : Bare();
    Console.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalMilliseconds:0.###} {count}"));
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
