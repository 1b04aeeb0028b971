namespace WhataiPS.Terminal;

/// <summary>The bits of a scan. A marker ends them; behind it there are zeros, so that a cut picture shows what there is of it.</summary>
internal sealed class JpegBits(byte[] file, int at)
{
    private int _at = at;
    private int _byte;
    private int _left;

    /// <summary>Where the bits end: at a marker.</summary>
    public int Position => _at;

    /// <summary>Whether the scan's data is used up.</summary>
    public bool IsOver { get; private set; }

    public int Read()
    {
        if (_left == 0)
        {
            Next();
        }

        _left--;
        return (_byte >> _left) & 1;
    }

    public int Read(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++)
        {
            value = (value << 1) | Read();
        }

        return value;
    }

    /// <summary>A number of so many bits, whose upper half stands for the positive ones.</summary>
    public int ReadSigned(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int value = Read(count);
        return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    }

    /// <summary>Goes behind the next restart marker, if there is one.</summary>
    public void Restart()
    {
        _left = 0;
        int at = _at;
        while (at + 1 < file.Length && !(file[at] == 0xFF && file[at + 1] is not (0 or 0xFF)))
        {
            at++;
        }

        if (at + 1 < file.Length && file[at + 1] is >= 0xD0 and <= 0xD7)
        {
            _at = at + 2;
            IsOver = false;
        }
    }

    private void Next()
    {
        _left = 8;
        _byte = 0;
        if (_at >= file.Length)
        {
            IsOver = true;
            return;
        }

        if (file[_at] != 0xFF)
        {
            _byte = file[_at++];
        }
        else if (_at + 1 < file.Length && file[_at + 1] == 0)
        {
            _byte = 0xFF;
            _at += 2;
        }
        else
        {
            IsOver = true;
        }
    }
}
