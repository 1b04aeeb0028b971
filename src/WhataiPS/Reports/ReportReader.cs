using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using WhataiPS.Binding;
using WhataiPS.Errors;

namespace WhataiPS.Reports;

/// <summary>
/// Makes rows of results. They are read by the names of their properties, which all of the module's results share, so that those of a job or of
/// Import-Clixml, and a script's own rows, read the same.
/// </summary>
internal static class ReportReader
{
    public static ReportItem Read(PSObject result) => result.BaseObject switch
    {
        ErrorRecord error => OfError(error),
        Exception exception => new ReportItem { IsError = true, Status = exception.GetType().Name, Text = exception.Message, RequestId = (exception as WhataiException)?.RequestId },
        FileInfo file => new ReportItem { Prompt = file.Name, Time = file.LastWriteTime, Media = [new ReportMedia(null, file.FullName, null)] },
        string text => new ReportItem { Text = text },
        _ => OfResult(result),
    };

    private static ReportItem OfError(ErrorRecord error) => new()
    {
        IsError = true,
        Prompt = TextOf(error.TargetObject) ?? string.Empty,
        Text = error.Exception is WhataiException failure && error.ErrorDetails is null ? WhataiErrors.Text(failure) : error.ToString(),
        Status = error.FullyQualifiedErrorId?.Split(',')[0],
        RequestId = (error.Exception as WhataiException)?.RequestId,
    };

    private static ReportItem OfResult(PSObject result)
    {
        PSObject? usage = Object(result, "Usage");
        PSObject? cost = Object(result, "Cost");
        string? failure = String(result, "ErrorMessage") ?? String(result, "FailReason");
        ReportMedia[] media = [.. MediaOf(result), .. Items(result, "Images").SelectMany(MediaOf)];
        string? text = failure ?? String(result, "Text") ?? String(result, "Refusal");
        return new ReportItem
        {
            Prompt = String(result, "Prompt") ?? TextOf(Value(result, "Input")) ?? String(result, "Name") ?? string.Empty,
            Text = text ?? (media.Length > 0 ? String(result, "RevisedPrompt") : null) ?? (media.Length > 0 || IsTask(result) ? string.Empty : Row(result)),
            IsError = failure is not null,
            Status = String(result, "FinishReason") ?? String(result, "Status"),
            Model = String(result, "Model"),
            Time = Date(Value(result, "Created") ?? Value(result, "CreatedAt")),
            Duration = Value(result, "Duration") as TimeSpan?,
            PromptTokens = Number<long>(usage, "PromptTokens"),
            CompletionTokens = Number<long>(usage, "CompletionTokens"),
            Cost = Number<decimal>(cost, "Amount"),
            Currency = cost is null ? null : String(cost, "Currency"),
            RequestId = String(result, "RequestId"),
            Media = media,
        };
    }

    private static bool IsTask(PSObject result) => result.Properties["Status"] is not null && result.Properties["Route"] is not null;

    private static IEnumerable<ReportMedia> MediaOf(PSObject source)
    {
        byte[]? bytes = PSValue.Unwrap(Value(source, "Bytes")) as byte[];
        string? path = String(source, "Path");
        string? address = String(source, "Url") ?? String(source, "VideoUrl");
        Uri? url = Uri.TryCreate(address, UriKind.Absolute, out Uri? given) && given.Scheme is "http" or "https" ? given : null;
        if (bytes is not null || path is not null || url is not null)
        {
            yield return new ReportMedia(bytes, path, url);
        }
    }

    // A script's own row: each property on a line.
    private static string Row(PSObject result)
    {
        string[] lines = result.BaseObject is PSCustomObject ? [.. result.Properties.Select(property => $"{property.Name}: {TextOf(property.Value)}")] : [];
        return lines.Length > 0 ? string.Join("\n", lines) : result.ToString();
    }

    private static object? Value(PSObject source, string name)
    {
        try
        {
            return source.BaseObject is IDictionary table ? table[name] : source.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static PSObject? Object(PSObject source, string name) => Value(source, name) is object value ? PSObject.AsPSObject(value) : null;

    private static IEnumerable<PSObject> Items(PSObject source, string name) =>
        PSValue.Unwrap(Value(source, name)) is IEnumerable many and not string ? many.Cast<object?>().Where(static item => item is not null).Select(static item => PSObject.AsPSObject(item)) : [];

    private static string? String(PSObject source, string name) => TextOf(Value(source, name)) is { Length: > 0 } text ? text : null;

    private static string? TextOf(object? value) => PSValue.Unwrap(value) switch
    {
        null => null,
        string text => text,
        byte[] => null,
        IEnumerable many => string.Join("; ", many.Cast<object?>()),
        object other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };

    private static T? Number<T>(PSObject? source, string name)
        where T : struct =>
        source is not null && LanguagePrimitives.TryConvertTo(Value(source, name), CultureInfo.InvariantCulture, out T? number) ? number : null;

    private static DateTimeOffset? Date(object? value) => PSValue.Unwrap(value) switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        _ => null,
    };
}
