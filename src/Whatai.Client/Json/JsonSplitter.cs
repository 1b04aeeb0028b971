using System;
using System.Collections.Generic;
using System.IO;

namespace Whatai.Client.Json;

/// <summary>
/// Takes the objects out of a JSON array as its bytes come, each as soon as it is whole. Objects that merely follow one another are
/// taken as well.
/// </summary>
internal sealed class JsonSplitter : IDisposable
{
    private readonly MemoryStream _held = new();
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>Whether something came between the objects that has no place there. Nothing is taken behind it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>White space between values, or a byte of a byte order mark.</summary>
    public static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0xEF or 0xBB or 0xBF;

    /// <summary>The objects of a whole body.</summary>
    public static List<byte[]> Split(byte[] body)
    {
        using var splitter = new JsonSplitter();
        var objects = new List<byte[]>();
        splitter.Add(body, objects);
        return objects;
    }

    /// <summary>Takes more bytes and adds the objects that they complete.</summary>
    public void Add(ReadOnlySpan<byte> bytes, List<byte[]> objects)
    {
        int start = 0;
        for (int i = 0; i < bytes.Length && !IsBroken; i++)
        {
            if (_depth == 0)
            {
                Begin(bytes[i]);
                start = i;
            }
            else if (_inString)
            {
                i = InString(bytes, i);
            }
            else if (bytes[i] == (byte)'"')
            {
                _inString = true;
            }
            else if (bytes[i] is (byte)'{' or (byte)'[')
            {
                _depth++;
            }
            else if (bytes[i] is (byte)'}' or (byte)']' && --_depth == 0)
            {
                Hold(bytes.Slice(start, i + 1 - start));
                objects.Add(_held.ToArray());
                _held.SetLength(0);
            }
        }

        if (_depth > 0)
        {
            Hold(bytes.Slice(start));
        }
    }

    public void Dispose() => _held.Dispose();

    private void Begin(byte value)
    {
        if (value == (byte)'{')
        {
            _depth = 1;
        }
        else
        {
            IsBroken = !IsSpace(value) && value is not ((byte)'[' or (byte)',' or (byte)']');
        }
    }

    // An image is one string of megabytes: only its end is looked for.
    private int InString(ReadOnlySpan<byte> bytes, int at)
    {
        if (_escaped)
        {
            _escaped = false;
            return at;
        }

        int found = bytes.Slice(at).IndexOfAny((byte)'"', (byte)'\\');
        if (found < 0)
        {
            return bytes.Length;
        }

        _escaped = bytes[at + found] == (byte)'\\';
        _inString = _escaped;
        return at + found;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
#if NETFRAMEWORK
        byte[] copy = bytes.ToArray();
        _held.Write(copy, 0, copy.Length);
#else
        _held.Write(bytes);
#endif
    }
}
