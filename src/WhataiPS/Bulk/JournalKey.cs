using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace WhataiPS.Bulk;

/// <summary>A key of a journal as its index keeps it: half of the hash that its text is, which no two requests share, in a tenth of the room.</summary>
internal readonly record struct JournalKey(ulong First, ulong Second)
{
    private const int HashLength = 44;

    /// <summary>The key of a text.</summary>
    public static JournalKey Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The key of a text in UTF-8: a hash as base64, and behind a # how often the same request came before.</summary>
    public static JournalKey Of(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[32];
        int before = 0;
        if (text.Length < HashLength
            || Base64.DecodeFromUtf8(text.Slice(0, HashLength), hash, out _, out _) != OperationStatus.Done
            || !TryReadCount(text.Slice(HashLength), out before))
        {
            // Not one of ours.
            using var sha = SHA256.Create();
            hash = sha.ComputeHash(text.ToArray());
        }

        return new JournalKey(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash.Slice(sizeof(ulong))) + (ulong)before);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => First.GetHashCode();

    private static bool TryReadCount(ReadOnlySpan<byte> text, out int count)
    {
        count = 0;
        return text.IsEmpty || (text[0] == '#' && Utf8Parser.TryParse(text.Slice(1), out count, out int read) && read == text.Length - 1);
    }
}
