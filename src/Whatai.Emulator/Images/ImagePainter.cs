using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Images;

/// <summary>
/// Paints the images of the images routes: hills under a sun, in colours derived from the prompt, with a caption of prompt,
/// model and size. The same request gives the same image; a PNG also holds the prompt and the model as text chunks.
/// </summary>
internal sealed class ImagePainter
{
    private const int Margin = 2;
    private const int MaxLines = 4;

    private static readonly Colour s_sun = new(255, 240, 200);
    private static readonly Colour s_ink = new(250, 250, 250);
    private static readonly Colour s_paper = new(24, 26, 32);

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _hash;
    private readonly string[] _caption;
    private readonly int _scale;
    private readonly bool[][] _points;
    private readonly double[][] _hills;
    private readonly Colour[] _colours;
    private readonly int _captionTop;

    private ImagePainter(int width, int height, string prompt, string note, string seed)
    {
        _width = width;
        _height = height;
        _hash = Hex.Hash(Encoding.UTF8.GetBytes(seed));
        _scale = Math.Max(1, Math.Min(width, height) / 220);
        int columns = Math.Max(1, (width / _scale - 2 * Margin) / (CaptionFont.Width + 1));
        _caption = width < 64 || height < 64 ? [] : [.. Wrapped(prompt, columns, MaxLines), .. Wrapped(note, columns, 2)];
        _points = Points();
        _captionTop = height - (_points.Length * _scale);
        _hills = [.. Enumerable.Range(0, 3).Select(Hill)];
        _colours = [.. Enumerable.Range(0, 3).Select(hill => Mixed(6 + (hill * 3), 0.75 - (0.22 * hill), 0))];
    }

    internal static byte[] Paint(int width, int height, string prompt, string model, string note, int number, string format)
    {
        string seed = prompt + "\n" + model + "\n" + number.ToString(CultureInfo.InvariantCulture);
        var picture = new ImagePainter(width, height, prompt, string.Format(CultureInfo.InvariantCulture, "{0} {1}x{2} {3}", model, width, height, note).TrimEnd(), seed);
        return format switch
        {
            "jpeg" => JpegImage.Write(width, height, picture.PaintRow),
            "webp" => WebpImage.Write(width, height, picture.PaintRow),
            _ => PngImage.Write(width, height, picture.PaintRow, [("Title", prompt), ("Software", model)]),
        };
    }

    private void PaintRow(int y, byte[] row)
    {
        double at = (double)y / _height;
        Colour sky = Mixed(15, 0.95 - (0.35 * at), 90 * at);
        double dy = (at - 0.25) * _height / _width;
        double half = 0.006 - (dy * dy) > 0 ? Math.Sqrt(0.006 - (dy * dy)) : -1;
        double sun = 0.2 + (_hash[3] / 425.0);
        int sunFrom = (int)((sun - half) * _width);
        int sunTo = (int)((sun + half) * _width);
        for (int x = 0; x < _width; x++)
        {
            Colour colour = y >= _captionTop ? Caption(x, y - _captionTop)
                : at > _hills[2][x] ? _colours[2]
                : at > _hills[1][x] ? _colours[1]
                : at > _hills[0][x] ? _colours[0]
                : x > sunFrom && x < sunTo ? s_sun
                : sky;
            row[x * 3] = colour.Red;
            row[(x * 3) + 1] = colour.Green;
            row[(x * 3) + 2] = colour.Blue;
        }
    }

    // The top of a hill, for each column.
    private double[] Hill(int hill)
    {
        double phase = _hash[hill] / 40.0;
        double[] line = new double[_width];
        for (int x = 0; x < _width; x++)
        {
            double across = (double)x / _width;
            line[x] = 0.52 + (0.13 * hill) + (0.07 * Math.Sin((across * (5 + (hill * 2))) + phase)) + (0.02 * Math.Sin((across * 17) + (phase * 3)));
        }

        return line;
    }

    private Colour Mixed(int from, double brightness, double more) => new(
        Shade(_hash[from], brightness, more), Shade(_hash[from + 1], brightness, more), Shade(_hash[from + 2], brightness, more));

    private static byte Shade(byte value, double brightness, double more) => (byte)Math.Min(255, ((60 + (value * 0.65)) * brightness) + more);

    private Colour Caption(int x, int y) => _points[y / _scale][Math.Min(x / _scale, _points[0].Length - 1)] ? s_ink : s_paper;

    // The caption as a bitmap, so that painting a row is a look-up.
    private bool[][] Points()
    {
        if (_caption.Length == 0)
        {
            return [];
        }

        int rows = (_caption.Length * (CaptionFont.Height + 1)) + (2 * Margin);
        int columns = (_width / _scale) + 1;
        bool[][] points = [.. Enumerable.Range(0, rows).Select(_ => new bool[columns])];
        for (int line = 0; line < _caption.Length; line++)
        {
            for (int i = 0; i < _caption[line].Length; i++)
            {
                Draw(points, _caption[line][i], Margin + (i * (CaptionFont.Width + 1)), Margin + (line * (CaptionFont.Height + 1)));
            }
        }

        return points;
    }

    private static void Draw(bool[][] points, char c, int left, int top)
    {
        for (int y = 0; y < CaptionFont.Height; y++)
        {
            for (int x = 0; x < CaptionFont.Width && left + x < points[0].Length; x++)
            {
                points[top + y][left + x] = CaptionFont.IsSet(c, x, y);
            }
        }
    }

    private static IEnumerable<string> Wrapped(string text, int columns, int max)
    {
        string left = string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        for (int line = 0; line < max && left.Length > 0; line++)
        {
            if (left.Length <= columns)
            {
                yield return left;
                yield break;
            }

            int end = left.LastIndexOf(' ', columns);
            end = end <= 0 ? columns : end;
            yield return left.Substring(0, end);
            left = left.Substring(end).TrimStart();
        }
    }

    private readonly record struct Colour(byte Red, byte Green, byte Blue);
}
