using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Client.Media;

namespace Whatai.Client.Audio;

/// <summary>
/// Writes the parts of a speech one behind the other, as they come, beside the place where the file will be. It gets its name when it
/// is whole. An error in JSON that says 200 is found before it becomes a sound.
/// </summary>
internal sealed class SpeechWriter : IDisposable
{
    private const int HeadLength = 64 * 1024;

    private static readonly LocalizableMessage s_wanted = new("ASound", $"a sound");

    private readonly FileTarget _target;
    private readonly bool _hasSignature;
    private readonly bool _isJoined;
    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[HeadLength];
    private string? _mediaType;
    private int _waveHeader;
    private bool _done;

    /// <param name="target">Where the file goes.</param>
    /// <param name="format">The format that is asked for; raw PCM has nothing to know it by.</param>
    /// <param name="isJoined">Whether there is more than one part.</param>
    public SpeechWriter(FileTarget target, string format, bool isJoined)
    {
        _target = target;
        _hasSignature = format != "pcm";
        _isJoined = isJoined;
        _file = new FileStream(FileWriter.PartialBeside(target), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, useAsync: true);
    }

    /// <summary>Writes the next part.</summary>
    /// <exception cref="WhataiException">It broke off, or is not an audio file.</exception>
    public async Task AppendAsync(StreamingResponse response, CancellationToken cancellationToken)
    {
        Stream sound = await OpenAsync(response).ConfigureAwait(false);
        int count = await FillAsync(sound, response, 0, HeadLength, cancellationToken).ConfigureAwait(false);
        if (TextContent.IsText(_buffer.AsSpan(0, count)))
        {
            // Whatever it is called, it is text: an error, or JSON with the sound in it.
            byte[] body = await ReadAllAsync(sound, response, count, cancellationToken).ConfigureAwait(false);
            sound = new MemoryStream(SpeechJson.Read(body, _hasSignature) ?? throw ApiFailures.NotMedia(s_wanted, body, response.Context));
            count = await FillAsync(sound, response, 0, HeadLength, cancellationToken).ConfigureAwait(false);
        }

        string? mediaType = MediaTypes.Detect(_buffer.AsSpan(0, count));
        if (_hasSignature ? mediaType?.StartsWith("audio/", StringComparison.Ordinal) != true : count == 0)
        {
            throw ApiFailures.NotMedia(s_wanted, _buffer.AsSpan(0, count), response.Context);
        }

        bool isFirst = _mediaType is null;
        _mediaType ??= _hasSignature ? mediaType : "audio/pcm";
        if (_hasSignature && mediaType != _mediaType)
        {
            throw ApiFailures.NotMedia(new LocalizableMessage("AsThePartBefore", $"{_mediaType} as the part before"), [], response.Context);
        }

        (int skip, long? most) = Joint(count, isFirst, response);
        await CopyAsync(sound, response, count, skip, most, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="FileExistsException">The name is taken.</exception>
    /// <exception cref="IOException">The file can't be made.</exception>
    public async Task<SavedFile> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_waveHeader > 0)
        {
            // Many servers write no length while they stream.
            await WriteLengthAsync(4, _file.Length - 8, cancellationToken).ConfigureAwait(false);
            await WriteLengthAsync(_waveHeader - 4, _file.Length - _waveHeader, cancellationToken).ConfigureAwait(false);
        }

        long length = _file.Length;
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        string path = FinalFileName.Choose(_target, _mediaType);
        path = FinalFileName.Commit(_file.Name, path, _target);
        _done = true;
        return new SavedFile(path, length, _mediaType);
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_done)
        {
            File.Delete(_file.Name);
        }
    }

    // What to leave out at the beginning of the part, and how much sound follows, where the part says it.
    private (int Skip, long? Most) Joint(int count, bool isFirst, StreamingResponse response)
    {
        ReadOnlySpan<byte> head = _buffer.AsSpan(0, count);
        if (_mediaType == "audio/wav")
        {
            int header = AudioContainerReader.WaveHeader(head) ?? throw ApiFailures.NotMedia(s_wanted, [], response.Context);
            long? length = AudioContainerReader.WaveLength(head, header);
            if (isFirst)
            {
                _waveHeader = header;
                return (0, length + header);
            }

            return (header, length + header);
        }

        return (_mediaType == "audio/mpeg" && _isJoined ? AudioContainerReader.Mp3Lead(head) : 0, null);
    }

    private async Task CopyAsync(Stream sound, StreamingResponse response, int count, int skip, long? most, CancellationToken cancellationToken)
    {
        long position = 0;
        while (count > 0)
        {
            int from = (int)Math.Min(count, Math.Max(0, skip - position));
            int to = most is long end ? (int)Math.Min(count, Math.Max(from, end - position)) : count;
            await _file.WriteAsync(_buffer, from, to - from, cancellationToken).ConfigureAwait(false);
            position += count;
            count = await FillAsync(sound, response, 0, 1, cancellationToken).ConfigureAwait(false);
        }

        if (most is long all && position < all)
        {
            throw ApiFailures.Incomplete(IncompleteReasons.SoundShort, response.Context);
        }
    }

    // What is left of a text, behind what has been read of it.
    private async Task<byte[]> ReadAllAsync(Stream stream, StreamingResponse response, int count, CancellationToken cancellationToken)
    {
        await response.OpenKeptAsync().ConfigureAwait(false);
        using var body = new MemoryStream();
        while (count > 0)
        {
            body.Write(_buffer, 0, count);
            count = await FillAsync(stream, response, 0, 1, cancellationToken).ConfigureAwait(false);
        }

        return body.ToArray();
    }

    private static async Task<Stream> OpenAsync(StreamingResponse response)
    {
        try
        {
            return await response.OpenAsync().ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            throw response.ReadFailure(ex);
        }
    }

    // Reads until there are as many bytes, or no more come.
    private async Task<int> FillAsync(Stream stream, StreamingResponse response, int count, int least, CancellationToken cancellationToken)
    {
        try
        {
            while (count < least)
            {
                int read = await stream.ReadAsync(_buffer, count, _buffer.Length - count, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                count += read;
            }

            return count;
        }
        catch (Exception ex)
        {
            throw response.ReadFailure(ex);
        }
    }

    private async Task WriteLengthAsync(int at, long length, CancellationToken cancellationToken)
    {
        // Longer than the field can say: the most that it can.
        uint value = (uint)Math.Min(length, uint.MaxValue);
        byte[] bytes = [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
        _file.Position = at;
        await _file.WriteAsync(bytes, 0, bytes.Length, cancellationToken).ConfigureAwait(false);
    }
}
