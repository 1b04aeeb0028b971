using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>
/// Reads a user's own prices, CSV with a line of names or JSON: <c>model</c>, <c>input</c>, <c>cachedInput</c>, <c>cacheWrite</c> and <c>output</c> for a
/// million tokens, or <c>perCall</c>; and <c>currency</c>. Nothing in it is passed over: a price that was not understood would be a wrong amount.
/// </summary>
internal static class PriceFileReader
{
    private static readonly string[] s_columns = ["model", "input", "cachedInput", "cacheWrite", "output", "perCall", "currency"];

    private static readonly string s_columnNames = string.Join(", ", s_columns);

    private static readonly char[] s_marks = [',', ';', '\t'];

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="ArgumentException">It is no price table, and the message says where.</exception>
    public static PriceTable Read(string text)
    {
        text = text.Trim('\uFEFF', ' ', '\t', '\r', '\n');
        IEnumerable<Dictionary<string, string>> rows = text.Length > 0 && text[0] is '{' or '[' ? ReadJson(text) : ReadCsv(text);
        var models = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        int number = 0;
        foreach (Dictionary<string, string> row in rows)
        {
            number++;
            if (Value(row, "model") is not string model)
            {
                throw new LocalizableMessage("PriceWithoutModel", $"Entry {number} of the price table names no model.").ToArgumentException();
            }

            if (models.ContainsKey(model))
            {
                throw new LocalizableMessage("PriceTwice", $"The price table has '{model}' more than once.").ToArgumentException();
            }

            models.Add(model, ReadModel(model, row));
        }

        return models.Count > 0 ? new PriceTable([.. models.Values]) : throw NoTable();
    }

    private static ModelPrice ReadModel(string model, Dictionary<string, string> row)
    {
        decimal? input = Amount(row, model, "input");
        decimal? output = Amount(row, model, "output");
        decimal? cached = Amount(row, model, "cachedInput");
        decimal? written = Amount(row, model, "cacheWrite");
        decimal? call = Amount(row, model, "perCall");
        if (call is null == input is null || (call is not null && (output ?? cached ?? written) is not null))
        {
            throw new LocalizableMessage("PriceIncomplete", $"The price table has no price of '{model}' that can be used: give either input and output, or perCall.").ToArgumentException();
        }

        string currency = Value(row, "currency") ?? Cost.Dollar;
        currency = currency.Equals(Cost.Dollar, StringComparison.OrdinalIgnoreCase) ? Cost.Dollar : currency;
        var price = new PriceAmounts
        {
            Input = input,
            Output = output,
            CachedInput = cached ?? input,
            CacheWrite = written ?? input,
            LongCacheWrite = written ?? input,
            Call = call,
        };
        return new ModelPrice
        {
            Model = model,
            BillingMode = call is null ? BillingMode.PerToken : BillingMode.PerCall,
            Currency = currency,
            Price = price,
            Usd = currency == Cost.Dollar ? price : null,
            Source = CostSource.PriceFile,
        };
    }

    private static decimal? Amount(Dictionary<string, string> row, string model, string column) =>
        Value(row, column) is not string text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal amount) && amount is >= 0 and < PricingReader.MostRatio ? amount
        : throw new LocalizableMessage("PriceNotANumber", $"The price table has '{text}' as {column} of '{model}'. Write a number of 0 or more, with a point.").ToArgumentException();

    private static string? Value(Dictionary<string, string> row, string column) => row.TryGetValue(column, out string? value) && value.Length > 0 ? value : null;

    // A list of objects, an object of objects by model, or either below "models" beside the currency of all.
    private static IEnumerable<Dictionary<string, string>> ReadJson(string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException)
        {
            throw NoTable();
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            string? currency = null;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("models", out JsonElement models) && models.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            {
                currency = LenientJson.Text(root, "currency");
                root = models;
            }

            IEnumerable<(string? Model, JsonElement Row)> rows = root.ValueKind == JsonValueKind.Array
                ? root.EnumerateArray().Select(static row => ((string?)null, row))
                : root.EnumerateObject().Select(static member => ((string?)member.Name, member.Value));
            return [.. rows.Select(row => ReadObject(row.Model, row.Row, currency))];
        }
    }

    private static Dictionary<string, string> ReadObject(string? model, JsonElement row, string? currency)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw NoTable();
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty member in row.EnumerateObject().Where(static member => member.Value.ValueKind != JsonValueKind.Null))
        {
            values[Column(member.Name)] = member.Value.ValueKind == JsonValueKind.String ? LenientText.Read(member.Value)!.Trim() : member.Value.GetRawText();
        }

        if (model is not null)
        {
            values["model"] = model;
        }

        if (currency is not null && !values.ContainsKey("currency"))
        {
            values["currency"] = currency;
        }

        return values;
    }

    private static IEnumerable<Dictionary<string, string>> ReadCsv(string text)
    {
        string[] lines = [.. text.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.Trim().Length > 0)];
        if (lines.Length == 0)
        {
            throw NoTable();
        }

        // Where the comma parts decimals, programs write another mark between columns.
        char mark = s_marks.OrderByDescending(mark => lines[0].Split(mark).Length).First();
        List<string> header = Split(lines[0], mark);
        if (!header.Exists(static name => Simple(name) == "model"))
        {
            throw NoTable();
        }

        string[] columns = [.. header.Select(Column)];
        return lines.Skip(1).Select(line =>
        {
            List<string> values = Split(line, mark);
            return values.Count <= columns.Length
                ? values.Select((value, i) => (Name: columns[i], Value: value)).ToDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal)
                : throw new LocalizableMessage("PriceRowTooLong", $"A line of the price table has more values than there are columns: {line}").ToArgumentException();
        });
    }

    private static List<string> Split(string line, char mark)
    {
        var values = new List<string>();
        var value = new StringBuilder();
        bool isQuoted = false;
        foreach (char c in line + mark)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == mark && !isQuoted)
            {
                values.Add(value.ToString().Trim());
                value.Clear();
            }
            else
            {
                value.Append(c);
            }
        }

        return values;
    }

    private static string Column(string name) => s_columns.FirstOrDefault(column => Simple(column) == Simple(name))
        ?? throw new LocalizableMessage("PriceColumnUnknown", $"The price table has a column '{name}' that is not known. The columns are {s_columnNames}.").ToArgumentException();

    // As people and programs write names: cached_input, Cached Input, cachedInput.
    private static string Simple(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static ArgumentException NoTable() => new LocalizableMessage("NotAPriceTable", $"It is no price table: neither CSV with a line of names, one of them 'model', nor JSON with an entry for each model.").ToArgumentException();
}
