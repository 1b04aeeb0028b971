using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Billing;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using WhataiPS.Resources;
using WhataiPS.Terminal;

namespace WhataiPS.Errors;

/// <summary>Every error that the module writes. The ids are stable: scripts branch on them.</summary>
internal static partial class WhataiErrors
{
    /// <summary>A call failed. What the server said is in the details, status and request id on the exception.</summary>
    public static ErrorRecord CallFailed(WhataiException exception, object? input)
    {
        string text = Text(exception);
        string requestId = exception.RequestId is null ? string.Empty : $" (request id: {exception.RequestId})";
        if (exception.MayHaveRun && LocalizableMessage.Of(exception)?.Name != "ConnectionLost" && !text.Contains("billed", StringComparison.Ordinal))
        {
            // A server's words often have no full stop, and Chinese has no space that would part the sentences.
            string stop = text.Length > 0 && char.IsLetterOrDigit(text[text.Length - 1]) ? SR.FullStop : string.Empty;
            text += stop + (SR.IsChinese ? string.Empty : " ") + SR.MayHaveRun;
        }

        return new ErrorRecord(exception, exception.Kind.ToString(), Category(exception.Kind), input)
        {
            // PowerShell prints the recommendation on a line of its own.
            ErrorDetails = new ErrorDetails(text + requestId) { RecommendedAction = SR.Text("Remedy" + Case(exception)) },
        };
    }

    /// <summary>A run is over before its inputs are; these are the error's target, so that they can be piped again.</summary>
    public static ErrorRecord CallFailed(WhataiException exception, object?[] left, string? journal)
    {
        ErrorRecord error = CallFailed(exception, left.Length == 1 ? left[0] : left);
        string rest = journal is null ? SR.RunEnded(left.Length) : SR.RunEndedWithJournal(left.Length, journal);
        error.ErrorDetails = new ErrorDetails(error.ErrorDetails.Message.TrimEnd('.', '。') + SR.FullStop + (SR.IsChinese ? string.Empty : " ") + rest) { RecommendedAction = error.ErrorDetails.RecommendedAction };
        return error;
    }

    public static ErrorRecord NotConnected() => Create(nameof(NotConnected), ErrorCategory.ConnectionError, null, SR.NotConnected);

    public static ErrorRecord NoSuchConnection(string name) =>
        Create(nameof(NoSuchConnection), ErrorCategory.ObjectNotFound, name, SR.NoSuchConnection(name));

    public static ErrorRecord InvalidEnvironment(ArgumentException exception) =>
        new(exception, nameof(InvalidEnvironment), ErrorCategory.InvalidArgument, null)
        {
            ErrorDetails = new ErrorDetails(SR.InvalidEnvironment(FirstLine(exception))),
        };

    public static ErrorRecord InvalidArgument(ArgumentException exception, object? value) =>
        new(exception, nameof(InvalidArgument), ErrorCategory.InvalidArgument, value) { ErrorDetails = new ErrorDetails(FirstLine(exception)) };

    public static ErrorRecord BaseUrlMissing() => Create(nameof(BaseUrlMissing), ErrorCategory.InvalidArgument, null, SR.BaseUrlMissing);

    public static ErrorRecord SecretNotFound(string name, Exception? inner) =>
        Create(nameof(SecretNotFound), ErrorCategory.ObjectNotFound, name, SR.SecretNotFound(name), inner);

    public static ErrorRecord SecretModuleMissing(string name, Exception inner) =>
        Create(nameof(SecretModuleMissing), ErrorCategory.NotInstalled, name, SR.SecretModuleMissing, inner);

    public static ErrorRecord StoredKeyUnavailable(string name, string store, Exception exception) =>
        Create(nameof(StoredKeyUnavailable), ErrorCategory.ObjectNotFound, name, SR.StoredKeyUnavailable(name, store, exception.Message), exception);

    public static ErrorRecord NoSuchSavedConnection(string name) =>
        Create(nameof(NoSuchSavedConnection), ErrorCategory.ObjectNotFound, name, SR.NoSuchSavedConnection(name));

    public static ErrorRecord ConnectionsNotSaved(string file, Exception exception) =>
        Create(nameof(ConnectionsNotSaved), ErrorCategory.WriteError, file, SR.ConnectionsNotSaved(file, exception.Message), exception);

    public static ErrorRecord BalanceUnavailable(WhataiException exception, Uri line) =>
        new(exception, nameof(BalanceUnavailable), ErrorCategory.ObjectNotFound, line)
        {
            ErrorDetails = new ErrorDetails(SR.BalanceUnavailable(Text(exception).TrimEnd('.', '。'))),
        };

    public static ErrorRecord BalanceTooLow(Balance balance, decimal least) => Create(
        nameof(BalanceTooLow),
        ErrorCategory.QuotaExceeded,
        balance,
        balance.Remaining is decimal left ? SR.BalanceTooLow(left, balance.Unit, least) : SR.BalanceUnknown(least));

    public static ErrorRecord MessageMissing(object? input, string cmdlet) =>
        Create(nameof(MessageMissing), ErrorCategory.InvalidArgument, input, SR.MessageMissing(cmdlet));

    public static ErrorRecord NoConversation(string connection) =>
        Create(nameof(NoConversation), ErrorCategory.ObjectNotFound, connection, SR.NoConversation(connection));

    public static ErrorRecord NotInteractive(object? message, Exception? inner = null) =>
        Create(nameof(NotInteractive), ErrorCategory.InvalidOperation, message, SR.NotInteractive, inner);

    public static ErrorRecord NoSuchPrompt(string name, string folder) =>
        Create(nameof(NoSuchPrompt), ErrorCategory.ObjectNotFound, name, SR.NoSuchPrompt(name, folder));

    public static ErrorRecord PromptUnreadable(string file, Exception exception) =>
        Create(nameof(PromptUnreadable), ErrorCategory.InvalidData, file, SR.PromptUnreadable(file, Reason(exception)), exception);

    public static ErrorRecord EmptyPrompt(object? input) => Create(nameof(EmptyPrompt), ErrorCategory.InvalidData, input, SR.EmptyPrompt);

    public static ErrorRecord NotAPrompt(object input, string cmdlet) => Create(nameof(NotAPrompt), ErrorCategory.InvalidType, input, input switch
    {
        ScriptBlock => SR.ScriptForText,
        _ when Binding.TextInput.ReadFile(input) is string file => FilePiped(input, file, cmdlet).Exception.Message,
        _ => SR.NotAPrompt(input.GetType().FullName, cmdlet),
    });

    /// <summary>A file where a prompt is wanted, or a folder where a file is.</summary>
    public static ErrorRecord FilePiped(object input, string file, string cmdlet) => Create(
        nameof(FilePiped), ErrorCategory.InvalidType, input, Binding.TextInput.IsFolder(input) ? SR.FolderPiped(file, cmdlet) : SR.FilePiped(file, cmdlet));

    /// <summary>A script block that makes a value of each piped object failed for one of them.</summary>
    public static ErrorRecord ScriptBlockFailed(Binding.InputScriptException exception, object? input) => new(exception, nameof(ScriptBlockFailed), ErrorCategory.InvalidOperation, input)
    {
        ErrorDetails = new ErrorDetails(SR.ScriptBlockFailed(exception.Parameter, exception.Reason)),
    };

    public static ErrorRecord ContextTooLong(object? input, long length, int count, int most) => Create(
        nameof(ContextTooLong), ErrorCategory.LimitsExceeded, input, count > 1 ? SR.ContextTooLong(length, count, most) : SR.ContextOfOneTooLong(length, most));

    public static ErrorRecord EmptyText(object? input) => Create(nameof(EmptyText), ErrorCategory.InvalidData, input, SR.EmptyText);

    public static ErrorRecord NotAText(object input) => Create(nameof(NotAText), ErrorCategory.InvalidType, input, input switch
    {
        ScriptBlock => SR.ScriptForText,
        _ when Binding.TextInput.ReadFile(input) is string file => SR.FileForText(file),
        _ => SR.NotAText(input.GetType().FullName),
    });

    public static ErrorRecord NotAText(object input, string message) => Create(nameof(NotAText), ErrorCategory.InvalidType, input, message);

    public static ErrorRecord NotAVector(object? input) =>
        Create(nameof(NotAVector), ErrorCategory.InvalidType, input, SR.NotAVector(input?.GetType().FullName ?? "null"));

    public static ErrorRecord NumberForVector(object number) =>
        Create(nameof(NumberForVector), ErrorCategory.InvalidType, number, SR.NumberForVector(number));

    public static ErrorRecord NotASound(string file) => Create(nameof(NotASound), ErrorCategory.InvalidData, file, SR.NotASound(file));

    public static ErrorRecord SoundTooLong(string file, double length, long most) => Create(
        nameof(SoundTooLong), ErrorCategory.LimitsExceeded, file, SR.SoundTooLong(file, length.ToString("0.0", CultureInfo.CurrentCulture), most));

    public static ErrorRecord NoSuchFile(string path) => Create(nameof(NoSuchFile), ErrorCategory.ObjectNotFound, path, SR.NoSuchFile(path));

    public static ErrorRecord FileNotRead(string file, Exception exception) =>
        Create(nameof(FileNotRead), ErrorCategory.ReadError, file, SR.FileNotRead(file, Reason(exception)), exception);

    public static ErrorRecord VectorUnusable(object? input, ArgumentException exception) =>
        Create(nameof(VectorUnusable), ErrorCategory.InvalidData, input, SR.VectorUnusable(FirstLine(exception)), exception);

    public static ErrorRecord NoSuchModel(string pattern) =>
        Create(nameof(NoSuchModel), ErrorCategory.ObjectNotFound, pattern, SR.NoSuchModel(pattern));

    public static ErrorRecord NoSuchEmulator(string port) =>
        Create(nameof(NoSuchEmulator), ErrorCategory.ObjectNotFound, port, SR.NoSuchEmulator(port));

    public static ErrorRecord EmulatorNotStarted(Exception exception, int port) =>
        Create(nameof(EmulatorNotStarted), ErrorCategory.ResourceUnavailable, port, SR.EmulatorNotStarted(port, exception.Message.TrimEnd('.') + "."), exception);

    public static ErrorRecord JournalNotOpened(string path, Exception exception) =>
        Create(nameof(JournalNotOpened), ErrorCategory.OpenError, path, SR.JournalNotOpened(path, exception.Message), exception);

    public static ErrorRecord JournalNotWritten(string path, Exception exception) =>
        Create(nameof(JournalNotWritten), ErrorCategory.WriteError, path, SR.JournalNotWritten(path, exception.Message), exception);

    public static ErrorRecord NotInJournal(string path, object? input) =>
        Create(nameof(NotInJournal), ErrorCategory.ObjectNotFound, input, SR.NotInJournal(path));

    public static ErrorRecord OutcomeUnknown(object? input) =>
        Create(nameof(OutcomeUnknown), ErrorCategory.OperationStopped, input, SR.OutcomeUnknown);

    public static ErrorRecord NoImage(object input) =>
        Create(nameof(NoImage), ErrorCategory.InvalidData, input, SR.NoImage(input.GetType().Name));

    public static ErrorRecord FileExists(string file, object input) =>
        Create(nameof(FileExists), ErrorCategory.ResourceExists, input, SR.FileExists(file));

    public static ErrorRecord FileNotWritten(string file, object input, Exception exception) =>
        Create(nameof(FileNotWritten), ErrorCategory.WriteError, input, SR.FileNotWritten(file, Reason(exception)), exception);

    public static ErrorRecord SchemaMismatch(ModelAnswer completion, IReadOnlyList<string> problems) => Unusable(
        nameof(SchemaMismatch), ErrorCategory.InvalidData, completion, SR.SchemaMismatch(string.Join("; ", problems)));

    public static ErrorRecord AnswerTruncated(ModelAnswer completion) =>
        Unusable(nameof(AnswerTruncated), ErrorCategory.LimitsExceeded, completion, SR.AnswerTruncated);

    public static ErrorRecord AnswerRefused(ModelAnswer completion) => Unusable(
        nameof(AnswerRefused), ErrorCategory.InvalidResult, completion, SR.AnswerRefused(completion.Refusal ?? completion.Text));

    public static ErrorRecord ToolRoundsExceeded(ModelAnswer completion, int rounds) => Unusable(
        nameof(ToolRoundsExceeded), ErrorCategory.LimitsExceeded, completion, SR.ToolRoundsExceeded(rounds));

    public static ErrorRecord ToolNotApproved(Exception exception, object? input) =>
        new(exception, nameof(ToolNotApproved), ErrorCategory.SecurityError, input);

    // What is wrong with a tool's call the model reads, so it is told by the caller, in English.
    public static ErrorRecord UnknownTool(string tool, string problem) => Create(nameof(UnknownTool), ErrorCategory.ObjectNotFound, tool, problem);

    public static ErrorRecord InvalidToolArguments(string tool, string problem) =>
        Create(nameof(InvalidToolArguments), ErrorCategory.InvalidArgument, tool, problem);

    public static ErrorRecord ToolOutputTooLong(string tool, string problem) =>
        Create(nameof(ToolOutputTooLong), ErrorCategory.LimitsExceeded, tool, problem);

    /// <summary>What a tool threw: its own error where it has one.</summary>
    public static ErrorRecord ToolFailed(string tool, Exception exception) =>
        (exception as IContainsErrorRecord)?.ErrorRecord ?? new ErrorRecord(exception, nameof(ToolFailed), ErrorCategory.NotSpecified, tool);

    // The answer was paid for; the error keeps it.
    private static ErrorRecord Unusable(string id, ErrorCategory category, ModelAnswer completion, string message) =>
        new(new UnusableAnswerException(message, completion), id, category, completion.Input);

    /// <summary>What nobody foresaw: a fault of this module, and of that input alone.</summary>
    public static ErrorRecord InternalError(Exception exception, object? input) => new(exception, nameof(InternalError), ErrorCategory.NotSpecified, input)
    {
        ErrorDetails = new ErrorDetails(SR.InternalError(exception.GetType().Name, exception.Message)) { RecommendedAction = SR.InternalErrorRemedy },
    };

    public static ErrorRecord AnswerWithoutImage(UnusableAnswerException exception) =>
        new(exception, nameof(AnswerWithoutImage), ErrorCategory.InvalidResult, exception.Completion?.Input);

    public static ErrorRecord ImageNotShown(object image, object input, Exception exception) =>
        Create(nameof(ImageNotShown), ErrorCategory.InvalidData, input, SR.ImageNotShown(image, exception.Message), exception);

    public static ErrorRecord ImageDecoderMissing(object image, object input, DecoderMissingException exception)
    {
        ErrorRecord error = Create(nameof(ImageDecoderMissing), ErrorCategory.NotInstalled, input, SR.ImageNotShown(image, exception.Message), exception);
        error.ErrorDetails = new ErrorDetails(error.Exception.Message) { RecommendedAction = exception.Remedy };
        return error;
    }

    public static ErrorRecord ImageDecodingTimedOut(object image, object input, double seconds, TimeoutException exception) => Create(
        nameof(ImageDecodingTimedOut), ErrorCategory.OperationTimeout, input, SR.ImageNotShown(image, SR.ImageDecodingTimedOut(seconds)), exception);

    public static ErrorRecord ImageTaskFailed(object task, string id, string reason) =>
        Create(nameof(ImageTaskFailed), ErrorCategory.InvalidResult, task, SR.ImageTaskFailed(id, reason));

    public static ErrorRecord ResponseUnfinished(object response, string id, double seconds) =>
        Create(nameof(ResponseUnfinished), ErrorCategory.OperationTimeout, response, SR.ResponseUnfinished(id, seconds));

    public static ErrorRecord ImageTaskUnfinished(object task, string id, double seconds) =>
        Create(nameof(ImageTaskUnfinished), ErrorCategory.OperationTimeout, task, SR.ImageTaskUnfinished(id, seconds));

    /// <summary>What a failure is, in the language of the session. The server's own words stay as they are.</summary>
    internal static string Text(WhataiException exception) =>
        LocalizableMessage.Of(exception) is LocalizableMessage known ? Say(known) : SR.IsChinese ? Localized(exception) : exception.Message;

    /// <summary>Why a file could not be used: in the language of the session where it is the core that says so, else in the system's.</summary>
    internal static string Reason(Exception exception) => LocalizableMessage.Of(exception) is LocalizableMessage known ? Say(known) : exception.Message;

    private static string Say(LocalizableMessage text) =>
        SR.Format("Core" + text.Name, [.. text.Values.Select(static value => value is LocalizableMessage part ? Say(part) : value)]);

    /// <summary>Images were not made, or their answer did not come. Where it may be billed, asking again may be billed again.</summary>
    internal static ErrorRecord ImageNotMade(WhataiException exception, object? input)
    {
        ErrorRecord error = CallFailed(exception, input);
        if (exception.MayHaveRun)
        {
            // More time is of use where this side gave up, not where the gateway did.
            string more = exception is { Kind: ErrorKind.TimedOut, StatusCode: null } ? error.ErrorDetails.RecommendedAction + (SR.IsChinese ? string.Empty : " ") : string.Empty;
            bool isSaid = error.ErrorDetails.Message.Contains(SR.MayHaveRun, StringComparison.Ordinal);
            error.ErrorDetails.RecommendedAction = more + (isSaid ? SR.ImageMayRun : SR.ImageMayRunUnsaid);
        }

        return error;
    }

    private static string Localized(WhataiException exception)
    {
        string where = exception is { IsHostedFile: false, StatusCode: 404 or 405 } ? $", {exception.RequestUri}" : string.Empty;
        string status = exception.StatusCode is int code ? string.Format(CultureInfo.InvariantCulture, " (HTTP {0}{1})", code, where) : string.Empty;
        string says = string.IsNullOrEmpty(exception.ServerMessage) ? SR.FullStop : SR.Colon + exception.ServerMessage;
        string wait = exception.RetryAfter is TimeSpan asked ? SR.ServerAsksToWait(asked.TotalSeconds) : string.Empty;
        return $"{SR.Text("Kind" + Case(exception))}{status}{says}{wait}";
    }

    // Which words fit: those of the kind, but for what has nothing to do with the key, the model or the gateway.
    private static string Case(WhataiException exception) => exception switch
    {
        {
            IsHostedFile: true,
            Kind: ErrorKind.NotFound or ErrorKind.PermissionDenied or ErrorKind.AuthenticationFailed or ErrorKind.InvalidResponse or ErrorKind.ConnectionFailed
        } => "HostedFile",
        { Code: "previous_response_not_found" } => "PreviousResponse",
        _ => exception.Kind.ToString(),
    };

    private static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.AuthenticationFailed or ErrorKind.ApiKeyMissing or ErrorKind.ProxyAuthenticationFailed => ErrorCategory.AuthenticationError,
        ErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorKind.QuotaExceeded => ErrorCategory.QuotaExceeded,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.InvalidRequest or ErrorKind.ContentBlocked => ErrorCategory.InvalidArgument,
        ErrorKind.RateLimited or ErrorKind.ResponseTooLarge => ErrorCategory.LimitsExceeded,
        ErrorKind.TimedOut => ErrorCategory.OperationTimeout,
        ErrorKind.ConnectionFailed => ErrorCategory.ConnectionError,
        ErrorKind.InvalidResponse or ErrorKind.IncompleteAnswer => ErrorCategory.InvalidData,
        _ => ErrorCategory.ResourceUnavailable,
    };

    private static ErrorRecord Create(string id, ErrorCategory category, object? target, string message, Exception? inner = null) =>
        new(new PSInvalidOperationException(message, inner), id, category, target);

    // An ArgumentException adds "(Parameter 'x')", which names a parameter of the core, not of the cmdlet.
    private static string FirstLine(ArgumentException exception)
    {
        if (LocalizableMessage.Of(exception) is LocalizableMessage known)
        {
            return Say(known);
        }

        int end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? exception.Message.Split('\r', '\n')[0] : exception.Message.Substring(0, end);
    }
}
