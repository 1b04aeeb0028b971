using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

namespace WhataiBench;

/// <summary>A call by HttpClient that looks at nothing of the answer: the limit for a plain call.</summary>
public static class BareCall
{
    private static readonly HttpClient s_client = new();

    /// <summary>Posts JSON.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="body">The JSON.</param>
    /// <returns>How long the answer is.</returns>
    public static int Post(string url, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk-emulator");
        using HttpResponseMessage response = s_client.SendAsync(request).GetAwaiter().GetResult();
        return response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync().GetAwaiter().GetResult().Length;
    }
}
