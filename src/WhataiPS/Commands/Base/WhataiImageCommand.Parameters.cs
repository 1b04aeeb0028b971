using System.Management.Automation;
using Whatai.Client.Images;
using WhataiPS.Binding;

namespace WhataiPS.Commands;

/// <content>The parameters.</content>
public abstract partial class WhataiImageCommand
{
    /// <summary>The model; nano-banana where it is not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageModelCompleter))]
    public virtual string? Model { get; set; }

    /// <summary>Width to height, such as 16:9 (nano-banana, flux, Gemini).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AspectRatioCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public virtual string? AspectRatio { get; set; }

    /// <summary>1K, 2K or 4K (nano-banana-2).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageSizeCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public virtual string? ImageSize { get; set; }

    /// <summary>In pixels, such as 1536x1024, or auto (gpt-image, dall-e).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PixelSizeCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public virtual string? Size { get; set; }

    /// <summary>low, medium, high or auto (gpt-image); hd or standard (dall-e-3).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageQualityCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public virtual string? Quality { get; set; }

    /// <summary>transparent, opaque or auto (gpt-image).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BackgroundCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public string? Background { get; set; }

    /// <summary>png, jpeg or webp (gpt-image).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageFormatCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public string? OutputFormat { get; set; }

    /// <summary>0 to 100, for jpeg and webp (gpt-image).</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? OutputCompression { get; set; }

    /// <summary>How many images, 1 to 10 (gpt-image, dall-e-2, flux).</summary>
    [Parameter]
    [Alias("N")]
    [ValidateRange(1, 10)]
    public int? Count { get; set; }

    /// <summary>Asks for the same image again (flux).</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>url or b64_json: whether the image comes as an address or within the answer (nano-banana, dall-e).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ImageResponseFormatCompleter))]
    [KnownSpelling(typeof(WhataiImageCommand))]
    public string? ResponseFormat { get; set; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    [Parameter]
    public string? User { get; set; }

    /// <summary>The route, where the table's choice for the model is not what is wanted.</summary>
    [Parameter]
    public ImageRoute? Route { get; set; }

    /// <summary>A folder, made where it is not there, for files named by prompt, model and number.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>A file; further images get a number. An ending is added where there is none. A script block names one for each piped object.</summary>
    [Parameter]
    [OutFileTransformation]
    [ValidateNotNullOrEmpty]
    public object? OutFile { get; set; }

    /// <summary>Gives each piped object as a copy with the image's file as the property Path, or its address where there is no file.</summary>
    [Parameter]
    public virtual SwitchParameter MergeInput { get; set; }

    /// <summary>The file's name, without its ending, in the folder of -OutDirectory or -OutFile. Piped objects may have a property for it, such as a column of a CSV.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>Gives unfinished images as they come, then the image (gpt-image). One after the other, and not kept in a journal.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <summary>How many unfinished images -Stream gives before each image, 0 to 3; 1 where it is not given.</summary>
    [Parameter]
    [ValidateRange(0, 3)]
    public int PartialImages { get; set; } = 1;

    /// <summary>Writes over files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the name of what was piped is its own, and none for what is made.</summary>
    private protected virtual bool NamesItself => false;

    /// <summary>dall-e-3's style, which only one of the cmdlets takes.</summary>
    private protected virtual string? StyleOfImage => null;

    /// <summary>gpt-image's filter of prompts, which the route of edits has no member for.</summary>
    private protected virtual string? ModerationOfImage => null;
}
