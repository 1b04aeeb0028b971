using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Whatai.Client.Conversations;
using Whatai.Client.Media;

namespace Whatai.Client.Gemini;

/// <summary>A spoken answer, put together from its pieces: samples (<c>audio/L16;codec=pcm;rate=24000</c>), or the parts of a file.</summary>
internal sealed class GeminiSound
{
    private readonly List<byte[]> _pieces = [];
    private string? _type;

    public void Add(byte[] data, string? type)
    {
        if (type?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) == true)
        {
            _type ??= type;
            _pieces.Add(data);
        }
    }

    /// <summary>The sound; null where none came.</summary>
    public ChatAudio? ToAudio()
    {
        if (_type is null)
        {
            return null;
        }

        byte[] bytes = [.. _pieces.SelectMany(static piece => piece)];
        string name = _type.Split(';')[0].Trim();
        bool isSamples = name.Equals("audio/L16", StringComparison.OrdinalIgnoreCase) || name.Equals("audio/pcm", StringComparison.OrdinalIgnoreCase);
        var audio = new ChatAudio { Bytes = bytes, MediaType = isSamples ? null : MediaTypes.Detect(bytes) ?? name };
        return Rate(_type) is int rate ? audio with { SampleRate = rate } : audio;
    }

    private static int? Rate(string type)
    {
        foreach (string parameter in type.Split(';'))
        {
            string[] pair = parameter.Split('=');
            if (pair.Length == 2 && pair[0].Trim().Equals("rate", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(pair[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int rate) && rate > 0)
            {
                return rate;
            }
        }

        return null;
    }
}
