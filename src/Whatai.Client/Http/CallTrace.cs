using System;
using System.Globalization;
using System.Net.Http;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>Reports the steps of a call to its observer, without secrets: servers echo keys.</summary>
internal static class CallTrace
{
    public static void Sending(CallOptions call, HttpRequestMessage message, ApiRequest request, CallContext context)
    {
        if (call.Observer is not Action<CallEvent> report || call.Detail < CallDetail.Steps)
        {
            return;
        }

        report(new CallEvent(CallStep.Sending, Invariant(
            $"{message.Method} {context.ShownUri}, {request.Form?.Length ?? request.Body?.Length ?? 0} bytes{(context.Attempts > 1 ? $", attempt {context.Attempts}" : null)}")));
        if (call.Detail < CallDetail.Messages)
        {
            return;
        }

        byte[]? body = request.Form is null ? request.Body : Encoding.UTF8.GetBytes(request.Form.Describe());
        report(new CallEvent(CallStep.RequestDetail, HttpTraceFormatter.Describe(
            message.Headers, message.Content?.Headers, body, request.Form is null ? request.ContentType : "text/plain", context.Secrets)));
    }

    public static void Answered(CallOptions call, HttpResponseMessage response, CallContext context, TimeSpan after)
    {
        if (call.Detail >= CallDetail.Steps)
        {
            call.Observer?.Invoke(new CallEvent(CallStep.Answered, Invariant(
                $"HTTP/{response.Version} {(int)response.StatusCode} after {after.TotalMilliseconds:0} ms{(context.RequestId is null ? null : ", request id " + context.RequestId)}")));
        }
    }

    public static void Detail(CallOptions call, HttpResponseMessage response, byte[]? body, SecretRedactor secrets)
    {
        if (call.Detail >= CallDetail.Messages)
        {
            call.Observer?.Invoke(new CallEvent(
                CallStep.ResponseDetail, HttpTraceFormatter.Describe(response.Headers, response.Content.Headers, body, response.Content.Headers.ContentType?.MediaType, secrets)));
        }
    }

    public static void Switching(CallOptions call, WhataiException failure, Uri from, TimeSpan pause, Uri to) => call.Observer?.Invoke(new CallEvent(
        CallStep.SwitchingEndpoint, Invariant($"{failure.Message.TrimEnd('.')}. The endpoint {from} is set aside for {pause.TotalSeconds:0} s. Trying the endpoint {to}.")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
