using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Fetching files: whole or not at all, resumed where that is safe, without the key.</summary>
public sealed class DownloadTests : IDisposable
{
    private const int Length = 3_000_000;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0];

    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("whatai-").FullName;
    private readonly byte[] _content;
    private readonly Uri _address;

    public DownloadTests()
    {
        _address = _emulator.AddFile(s_png, "image/png", ".png", Length);
        using var http = new HttpClient();
        _content = http.GetByteArrayAsync(_address).GetAwaiter().GetResult();
        _emulator.ClearLog();
    }

    private string Target => Path.Combine(_folder, "cat.png");

    private string[] Files => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)!).Order()];

    private IEnumerable<string?> Ranges => _emulator.Requests.Select(r => r.Headers.TryGetValue("Range", out string? range) ? range : null);

    public void Dispose()
    {
        Assert.Equal(0, _emulator.KeyLeaks);
        _emulator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_is_fetched_whole_and_named_by_its_content()
    {
        SavedFile file = await SaveAsync(target: new FileTarget { Path = Path.Combine(_folder, "v1.5 cat"), AddExtension = true, Kind = "image" });

        Assert.Equal((Path.Combine(_folder, "v1.5 cat.png"), Length, "image/png"), (file.Path, file.Length, file.MediaType));
        Assert.Equal(_content, File.ReadAllBytes(file.Path));
        Assert.Equal(["v1.5 cat.png"], Files);
        EmulatorRequest request = Assert.Single(_emulator.Requests);
        Assert.False(request.HasAuthorization);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("reset")]
    public async Task A_dropped_file_is_resumed_where_it_ended(string fault)
    {
        _emulator.AddMediaFault(fault, 2);
        var steps = new ConcurrentQueue<CallEvent>();

        await SaveAsync(new CallOptions { Observer = steps.Enqueue });

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat.png"], Files);
        Assert.Equal(3, _emulator.Requests.Count);
        Assert.Null(Ranges.First());
        // A reset may take with it what the client had not read yet.
        Assert.All(Ranges.Skip(1), range => Assert.Matches(@"^bytes=\d+-$", range));
        Assert.All(_emulator.Requests.Skip(1), request => Assert.StartsWith("\"", request.Headers["If-Range"], StringComparison.Ordinal));
        Assert.Equal(2, steps.Count(step => step.Step == CallStep.Waiting));
        if (fault == "cut")
        {
            Assert.Equal([null, "bytes=1499999-", "bytes=2249998-"], Ranges);
        }
    }

    [Theory]
    [InlineData("no-range", 1)]
    [InlineData("no-validators", 1)]
    [InlineData("changed", 2)]
    [InlineData("wrong-range", 2)]
    public async Task What_can_not_be_resumed_begins_anew(string fault, int further)
    {
        _emulator.AddMediaFault("cut");
        _emulator.AddMediaFault(fault);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat.png"], Files);
        // What comes whole is taken; what is another part, or of another content, is asked for once more.
        Assert.Equal(1 + further + (fault == "no-validators" ? 1 : 0), _emulator.Requests.Count);
    }

    [Theory]
    [InlineData("no-validators")]
    [InlineData("weak-tag")]
    public async Task Without_a_certain_identity_nothing_is_resumed(string fault)
    {
        await using RawServer server = Dropping(fault == "weak-tag" ? "ETag: W/\"a\"\r\n" : string.Empty, out List<string> requests);

        await SaveAsync(address: new Uri(server.Url, "cat.png"));

        Assert.Equal(2, requests.Count);
        Assert.All(requests, request => Assert.DoesNotContain("Range:", request, StringComparison.Ordinal));
        Assert.Equal(["cat.png"], Files);
    }

    [Fact]
    public async Task Too_many_drops_fail_and_leave_nothing_under_the_name()
    {
        _emulator.AddMediaFault("cut", -1);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 1 }));

        Assert.Equal(ErrorKind.IncompleteAnswer, failure.Kind);
        Assert.False(File.Exists(Target));
        // 3 MB: half, then half of the rest (under the headway of 1 MB), then enough.
        Assert.Equal(2, _emulator.Requests.Count);
    }

    [Fact]
    public async Task The_next_process_goes_on_with_what_a_killed_one_left()
    {
        _emulator.AddMediaFault("cut");
        await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 0 }));
        string left = Assert.Single(Files);
        Assert.Matches("^whatai-[0-9a-f]{16}-[0-9a-f]{16}[.]partial$", left);
        _emulator.ClearLog();

        // Under another name, and by another signature: the content counts.
        await SaveAsync(target: new FileTarget { Path = Path.Combine(_folder, "other.png") });

        Assert.Equal(_content, File.ReadAllBytes(Path.Combine(_folder, "other.png")));
        Assert.Equal(["other.png"], Files);
        Assert.Equal(["bytes=1499999-"], Ranges);
    }

    [Fact]
    public async Task A_leftover_that_was_whole_costs_one_byte()
    {
        _emulator.AddMediaFault("cut");
        await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 0 }));
        File.WriteAllBytes(Path.Combine(_folder, Files[0]), _content);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat.png"], Files);
        Assert.Equal($"bytes={Length - 1}-", Ranges.Last());
    }

    [Theory]
    [InlineData("changed", 2)]
    [InlineData("no-range", 1)]
    public async Task A_leftover_of_another_content_is_replaced(string fault, int requests)
    {
        _emulator.AddMediaFault("cut");
        await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 0 }));
        _emulator.ClearLog();
        _emulator.AddMediaFault(fault);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat.png"], Files);
        Assert.Equal(requests, _emulator.Requests.Count);
    }

    [Fact]
    public async Task A_leftover_that_is_longer_than_the_file_is_replaced()
    {
        _emulator.AddMediaFault("cut");
        await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 0 }));
        File.WriteAllBytes(Path.Combine(_folder, Files[0]), new byte[Length + 10]);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat.png"], Files);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leftover_that_is_a_link_is_not_followed(bool toFile)
    {
        _emulator.AddMediaFault("cut");
        await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 0 }));
        string leftover = Path.Combine(_folder, Files[0]);
        string other = Path.Combine(_folder, "other.txt");
        File.Move(leftover, other);
        byte[] before = File.ReadAllBytes(other);
        if (!toFile)
        {
            File.Delete(other);
        }

        File.CreateSymbolicLink(leftover, other);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Null(new FileInfo(Target).LinkTarget);
        Assert.Equal(toFile ? ["cat.png", "other.txt"] : ["cat.png"], Files);
        Assert.True(!toFile || before.AsSpan().SequenceEqual(File.ReadAllBytes(other)));
    }

    [Theory]
    [InlineData(Length, 1_000_000)]
    [InlineData(Length, 1)]
    [InlineData(Length, Length)]
    [InlineData(2_000_000, 900_000)]
    public async Task A_leftover_whose_end_the_disk_never_got_is_fetched_from_there(int length, int zeros)
    {
        _emulator.AddMediaFault("cut");
        await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(new CallOptions { MaxRetries = 0 }));
        byte[] left = _content[..length];
        left.AsSpan(length - zeros).Clear();
        File.WriteAllBytes(Path.Combine(_folder, Files[0]), left);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat.png"], Files);
    }

    [Fact]
    public async Task A_rest_that_is_longer_than_the_file_is_not_taken()
    {
        var requests = new List<string>();
        await using RawServer server = RawServer.Start(async connection =>
        {
            requests.Add((await connection.ReadRequestAsync())!);
            await (requests.Count == 2
                ? connection.WriteAsync("HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Type: image/png\r\nETag: \"a\"\r\nContent-Range: bytes 51-99/100\r\n\r\n" + new string('x', 60))
                : connection.WriteAsync([
                    .. Given.Utf8("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: image/png\r\nETag: \"a\"\r\nContent-Length: 100\r\n\r\n"),
                    .. s_png, .. new byte[requests.Count == 1 ? 40 : 88]]));
        });

        await SaveAsync(address: new Uri(server.Url, "cat.png"));

        Assert.Equal([.. s_png, .. new byte[88]], File.ReadAllBytes(Target));
        Assert.Equal(3, requests.Count);
        Assert.Contains("Range: bytes=51-", requests[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Range:", requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_once_do_not_disturb_each_other()
    {
        _emulator.AddMediaFault("slow", 2);
        FileTarget numbered = new() { Path = Target, IfExists = ExistingFile.Number };

        SavedFile[] files = await Task.WhenAll(SaveAsync(target: numbered), SaveAsync(target: numbered));

        Assert.Equal(["cat-2.png", "cat.png"], Files);
        Assert.All(files, file => Assert.Equal(_content, File.ReadAllBytes(file.Path)));
    }

    // One finds the file of the other, which has its name by the time that this one looks at it.
    [Fact]
    public async Task Many_at_once_do_not_either()
    {
        FileTarget numbered = new() { Path = Target, IfExists = ExistingFile.Number };
        for (int round = 0; round < 30; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SaveAsync(target: numbered))));
        }

        Assert.Equal(240, Files.Length);
        Assert.All(Files, static name => Assert.Matches("^cat(-[0-9]+)?[.]png$", name));
    }

    [Fact]
    public async Task A_cancelled_one_ends_at_once_and_leaves_nothing_under_the_name()
    {
        _emulator.AddMediaFault("stall");
        using var stop = new CancellationTokenSource();
        Task<SavedFile> saving = SaveAsync(cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => Directory.GetFiles(_folder).Any(file => new FileInfo(file).Length == Length / 2), "half of it");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving).WaitAsync(Eventually.Limit);
        Assert.False(File.Exists(Target));
        _emulator.ClearLog();
        await SaveAsync();
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["bytes=1499999-"], Ranges);
    }

    [Fact]
    public async Task Silence_is_a_drop()
    {
        _emulator.AddMediaFault("stall");
        using var client = new WhataiClient(Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromSeconds(1), MaxRetries = 1 });

        await client.Files.SaveAsync(_address, new FileTarget { Path = Target });

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task The_total_time_holds_for_all_attempts_together()
    {
        _emulator.AddMediaFault("stall", -1);
        using var client = new WhataiClient(Given.Options(_emulator) with { TotalTimeout = TimeSpan.FromSeconds(1), MaxRetries = 50 });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Files.SaveAsync(_address, new FileTarget { Path = Target })).WaitAsync(Eventually.Limit);

        Assert.Equal(ErrorKind.TimedOut, failure.Kind);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("403", ErrorKind.PermissionDenied)]
    [InlineData("404", ErrorKind.NotFound)]
    [InlineData("410", ErrorKind.NotFound)]
    [InlineData("html", ErrorKind.InvalidResponse)]
    [InlineData("json", ErrorKind.ServiceUnavailable)]
    [InlineData("empty", ErrorKind.InvalidResponse)]
    public async Task What_is_no_file_leaves_none(string fault, ErrorKind kind)
    {
        _emulator.AddMediaFault(fault);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(target: new FileTarget { Path = Target, Kind = "image" }));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(kind is ErrorKind.PermissionDenied or ErrorKind.NotFound, failure.Message.Contains("vanished", StringComparison.Ordinal));
        Assert.Equal(fault == "html", failure.Message.Contains("web page", StringComparison.Ordinal) && failure.Message.Contains("instead of an image", StringComparison.Ordinal));
        Assert.DoesNotContain("signature", failure.Message + failure.RequestUri, StringComparison.Ordinal);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Another_kind_than_was_asked_for_is_refused()
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => SaveAsync(target: new FileTarget { Path = Target, Kind = "video" }));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("not a video", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Files);
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("503")]
    public async Task A_refusal_that_may_pass_is_repeated(string fault)
    {
        _emulator.AddMediaFault(fault, 2);

        await SaveAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(3, _emulator.Requests.Count);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("redirect-gateway")]
    public async Task No_redirect_takes_the_key_along(string fault)
    {
        _emulator.AddMediaFault(fault);

        if (fault == "redirect")
        {
            await SaveAsync();
            Assert.Equal(_content, File.ReadAllBytes(Target));
        }
        else
        {
            await Assert.ThrowsAsync<WhataiException>(() => SaveAsync());
        }

        Assert.Equal(2, _emulator.Requests.Count);
        Assert.All(_emulator.Requests, request => Assert.False(request.HasAuthorization));
    }

    [Theory]
    [InlineData("ftp://host/cat.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:image/png;base64,AAAA")]
    public async Task Nothing_but_http_is_fetched(string address)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(address: new Uri(address)));
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_replaced_or_passed_by()
    {
        File.WriteAllText(Target, "mine");

        FileExistsException failure = await Assert.ThrowsAsync<FileExistsException>(() => SaveAsync());
        Assert.Equal(Target, failure.Path);
        Assert.Equal("mine", File.ReadAllText(Target));
        SavedFile numbered = await SaveAsync(target: new FileTarget { Path = Target, IfExists = ExistingFile.Number });
        Assert.Equal("cat-2.png", Path.GetFileName(numbered.Path));
        await SaveAsync(target: new FileTarget { Path = Target, IfExists = ExistingFile.Replace });
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["cat-2.png", "cat.png"], Files);
    }

    [Fact]
    public async Task How_far_it_is_can_be_heard()
    {
        _emulator.AddMediaFault("slow");
        var steps = new ConcurrentQueue<CallEvent>();

        await SaveAsync(new CallOptions { Observer = steps.Enqueue });

        CallEvent[] told = [.. steps.Where(step => step.Step == CallStep.Downloading)];
        Assert.NotEmpty(told);
        Assert.Equal((Length, (long?)Length), (told[^1].Bytes, told[^1].TotalBytes));
        Assert.Equal(told.Select(step => step.Bytes).Order(), told.Select(step => step.Bytes));
        Assert.Equal("Downloading 2.9 of 2.9 MB", told[^1].Text);
    }

    private static RawServer Dropping(string validator, out List<string> requests)
    {
        List<string> seen = requests = [];
        return RawServer.Start(async connection =>
        {
            string? request = await connection.ReadRequestAsync();
            seen.Add(request!);
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: image/png\r\nContent-Length: 100\r\n" + validator + "\r\n");
            await connection.WriteAsync([.. s_png, .. new byte[seen.Count == 1 ? 40 : 88]]);
        });
    }

    private async Task<SavedFile> SaveAsync(CallOptions? options = null, FileTarget? target = null, Uri? address = null, CancellationToken cancellationToken = default)
    {
        using var client = new WhataiClient(Given.Options(_emulator) with { MaxRetries = 2 });
        return await client.Files.SaveAsync(address ?? _address, target ?? new FileTarget { Path = Target }, options, cancellationToken);
    }
}
