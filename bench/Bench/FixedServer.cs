using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace WhataiBench;

/// <summary>Answers every request with the same bytes: answers so large that making them anew would be in the times.</summary>
public static class FixedServer
{
    private static readonly byte[] s_png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];

    /// <summary>Serves until the process ends.</summary>
    /// <param name="what">models, or an image as base64.</param>
    /// <param name="count">How many models, or how many characters of base64.</param>
    /// <returns>Its address.</returns>
    public static string Start(string what, int count)
    {
        byte[] body = Encoding.UTF8.GetBytes(what == "models" ? Models(count) : Image(count));
        byte[] head = Encoding.ASCII.GetBytes(FormattableString.Invariant($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
                await AnswerAsync(client, head, body).ConfigureAwait(false);
            }
        });
        return FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task AnswerAsync(TcpClient client, byte[] head, byte[] body)
    {
        NetworkStream stream = client.GetStream();
        byte[] buffer = new byte[64 * 1024];
        int held = 0;
        int end;
        while ((end = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8)) < 0)
        {
            held += await stream.ReadAsync(buffer.AsMemory(held)).ConfigureAwait(false);
        }

        string? length = Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        for (int left = end + 4 + int.Parse(length?[15..] ?? "0", CultureInfo.InvariantCulture) - held; left > 0;)
        {
            left -= await stream.ReadAsync(buffer).ConfigureAwait(false);
        }

        await stream.WriteAsync(head).ConfigureAwait(false);
        await stream.WriteAsync(body).ConfigureAwait(false);
    }

    private static string Models(int count) =>
        $$"""{"object":"list","data":[{{string.Join(',', Enumerable.Range(0, count).Select(static n => $$"""{"id":"model-{{n}}","object":"model","created":1700000000,"owned_by":"bench","supported_endpoint_types":["openai"]}"""))}}]}""";

    private static string Image(int length) =>
        $$"""{"created":1700000000,"data":[{"b64_json":"{{Convert.ToBase64String([.. s_png, .. new byte[(length / 4 * 3) - s_png.Length]])}}"}]}""";
}
