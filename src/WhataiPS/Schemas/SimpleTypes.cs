using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Mail;
using System.Numerics;
using System.Text.Json.Nodes;

namespace WhataiPS.Schemas;

/// <summary>The .NET types that are one JSON value.</summary>
internal static class SimpleTypes
{
    private static readonly Dictionary<Type, Func<JsonObject>> s_types = new()
    {
        [typeof(string)] = () => SchemaNodes.OfType("string"),
        [typeof(char)] = () => SchemaNodes.OfType("string"),
        [typeof(bool)] = () => SchemaNodes.OfType("boolean"),
        [typeof(System.Management.Automation.SwitchParameter)] = () => SchemaNodes.OfType("boolean"),
        [typeof(byte)] = () => SchemaNodes.OfType("integer"),
        [typeof(sbyte)] = () => SchemaNodes.OfType("integer"),
        [typeof(short)] = () => SchemaNodes.OfType("integer"),
        [typeof(ushort)] = () => SchemaNodes.OfType("integer"),
        [typeof(int)] = () => SchemaNodes.OfType("integer"),
        [typeof(uint)] = () => SchemaNodes.OfType("integer"),
        [typeof(long)] = () => SchemaNodes.OfType("integer"),
        [typeof(ulong)] = () => SchemaNodes.OfType("integer"),
        [typeof(BigInteger)] = () => SchemaNodes.OfType("integer"),
        [typeof(float)] = () => SchemaNodes.OfType("number"),
        [typeof(double)] = () => SchemaNodes.OfType("number"),
        [typeof(decimal)] = () => SchemaNodes.OfType("number"),
        [typeof(DateTime)] = () => SchemaNodes.Text("date-time"),
        [typeof(DateTimeOffset)] = () => SchemaNodes.Text("date-time"),
        [typeof(TimeSpan)] = SchemaNodes.TimeSpan,
        [typeof(Guid)] = () => SchemaNodes.Text("uuid"),
        [typeof(Uri)] = SchemaNodes.Uri,
        [typeof(MailAddress)] = () => SchemaNodes.Text("email"),
        [typeof(IPAddress)] = () => SchemaNodes.OfType("string"),
        [typeof(Version)] = () => SchemaNodes.OfType("string"),
    };

    /// <returns>The schema; null if the type is not one of them.</returns>
    public static JsonObject? Describe(Type type) =>
        s_types.TryGetValue(type, out Func<JsonObject>? make) ? make() : type.FullName switch
        {
            // Windows PowerShell has neither.
            "System.DateOnly" => SchemaNodes.Text("date"),
            "System.TimeOnly" => SchemaNodes.Text("time"),
            _ => null,
        };
}
