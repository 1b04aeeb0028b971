using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Images;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Edit-WhataiImage: changes images as a prompt says.</summary>
[Cmdlet(VerbsData.Edit, "WhataiImage", SupportsShouldProcess = true)]
[OutputType(typeof(WhataiImage))]
public sealed class EditWhataiImageCommand : WhataiImageCommand
{
    private ImageUpload? _mask;

    /// <summary>What is to become of the image. A script block says it of each piped image, $_. Prompts can be piped where the image is given.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [PromptTransformation(OrScript = true)]
    [ValidateNotNullOrEmpty]
    public object Prompt { get; set; } = string.Empty;

    /// <summary>The images: paths with wildcards, files, bytes or images of answers. Those of one argument go together; each piped one is edited for itself.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [MediaTransformation]
    [ValidateNotNullOrEmpty]
    public object[] Image { get; set; } = [];

    /// <summary>A PNG of the first image's size; where it is transparent, the image may change (gpt-image, dall-e-2).</summary>
    [Parameter]
    [MediaTransformation]
    [ValidateNotNullOrEmpty]
    public object[]? Mask { get; set; }

    /// <summary>low or high: how closely faces and the like are kept (gpt-image).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InputFidelityCompleter))]
    [KnownSpelling(typeof(EditWhataiImageCommand))]
    public string? InputFidelity { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Prompt)) && !MyInvocation.BoundParameters.ContainsKey(nameof(Image)))
        {
            // What is piped would be both.
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.EditOfWhat), null));
        }

        _mask = Mask is null ? null : ConvertArgument(() => OnlyOne(Uploads.Read(Mask)), Mask.Length == 1 ? Mask[0] : Mask);
        if (Prompt is ScriptBlock && !MyInvocation.ExpectingInput)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ScriptWithoutInput), Prompt));
        }

        BeginCalls();
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        object input = Image.Length == 1 ? Image[0] : Image;
        object named = input;
        object origin = PipelineInput.Of(this, input)!;
        try
        {
            string prompt = InputScript.Text(Prompt, "-Prompt", PipelineInput.Of(this, given: null));
            if (string.IsNullOrWhiteSpace(prompt))
            {
                WriteError(WhataiErrors.EmptyPrompt(origin));
                return;
            }

            ImageRequest request = CreateRequest(prompt, hasReferences: false, _mask is not null, !string.IsNullOrEmpty(InputFidelity));
            if (request.Route != ImageRoute.Images)
            {
                List<string> images = [];
                foreach (object image in Image)
                {
                    named = image;
                    images.AddRange(Media.ToParts([image], MediaKind.Image, detail: null).ConvertAll(static part => part.Url!));
                }

                request = request with { ReferenceImages = images };
                Start(new ImageItem(
                    request, origin, () => Gateway.Client.Images.WriteRequest(request, CallOptions), () => Gateway.Client.Images.GenerateAsync(request, CallOptions, StopToken)) { Action = SR.EditImages });
                return;
            }

            List<ImageUpload> uploads = [];
            foreach (object image in Image)
            {
                named = image;
                uploads.AddRange(Uploads.Read([image], uploads.Count));
            }

            var edit = new ImageEditRequest { Image = request, Images = uploads, Mask = _mask, InputFidelity = string.IsNullOrEmpty(InputFidelity) ? null : InputFidelity };
            Start(new ImageItem(request, origin, () => ImageClient.WriteRequest(edit, CallOptions), () => Gateway.Client.Images.EditAsync(edit, CallOptions, StopToken))
            {
                Action = SR.EditImages,
                Stream = () => Gateway.Client.Images.StreamEditAsync(edit, CallOptions, StopToken),
            });
        }
        catch (InputScriptException ex)
        {
            WriteError(WhataiErrors.ScriptBlockFailed(ex, origin));
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, named));
        }
    }

    // A file's own name is none for what is made of it.
    private protected override bool NamesItself => Image.Length == 1 && TextInput.ReadFile(Image[0]) is not null;

    private static ImageUpload OnlyOne(List<ImageUpload> masks) =>
        masks.Count == 1 ? masks[0] : throw new ArgumentException(SR.OneMask(masks.Count));

    private ImageUploads Uploads => new(SessionState, Fetch);

    // Without a journal, -WhatIf needs no more than the name.
    private byte[] Fetch(WhataiImage image) => IsWhatIf && Journal is null ? [] : Await(Gateway.Client.Images.GetBytesAsync(image, CallOptions with { ExtraBody = null }, StopToken));
}
