using System;
using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <content>What went wrong with the connection, and on time.</content>
internal static partial class ApiFailures
{
    public static WhataiException NotConnected(CallContext context, Exception inner) => Create(
        ErrorKind.ConnectionFailed,
        new LocalizableMessage("NotConnected", $"Cannot connect to {context.RequestUri.Scheme}://{context.RequestUri.Authority}: {Innermost(inner)}"),
        context,
        inner: inner);

    public static WhataiException ConnectTimedOut(TimeSpan after, CallContext context, Exception inner) => Create(
        ErrorKind.TimedOut,
        new LocalizableMessage("ConnectTimedOut", $"Cannot connect to {context.RequestUri.Scheme}://{context.RequestUri.Authority} within {after.TotalSeconds:0.###} s."),
        context,
        inner: inner);

    public static WhataiException ConnectionLost(CallContext context, Exception inner) => Create(
        ErrorKind.ConnectionFailed,
        context.MayHaveRun
            ? new LocalizableMessage("ConnectionLost", $"The connection to {context.RequestUri.Authority} was lost after the request was sent, before its answer came; it may have run and been billed: {Innermost(inner)}")
            : new LocalizableMessage("FreeConnectionLost", $"The connection to {context.RequestUri.Authority} was lost after the request was sent, before its answer came: {Innermost(inner)}"),
        context,
        inner: inner);

    public static WhataiException LostWhileSending(CallContext context, Exception inner) => Create(
        ErrorKind.ConnectionFailed,
        new LocalizableMessage("LostWhileSending", $"The connection to {context.RequestUri.Authority} was lost while the request was being sent, so that nothing has run: {Innermost(inner)}"),
        context,
        inner: inner);

    public static WhataiException TimedOut(CallDeadline deadline, CallContext context, bool answerBegan, Exception inner)
    {
        LocalizableMessage why = deadline.TotalElapsed
            ? new("TooLong", $"the call took longer than {deadline.Total.TotalSeconds:0.###} s in all.")
            : new("TooSilent", $"nothing came from {context.RequestUri.Authority} for {deadline.Silence.TotalSeconds:0.###} s.");
        LocalizableMessage what = answerBegan ? new("TimedOutAnswering", $"The answer is incomplete: {why}") : new("TimedOut", $"No answer: {why}");
        return Create(ErrorKind.TimedOut, what, context, inner: inner);
    }
}
