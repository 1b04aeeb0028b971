using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Threading;

namespace WhataiPS.Terminal;

/// <summary>
/// PSReadLine, reading prose: Enter accepts also what would be an incomplete command ("don't"), and what is written is remembered for the
/// session alone, not in the file of commands. Both are as before when it is disposed of. Its members are those that its versions since 2.1 have.
/// </summary>
internal sealed class ReadLineEditor : IDisposable
{
    private const string TypeName = "Microsoft.PowerShell.PSConsoleReadLine";

    private static readonly string[] s_enter = ["Enter"];

    private readonly PSHost _host;
    private readonly EngineIntrinsics _engine;
    private readonly Type _type;
    private readonly MethodInfo _readLine;
    private readonly string _enterBefore;
    private readonly object _options;
    private readonly PropertyInfo _historyHandler;
    private readonly object? _historyBefore;
    private string? _prose;

    private ReadLineEditor(PSHost host, EngineIntrinsics engine, Type type, string enter)
    {
        _host = host;
        _engine = engine;
        _type = type;
        _readLine = type.GetMethods().First(static method => method.Name == "ReadLine" && method.GetParameters().Any(static one => one.ParameterType == typeof(CancellationToken)));
        _enterBefore = enter;
        _options = Call("GetOptions")!;
        _historyHandler = _options.GetType().GetProperty("AddToHistoryHandler")!;
        _historyBefore = _historyHandler.GetValue(_options);
        object memoryOnly = Enum.Parse(type.Assembly.GetType("Microsoft.PowerShell.AddToHistoryOption", throwOnError: true)!, "MemoryOnly");
        _historyHandler.SetValue(_options, new Func<string, object>(_ => memoryOnly));
        SetEnter(Accept);
    }

    /// <summary>The editor of the session; null where there is none that can be used.</summary>
    public static ReadLineEditor? Find(PSHost host, EngineIntrinsics engine)
    {
        Type? type = AppDomain.CurrentDomain.GetAssemblies()
            .Where(static assembly => assembly.GetName().Name?.StartsWith("Microsoft.PowerShell.PSReadLine", StringComparison.Ordinal) == true)
            .Select(static assembly => assembly.GetType(TypeName))
            .FirstOrDefault(static found => found is not null);
        try
        {
            // A key with a script of the user's could not be given back.
            return type is not null && !Console.IsInputRedirected && EnterOf(type) is ("AcceptLine" or "ValidateAndAcceptLine") and string enter ? new ReadLineEditor(host, engine, type, enter) : null;
        }
        catch (Exception ex) when (ex is NullReferenceException or InvalidOperationException or ArgumentException or TypeLoadException or TargetInvocationException)
        {
            // Another version than those that are known: the host reads lines, too.
            return null;
        }
    }

    /// <summary>Reads a line, or several that were written as one.</summary>
    /// <param name="prompt">What stands before it already.</param>
    public string ReadLine(string prompt)
    {
        _prose = null;
        object?[] arguments = [.. _readLine.GetParameters().Select(one =>
            one.ParameterType == typeof(Runspace) ? Runspace.DefaultRunspace : one.ParameterType == typeof(EngineIntrinsics) ? _engine : one.ParameterType == typeof(CancellationToken) ? CancellationToken.None : (object?)null)];
        string line = (string)_readLine.Invoke(null, arguments)!;
        if (_prose is null)
        {
            if (_host.UI.RawUI.CursorPosition.X > 0)
            {
                // Ctrl+C leaves the line as it is.
                _host.UI.WriteLine();
            }

            return line;
        }

        // The editor's own line was emptied, so that it could be accepted.
        _host.UI.WriteLine($"\u001b[1A\r{prompt}{_prose}");
        Call("AddToHistory", _prose);
        return _prose;
    }

    public void Dispose()
    {
        SetEnter(Command(_enterBefore));
        _historyHandler.SetValue(_options, _historyBefore);
    }

    private static string? EnterOf(Type type) =>
        ((IEnumerable)type.GetMethod("GetKeyHandlers", [typeof(bool), typeof(bool)])!.Invoke(null, [true, false])!).Cast<object>()
            .Select(static handler => (Key: Read(handler, "Key"), Function: Read(handler, "Function")))
            .FirstOrDefault(static handler => handler.Key == s_enter[0]).Function;

    private static string? Read(object source, string property) => source.GetType().GetProperty(property)?.GetValue(source)?.ToString();

    private void Accept(ConsoleKeyInfo? key, object? argument)
    {
        object?[] state = [null, 0];
        _type.GetMethod("GetBufferState", [typeof(string).MakeByRefType(), typeof(int).MakeByRefType()])!.Invoke(null, state);
        var text = (string)state[0]!;
        Parser.ParseInput(text, out _, out ParseError[] problems);
        if (problems.Any(static problem => problem.IncompleteInput))
        {
            _prose = text;
            Command("RevertLine")(key, argument);
        }

        Command("AcceptLine")(key, argument);
    }

    private void SetEnter(Action<ConsoleKeyInfo?, object?> handler) => _type
        .GetMethod("SetKeyHandler", [typeof(string[]), typeof(Action<ConsoleKeyInfo?, object>), typeof(string), typeof(string)])!
        .Invoke(null, [s_enter, handler, _enterBefore, string.Empty]);

    private Action<ConsoleKeyInfo?, object?> Command(string name) => (Action<ConsoleKeyInfo?, object?>)Delegate.CreateDelegate(
        typeof(Action<ConsoleKeyInfo?, object?>), _type.GetMethod(name, [typeof(ConsoleKeyInfo?), typeof(object)])!);

    private object? Call(string name, params object?[] arguments) => _type.GetMethod(name)!.Invoke(null, arguments);
}
