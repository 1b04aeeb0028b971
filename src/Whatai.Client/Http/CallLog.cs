using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;

namespace Whatai.Client.Http;

/// <summary>
/// A file with one JSON line per call: when, what, where, how it ended, and what it took; never what was said, nor a key. It is made for its owner
/// alone. Several processes may write to the same file, each a whole line at a time.
/// </summary>
internal sealed class CallLog(string path)
{
    private const int MostTries = 100;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    // Elsewhere than on Windows, .NET takes no lock of a file that others may read meanwhile.
    private static readonly FileShare s_share = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read : FileShare.None;

    private readonly object _gate = new();

    /// <summary>Why the last line could not be written; null where it was.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>Adds the line of a call that is over.</summary>
    public void Append(CallRecord call)
    {
        try
        {
            Write(Line(call));
            Problem = null;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // The call was made, and paid for: it must not fail for that.
            Problem = ex;
        }
    }

    private void Write(byte[] line)
    {
        lock (_gate)
        {
            for (int i = 1; ; i++)
            {
                try
                {
                    using FileStream file = PrivateFile.Open(path, FileMode.Append, FileAccess.Write, s_share);
                    file.Write(line, 0, line.Length);
                    return;
                }
                catch (IOException) when (i < MostTries && File.Exists(path) && !Directory.Exists(path))
                {
                    // Another process writes its line.
                    Thread.Sleep(s_pause);
                }
            }
        }
    }

    private static byte[] Line(CallRecord call)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("time", call.Time);
            writer.WriteString("operation", call.Operation.Name);
            writer.WriteString("method", call.Method);
            Text("url", call.Context?.ShownUri.AbsoluteUri);
            Text("model", call.Model);
            writer.WriteString("status", call.Failure is not null ? "error" : call.IsCancelled ? "cancelled" : "ok");
            Text("error", call.Failure?.Kind.ToString());
            Text("message", call.Failure?.Message);
            if (call.Failure?.StatusCode is int code)
            {
                writer.WriteNumber("http_status", code);
            }

            writer.WriteNumber("duration_ms", (long)call.Duration.TotalMilliseconds);
            writer.WriteNumber("attempts", call.Context?.Attempts ?? 0);
            Text("request_id", call.Context?.RequestId ?? call.Failure?.RequestId);
            Text("response_model", call.AnswerModel);
            Text("finish_reason", call.FinishReason);
            if (call.Usage is TokenUsage usage)
            {
                writer.WriteNumber("prompt_tokens", usage.PromptTokens);
                writer.WriteNumber("completion_tokens", usage.CompletionTokens);
            }

            if ((call.Usage?.Cost ?? call.Context?.Cost) is decimal cost)
            {
                writer.WriteNumber("cost", cost);
            }

            writer.WriteEndObject();

            void Text(string name, string? text)
            {
                if (text is not null)
                {
                    writer.WriteString(name, call.Context?.Redacted(text) ?? text);
                }
            }
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
