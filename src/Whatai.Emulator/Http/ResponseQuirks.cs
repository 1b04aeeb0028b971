using System;

namespace Whatai.Emulator.Http;

/// <summary>Unusual ways of writing an answer. Each is valid, or at least common on the wire.</summary>
[Flags]
internal enum ResponseQuirks
{
    None = 0,

    /// <summary>One byte per write.</summary>
    Drip = 1 << 0,

    /// <summary>Every multi-byte character straddles two packets.</summary>
    SplitUtf8 = 1 << 1,

    /// <summary>HTTP/1.0, delimited by closing the connection.</summary>
    Http10 = 1 << 2,

    NoContentType = 1 << 3,

    /// <summary>A UTF-8 byte order mark first.</summary>
    Bom = 1 << 4,

    /// <summary>Compressed, whatever the client accepts.</summary>
    Gzip = 1 << 5,
    Brotli = 1 << 6,

    /// <summary>Comment lines among the events.</summary>
    Pings = 1 << 7,
    Crlf = 1 << 8,
    Cr = 1 << 9,

    /// <summary>One JSON over several data: lines.</summary>
    MultiLineData = 1 << 10,
    NoDone = 1 << 11,
    NoFinish = 1 << 12,

    /// <summary>An unrequested usage chunk with empty choices.</summary>
    UsageEmptyChoices = 1 << 13,

    /// <summary>An unrequested usage chunk with a choice and further fields.</summary>
    UsageWithChoice = 1 << 14,

    /// <summary>A chunk without choices.</summary>
    NoChoices = 1 << 15,
    UnknownFields = 1 << 16,
    DuplicateFinish = 1 << 17,
    StringNumbers = 1 << 18,

    /// <summary>Additional events of unknown types.</summary>
    UnknownEvents = 1 << 19,

    /// <summary>Thoughts are not signed.</summary>
    NoSignature = 1 << 20,
}
