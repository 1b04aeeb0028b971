using System.Globalization;

namespace WhataiPS.Tools;

/// <summary>The texts about tools: for the user, who gave the tools and approves calls, and for the model, who reads results.</summary>
internal static class ToolTexts
{
    // For the user: what is wrong with a tool. {0} is the tool.
    public const string NoTool = "A tool is empty. A tool is a command's name, a command, a script block, or a table or JSON with name, description and parameters.";
    public const string NotATool = "A {0} is not a tool. A tool is a command's name, a command, a script block, or a table or JSON with name, description and parameters.";
    public const string Wildcard = "The tool '{0}' has a wildcard. Name each command that the model may run.";
    public const string NoSuchCommand = "The tool '{0}' does not exist: there is no command of that name.";
    public const string AmbiguousCommand = "The tool '{0}' is ambiguous: {1} have a command of that name. Write it as Module\\Command.";
    public const string DuplicateTool = "Two tools are named '{0}'.";
    public const string UnreadableCommand = "The parameters of the tool '{0}' cannot be read: {1}";
    public const string UnsupportedParameter = "The tool '{0}' cannot be described to a model: its mandatory parameter {1} is a {2}, which JSON cannot express.";
    public const string InvalidToolJson = "The tool is not valid JSON: {0}";
    public const string InvalidName = "The tool name '{0}' is not allowed: letters, digits, '_' and '-', 64 at most.";
    public const string NameMissing = "An explicit tool has no name.";
    public const string UnknownKey = "The tool '{0}' has the unknown key '{1}'. Known are name, description, parameters, script, command and strict.";
    public const string ScriptAndCommand = "The tool '{0}' has both a script and a command.";
    public const string ScriptExpected = "The script of the tool '{0}' is not a script block.";
    public const string CommandExpected = "The command of the tool '{0}' is neither a command's name nor a command.";
    public const string InvalidParameters = "The parameters of the tool '{0}' are not a JSON schema of an object: {1}";
    public const string NotAnObject = "the type is not 'object'.";
    public const string ParametersOfNative = "The tool '{0}' is a native program; its parameters are always one list of arguments.";
    public const string ParameterNotInScript = "The schema of the tool '{0}' has the parameter '{1}', which what it runs does not have.";
    public const string MandatoryNotInSchema = "The schema of the tool '{0}' lacks the parameter '{1}', which must be given to what it runs.";
    public const string NoImplementation = "The tool '{0}' is a schema with nothing to run. Add a script to it, or use -ToolPolicy None to get its calls back.";

    // For the user: approval. {0} is the command line.
    public const string ProcessAction = "Run tool";
    public const string AskCaption = "Run a tool";
    public const string AskQuery = "The model asks to run:\n\n    {0}\n\nRun it?";
    public const string CannotAsk = "The model asks to run '{0}', and this session is not interactive, so nobody can be asked. Use -ToolPolicy Auto for tools you trust, or -ToolPolicy None to get the calls back.";

    // For the model: always English, short, and saying what to do better.
    public const string NoOutput = "(no output)";
    public const string Declined = "The user declined this call. It was not run.";
    public const string NotRunWhatIf = "Not run: the session only shows what would be done (-WhatIf).";
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
    public const string SpanHint = "A time span as [d.]hh:mm:ss.";
    public const string PatternHint = "Must match the .NET regular expression {0}";
    public const string ProgramArguments = "The command-line arguments, one item each.";

    public static string Format(string text, params object?[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
