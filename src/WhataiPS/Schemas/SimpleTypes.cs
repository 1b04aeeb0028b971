using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Numerics;
using System.Text.Json.Nodes;

namespace WhataiPS.Schemas;

/// <summary>The .NET types that are one JSON value.</summary>
internal static class SimpleTypes
{
    private static readonly HashSet<Type> s_integers =
        [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(BigInteger)];

    private static readonly HashSet<Type> s_fractions = [typeof(float), typeof(double), typeof(decimal)];

    private static readonly HashSet<Type> s_flags = [typeof(bool), typeof(SwitchParameter)];

    private static readonly Dictionary<Type, Func<JsonObject>> s_texts = new()
    {
        [typeof(string)] = () => SchemaNodes.OfType("string"),
        [typeof(char)] = () => SchemaNodes.OfType("string"),
        [typeof(DateTime)] = () => SchemaNodes.Text("date-time"),
        [typeof(DateTimeOffset)] = () => SchemaNodes.Text("date-time"),
        [typeof(TimeSpan)] = SchemaNodes.TimeSpan,
        [typeof(Guid)] = () => SchemaNodes.Text("uuid"),
        [typeof(Uri)] = SchemaNodes.Uri,
        [typeof(MailAddress)] = () => SchemaNodes.Text("email"),
        [typeof(IPAddress)] = () => SchemaNodes.OfType("string"),
        [typeof(Version)] = () => SchemaNodes.OfType("string"),
    };

    public static bool IsInteger(Type type) => s_integers.Contains(type);

    public static bool IsNumber(Type type) => IsInteger(type) || s_fractions.Contains(type);

    public static bool IsFlag(Type type) => s_flags.Contains(type);

    /// <returns>The schema; null if the type is not one of them.</returns>
    public static JsonObject? Describe(Type type) =>
        IsInteger(type) ? SchemaNodes.OfType("integer")
        : IsNumber(type) ? SchemaNodes.OfType("number")
        : IsFlag(type) ? SchemaNodes.OfType("boolean")
        : s_texts.TryGetValue(type, out Func<JsonObject>? make) ? make()
        : type.FullName switch
        {
            // Windows PowerShell has neither.
            "System.DateOnly" => SchemaNodes.Text("date"),
            "System.TimeOnly" => SchemaNodes.Text("time"),
            _ => null,
        };
}
