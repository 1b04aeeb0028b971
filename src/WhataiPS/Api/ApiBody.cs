using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Resources;

namespace WhataiPS.Api;

/// <summary>Makes a request's body of what people give: a table or an object, JSON text, a file, or a form with files.</summary>
internal static class ApiBody
{
    /// <param name="value">What was given.</param>
    /// <param name="mustBeObject">Whether members will be merged into it.</param>
    /// <exception cref="ArgumentException">It can't be read, or is not JSON.</exception>
    public static byte[] FromJson(object value, bool mustBeObject)
    {
        byte[] body = PSValue.Unwrap(value) switch
        {
            byte[] bytes => bytes,
            FileInfo file => Read(file.FullName),
            string text => Encoding.UTF8.GetBytes(text),
            _ => Encoding.UTF8.GetBytes(JsonConversion.ToNode(value)?.ToJsonString() ?? "null"),
        };
        // Windows PowerShell writes UTF-8 with a mark, which is no part of the JSON.
        body = body.AsSpan().StartsWith("\uFEFF"u8) ? body.AsSpan(3).ToArray() : body;
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return !mustBeObject || json.RootElement.ValueKind == JsonValueKind.Object
                ? body
                : throw new ArgumentException(SR.ExtraBodyNeedsObject);
        }
        catch (JsonException ex)
        {
            throw new ArgumentException(SR.BodyNotJson(ex.Message), ex);
        }
    }

    /// <summary>A multipart form; values that are files go as files, lists as repeated fields.</summary>
    /// <exception cref="ArgumentException">A file can't be read.</exception>
    public static (byte[] Body, string ContentType) FromForm(IDictionary fields, IDictionary? extra)
    {
        using var form = new MultipartFormDataContent();
        foreach (DictionaryEntry field in fields.Cast<DictionaryEntry>().Concat(extra?.Cast<DictionaryEntry>() ?? []))
        {
            string name = Convert.ToString(field.Key, CultureInfo.InvariantCulture)!;
            object? value = Unwrapped(field.Value);
            foreach (object? item in value is IEnumerable items and not string and not byte[] and not IDictionary ? items : new[] { value })
            {
                Add(form, name, Unwrapped(item));
            }
        }

        return (form.ReadAsByteArrayAsync().GetAwaiter().GetResult(), form.Headers.ContentType!.ToString());
    }

    private static void Add(MultipartFormDataContent form, string name, object? value)
    {
        switch (value)
        {
            case FileInfo file:
                form.Add(File(Read(file.FullName)), name, file.Name);
                break;
            case byte[] bytes:
                form.Add(File(bytes), name, name);
                break;
            default:
                form.Add(new StringContent(value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty), name);
                break;
        }
    }

    private static ByteArrayContent File(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Detect(bytes) ?? "application/octet-stream");
        return content;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(SR.FileUnreadable(path, ex.Message), ex);
        }
    }

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
