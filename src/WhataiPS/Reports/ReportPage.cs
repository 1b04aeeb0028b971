using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using WhataiPS.Resources;
using WhataiPS.Terminal;

namespace WhataiPS.Reports;

/// <summary>
/// Writes rows as one page that needs nothing else: no network, and no script but its own, which only searches. What models and servers said goes
/// in as text alone, and a policy within the page forbids everything else.
/// </summary>
internal sealed class ReportPage(IReadOnlyList<ReportItem> items, string title, MediaEmbedder embedder)
{
    private const int LongestSummary = 160;
    private const int MostOpen = 12;
    private const int LeastBars = 40;

    private readonly StringBuilder _html = new();
    private readonly StringBuilder _gallery = new();
    private readonly Dictionary<int, List<string>> _links = [];

    /// <summary>The page.</summary>
    public string Write()
    {
        FillGallery();
        string script = Resource("Report.js");
        string style = Resource("Report.css");
        Add($"<!doctype html>\n<html lang=\"{(SR.IsChinese ? "zh-Hans" : "en")}\">\n<head>\n<meta charset=\"utf-8\">\n");
        Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; media-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'\">\n");
        Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{Text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n");
        Add($"<h1>{Text(title)}</h1>\n<p class=\"dim\">{Text(SR.ReportMade(DateTime.Now.ToString("f", CultureInfo.CurrentCulture)))}</p>\n");
        AddTotals();
        AddChart();
        AddModels();
        if (_gallery.Length > 0)
        {
            Add($"<h2>{Text(SR.ReportGallery)}</h2>\n<div class=\"gallery\">\n{_gallery}</div>\n");
        }

        AddRows();
        Add($"</main>\n<script>{script}</script>\n</body>\n</html>\n");
        return _html.ToString();
    }

    private void AddTotals()
    {
        Add("<dl class=\"cards\">\n");
        AddCard(SR.ReportResults, Number(items.Count(static item => !item.IsError)));
        AddCard(SR.ReportErrors, Number(items.Count(static item => item.IsError)), items.Any(static item => item.IsError));
        AddCard(SR.ReportTokens, TokensOf(items));
        AddCard(SR.ReportCost, CostOf(items));
        AddCard(SR.ReportDuration, DurationOf(items));
        Add("</dl>\n");
    }

    private void AddCard(string name, string value, bool isBad = false) =>
        Add($"<div><dt>{Text(name)}</dt><dd{(isBad ? " class=\"bad\"" : null)}>{Text(value)}</dd></div>\n");

    // As many bars as one can tell apart; each is the longest of its share.
    private void AddChart()
    {
        if (items.Count < 2 || !items.Any(static item => item.Duration > TimeSpan.Zero))
        {
            return;
        }

        int count = Math.Min(items.Count, 160);
        double most = items.Max(static item => item.Duration?.TotalSeconds ?? 0);
        Add($"<h2>{Text(SR.ReportChart)}</h2>\n<svg class=\"chart\" viewBox=\"0 0 {Math.Max(count, LeastBars) * 6} 96\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Text(SR.ReportChartMost(Seconds(TimeSpan.FromSeconds(most))))}\">\n");
        for (int i = 0; i < count; i++)
        {
            int from = (int)((long)i * items.Count / count);
            ReportItem[] share = [.. items.Skip(from).Take((int)((long)(i + 1) * items.Count / count) - from)];
            double longest = share.Max(static item => item.Duration?.TotalSeconds ?? 0);
            bool isBad = share.Any(static item => item.IsError);
            double height = Math.Max(isBad ? 6 : 1, longest / most * 94);
            Add($"<rect{(isBad ? " class=\"bad\"" : null)} x=\"{i * 6}\" y=\"{Invariant(96 - height)}\" width=\"5\" height=\"{Invariant(height)}\"/>");
        }

        Add($"\n</svg>\n<p class=\"dim\">{Text(SR.ReportChartMost(Seconds(TimeSpan.FromSeconds(most))))}</p>\n");
    }

    private void AddModels()
    {
        IGrouping<string, ReportItem>[] models = [.. items.Where(static item => item.Model is not null).GroupBy(static item => item.Model!).OrderByDescending(static model => model.Count())];
        if (models.Length == 0)
        {
            return;
        }

        Add($"<h2>{Text(SR.ReportModels)}</h2>\n<table>\n<thead><tr>");
        foreach (string head in (string[])[SR.ReportModel, SR.ReportResults, SR.ReportTokens, SR.ReportCost, SR.ReportDuration])
        {
            Add($"<th scope=\"col\">{Text(head)}</th>");
        }

        Add("</tr></thead>\n<tbody>\n");
        foreach (IGrouping<string, ReportItem> model in models)
        {
            Add($"<tr><td>{Text(model.Key)}</td><td>{Number(model.Count())}</td><td>{TokensOf(model)}</td><td>{Text(CostOf(model))}</td><td>{DurationOf(model)}</td></tr>\n");
        }

        Add("</tbody>\n</table>\n");
    }

    private void FillGallery()
    {
        int number = 0;
        for (int row = 0; row < items.Count; row++)
        {
            foreach (ReportMedia media in items[row].Media)
            {
                string name = Path.GetFileName(media.Path) is { Length: > 0 } file ? file : media.Url?.Host ?? items[row].Prompt;
                if (embedder.Embed(media) is (string uri, string type))
                {
                    number++;
                    string what = Text(TerminalText.Shortened(items[row].Prompt.Length > 0 ? items[row].Prompt : name, LongestSummary));
                    string shown = type[0] == 'i' ? $"<a href=\"#m{number}\"><img loading=\"lazy\" decoding=\"async\" alt=\"{what}\" src=\"{uri}\"></a>"
                        : type[0] == 'v' ? $"<video controls preload=\"metadata\" aria-label=\"{what}\" src=\"{uri}\"></video>"
                        : $"<audio controls preload=\"metadata\" aria-label=\"{what}\" src=\"{uri}\"></audio>";
                    string html = $"<figure id=\"m{number}\">{shown}<figcaption><a href=\"#r{row + 1}\">#{row + 1}</a> {what}</figcaption></figure>\n";
                    _gallery.Append(html);
                    Link(row, $"<a href=\"#m{number}\">{Text(name)}</a>");
                }
                else
                {
                    Link(row, media.Url is Uri url ? $"<a href=\"{Text(url.AbsoluteUri)}\" rel=\"noreferrer noopener\">{Text(name)}</a>" : Text(media.Path ?? name));
                }
            }
        }
    }

    private void Link(int row, string html)
    {
        if (!_links.TryGetValue(row, out List<string>? links))
        {
            _links[row] = links = [];
        }

        links.Add(html);
    }

    private void AddRows()
    {
        Add($"<h2 id=\"rows\">{Text(SR.ReportRows)}</h2>\n");
        if (items.Count == 0)
        {
            Add($"<p>{Text(SR.ReportEmpty)}</p>\n");
            return;
        }

        Add($"<div class=\"tools\" role=\"search\"><input id=\"search\" type=\"search\" aria-label=\"{Text(SR.ReportSearch)}\" placeholder=\"{Text(SR.ReportSearch)}\">");
        Add($"<select id=\"kind\" aria-label=\"{Text(SR.ReportShow)}\"><option value=\"\">{Text(SR.ReportAll)}</option><option value=\"error\">{Text(SR.ReportErrors)}</option><option value=\"media\">{Text(SR.ReportGallery)}</option></select>");
        Add("<span id=\"shown\" class=\"dim\" role=\"status\"></span></div>\n");
        if (embedder.LeftOut > 0)
        {
            Add($"<p class=\"dim\">{Text(SR.ReportLeftOut(embedder.LeftOut))}</p>\n");
        }

        for (int i = 0; i < items.Count; i++)
        {
            AddRow(items[i], i);
        }
    }

    private void AddRow(ReportItem item, int row)
    {
        int number = row + 1;
        string what = Text(TerminalText.Shortened(item.Prompt.Length > 0 ? item.Prompt : item.Text, LongestSummary));
        string[] facts = [.. ((string?[])[
            item.Model,
            item.PromptTokens is null && item.CompletionTokens is null ? null : $"{Number(item.PromptTokens ?? 0)} + {Number(item.CompletionTokens ?? 0)}",
            item.Cost is null ? null : CostOf([item]),
            item.Duration is null ? null : Seconds(item.Duration.Value),
            item.Status]).OfType<string>()];
        Add($"<details class=\"row\" id=\"r{number}\"{(item.IsError ? " data-error=\"1\"" : null)}{(item.Media.Count > 0 ? " data-media=\"1\"" : null)}{(items.Count <= MostOpen ? " open" : null)}>");
        Add($"<summary><span class=\"dim\">{number}</span><span class=\"what{(item.IsError ? " bad" : null)}\">{what}</span><span class=\"facts\">{Text(string.Join(" · ", facts))}</span></summary>\n");
        AddText(SR.ReportPrompt, item.Prompt, isBad: false);
        AddText(item.IsError ? SR.ReportError : SR.ReportAnswer, item.Text, item.IsError);
        if (_links.TryGetValue(row, out List<string>? links))
        {
            Add($"<p>{string.Join(", ", links)}</p>\n");
        }

        string[] more = [.. ((string?[])[item.Time?.LocalDateTime.ToString("G", CultureInfo.CurrentCulture), item.RequestId is null ? null : SR.ReportRequestId(item.RequestId)]).OfType<string>()];
        Add($"{(more.Length > 0 ? $"<p class=\"dim\">{Text(string.Join(" · ", more))}</p>" : null)}</details>\n");
    }

    private void AddText(string head, string text, bool isBad)
    {
        if (text.Length > 0)
        {
            Add($"<div class=\"dim\">{Text(head)}</div><pre{(isBad ? " class=\"bad\"" : null)}>{Text(text)}</pre>\n");
        }
    }

    private void Add(string html) => _html.Append(html);

    // Characters that reorder what is read are made visible, as in a terminal.
    private static string Text(string text) => WebUtility.HtmlEncode(TerminalText.Visible(text))!;

    private static string CostOf(IEnumerable<ReportItem> items)
    {
        string[] sums = [.. items.Where(static item => item.Cost is not null).GroupBy(static item => item.Currency).Select(static currency =>
            string.Format(CultureInfo.CurrentCulture, "{0:0.######} {1}", currency.Sum(static item => item.Cost!.Value), currency.Key))];
        return sums.Length > 0 ? string.Join(", ", sums) : "–";
    }

    private static string TokensOf(IEnumerable<ReportItem> items) => Number(items.Sum(static item => (item.PromptTokens ?? 0) + (item.CompletionTokens ?? 0)));

    private static string DurationOf(IEnumerable<ReportItem> items) => Seconds(TimeSpan.FromTicks(items.Sum(static item => item.Duration?.Ticks ?? 0)));

    private static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private static string Seconds(TimeSpan time) => time.TotalHours >= 1
        ? time.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture).Replace("0.", string.Empty)
        : string.Format(CultureInfo.CurrentCulture, time.TotalSeconds < 10 ? "{0:0.00} s" : "{0:0.0} s", time.TotalSeconds);

    private static string Invariant(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(typeof(ReportPage), name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}
