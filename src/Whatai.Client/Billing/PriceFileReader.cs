using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>
/// Reads a user's own prices, CSV with a line of names or JSON: <c>model</c>, <c>input</c>, <c>cachedInput</c>, <c>cacheWrite</c> and <c>output</c> for a
/// million tokens, or <c>perCall</c> or <c>perSecond</c>; and <c>currency</c>. Nothing in it is passed over: a price that was not understood would be a wrong amount.
/// </summary>
internal static class PriceFileReader
{
    private static readonly string[] s_columns = ["model", "input", "cachedInput", "cacheWrite", "output", "perCall", "perSecond", "currency"];

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
        decimal? second = Amount(row, model, "perSecond");
        if (new[] { input, call, second }.Count(static price => price is not null) != 1 || (input is null && (output ?? cached ?? written) is not null))
        {
            throw new LocalizableMessage("PriceIncomplete", $"The price table has no price of '{model}' that can be used: give either input and output, or perCall, or perSecond.").ToArgumentException();
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
            Second = second,
        };
        return new ModelPrice
        {
            Model = model,
            BillingMode = call is not null ? BillingMode.PerCall : second is not null ? BillingMode.PerSecond : BillingMode.PerToken,
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

        Dictionary<string, string> values = ToValues(row.EnumerateObject()
            .Where(static member => member.Value.ValueKind != JsonValueKind.Null)
            .Select(static member => (Column(member.Name), member.Value.ValueKind == JsonValueKind.String ? LenientText.Read(member.Value)!.Trim() : member.Value.GetRawText())));
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
        // Where the comma parts decimals, programs write another mark between columns.
        List<List<string>> rows = s_marks.Select(mark => ReadRows(text, mark)).OrderByDescending(static rows => rows.Count > 0 ? rows[0].Count : 0).First();
        if (rows.Count == 0 || !rows[0].Exists(static name => Simple(name) == "model"))
        {
            throw NoTable();
        }

        string[] columns = [.. rows[0].Select(Column)];
        return rows.Skip(1).Select(row => row.Count <= columns.Length ? ToValues(row.Select((value, i) => (columns[i], value.Trim()))) : throw TooLong(string.Join(",", row)));
    }

    private static ArgumentException TooLong(string row) =>
        new LocalizableMessage("PriceRowTooLong", $"A line of the price table has more values than there are columns: {row}").ToArgumentException();

    private static List<List<string>> ReadRows(string text, char mark)
    {
        try
        {
            return [.. CsvReader.Read(text, mark)];
        }
        catch (FormatException ex)
        {
            throw new LocalizableMessage("PriceQuoteOpen", $"The price table has a quotation mark that is not closed: {ex.Message}").ToArgumentException();
        }
    }

    private static Dictionary<string, string> ToValues(IEnumerable<(string Column, string Value)> pairs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string column, string value) in pairs)
        {
            if (values.ContainsKey(column))
            {
                throw new LocalizableMessage("PriceColumnTwice", $"The price table has {column} more than once in one entry.").ToArgumentException();
            }

            values.Add(column, value);
        }

        return values;
    }

    private static string Column(string name) => s_columns.FirstOrDefault(column => Simple(column) == Simple(name))
        ?? throw new LocalizableMessage("PriceColumnUnknown", $"The price table has a column '{name}' that is not known. The columns are {s_columnNames}.").ToArgumentException();

    // As people and programs write names: cached_input, Cached Input, cachedInput.
    private static string Simple(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static ArgumentException NoTable() => new LocalizableMessage("NotAPriceTable", $"It is no price table: neither CSV with a line of names, one of them 'model', nor JSON with an entry for each model.").ToArgumentException();
}
