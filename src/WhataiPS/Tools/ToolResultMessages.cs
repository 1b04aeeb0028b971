using System.Globalization;

namespace WhataiPS.Tools;

/// <summary>What the model reads of tools: always English, short, and saying what to do better. What the user reads stands in the resources.</summary>
internal static class ToolResultMessages
{
    public const string NoOutput = "(no output)";
    public const string Declined = "The user declined this call. It was not run.";
    public const string Approved = "The call was approved.";
    public const string UnknownTool = "There is no tool named '{0}'. The tools are: {1}.";
    public const string ArgumentsNotJson = "The arguments are not valid JSON: {0}";
    public const string ArgumentsNotObject = "The arguments must be one JSON object, not {0}.";
    public const string UnknownArgument = "Unknown arguments: {0}. The tool {1} takes: {2}.";
    public const string NoArguments = "no arguments";
    public const string MissingArgument = "Required arguments are missing: {0}.";
    public const string WrongArgument = "The argument '{0}' does not fit: {1}";
    public const string EmptyNumber = "a number is expected, not an empty text.";
    public const string SpanExpected = "a time span is expected as text, like 1.02:30:00 for 1 day, 2 hours and 30 minutes.";
    public const string NotAnItem = "it must be one value of type {0}, not an object.";
    public const string ErrorLine = "Error: {0}";
    public const string MoreErrors = "({0} more errors)";
    public const string ExitCode = "Exit code: {0}";
    public const string ShownOf = "(cut: {0} of {1} objects shown; ask for less)";
    public const string Cut = "(cut: the first {0} of {1} characters shown; ask for less)";
    public const string Stopped = "(stopped: the tool gave more than {0} objects or {1} characters; ask for less)";
    public const string TooManyCalls = "Not run: at most {0} calls are run in one turn. Ask again for what is still needed.";
    public const string ProviderNotAllowed = "The path '{0}' is one of the provider {1}, which tools may not use here. Allowed: {2}.";
    public const string TextsExpected = "each item must be a text.";
    public const string ArgumentNotText = "an item has a character that no program can be given (U+0000 or half of a pair).";
    public const string ArgumentNotForBatch = "a batch file cannot be given \", % or a line break as it is.";
    public const string ProgramArguments = "The command-line arguments, one item each.";

    public static string Format(string text, params object?[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
