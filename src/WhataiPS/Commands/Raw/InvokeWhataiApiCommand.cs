using System;
using System.Collections;
using System.IO;
using System.Management.Automation;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using Whatai.Client.Http;
using Whatai.Client.Raw;
using WhataiPS.Api;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Schemas;

namespace WhataiPS.Commands;

/// <summary>Invoke-WhataiApi: calls any route of the gateway with the connection's key, retries, errors and streaming.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WhataiApi", DefaultParameterSetName = BodySet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject), typeof(string), typeof(byte[]), typeof(RawEvent), typeof(FileInfo))]
public sealed class InvokeWhataiApiCommand : WhataiApiCommand
{
    private const string BodySet = "Body";
    private const string FormSet = "Form";

    private OutputLocation? _output;

    /// <summary>The route below the gateway's root, with its query, such as /v1/models.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The HTTP method. Get, or Post where there is a body or a form.</summary>
    [Parameter]
    [ValidateSet("Get", "Post", "Put", "Patch", "Delete", "Head")]
    [KnownSpelling(typeof(InvokeWhataiApiCommand))]
    public string? Method { get; set; }

    /// <summary>The JSON body: a hashtable, an object, JSON text, or a file. Each piped one is a call.</summary>
    [Parameter(ParameterSetName = BodySet, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>The fields of a multipart form; files (Get-Item) go as files, lists as repeated fields.</summary>
    [Parameter(ParameterSetName = FormSet, Mandatory = true)]
    [ValidateNotNull]
    public IDictionary? Form { get; set; }

    /// <summary>Gives server-sent events as they come, as RawEvent objects.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <summary>Writes the answer's bytes to this file, and gives the file; with several bodies the further ones get a number.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Gives the answer's text instead of objects.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (OutFile is not null && Stream)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.OutFileWithStream), OutFile));
        }

        _output = FindOutput(OutFile, outDirectory: null);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        RawCall call;
        try
        {
            call = CreateCall();
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, Body ?? Path));
            return;
        }

        // Reading changes nothing where it writes no file; anything else may write, spend or delete.
        if ((OutFile is not null || (call.Method != HttpMethod.Get && call.Method != HttpMethod.Head))
            && !ShouldProcess(BaseUrl.Resolve(Gateway.CurrentEndpoint, call.Path).AbsoluteUri, OutFile is null ? call.Method.Method : SR.CallToFileAction(call.Method.Method, OutFile)))
        {
            return;
        }

        WriteErrorOnFailure(Body ?? Path, () =>
        {
            if (Stream)
            {
                foreach (RawEvent piece in Pull(Gateway.Client.Raw.StreamAsync(call, CallOptions, StopToken)))
                {
                    WriteObject(piece);
                }
            }
            else
            {
                WriteResult(Await(Gateway.Client.Raw.SendAsync(call, CallOptions, StopToken)));
            }
        });
    }

    private RawCall CreateCall()
    {
        string path = ApiPath.Normalize(Path, Gateway.BaseUrl);
        bool hasBody = Body is not null || Form is not null || ExtraBody is not null;
        var call = new RawCall(new HttpMethod((Method ?? (hasBody ? "Post" : "Get")).ToUpperInvariant()), path);
        if (Form is not null)
        {
            (byte[] form, string contentType) = ApiBody.FromForm(Form, ExtraBody);
            return call with { Body = form, ContentType = contentType };
        }

        return hasBody ? call with { Body = ApiBody.FromJson(Body ?? new Hashtable(), ExtraBody is not null) } : call;
    }

    private void WriteResult(RawResult result)
    {
        if (_output is not null)
        {
            Save(result, _output.Next(_output.File!));
            return;
        }

        if (!IsText(result.MediaType))
        {
            WriteObject(result.Body, enumerateCollection: false);
            return;
        }

        string text = Encoding.UTF8.GetString(result.Body);
        if (!Raw && result.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(result.Body);
                WriteObject(JsonToPSObject.Convert(document.RootElement));
                return;
            }
            catch (Exception ex) when (ex is JsonException or InvalidOperationException)
            {
                // Not what it says it is, or with bytes that are no text; what it says is still the answer.
            }
        }

        WriteObject(text);
    }

    // Decoding an image or a sound as text would lose it.
    private static bool IsText(string? mediaType) =>
        mediaType is null || mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || mediaType.Contains("json", StringComparison.OrdinalIgnoreCase) || mediaType.Contains("xml", StringComparison.OrdinalIgnoreCase);

    private void Save(RawResult result, string file)
    {
        try
        {
            MediaFile.Write(file, result.Body);
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(file, Path, ex));
        }
    }
}
