using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client.Conversations;
using Whatai.Client.Media;
using WhataiPS.Binding;
using WhataiPS.Errors;
using WhataiPS.Media;

namespace WhataiPS.Commands;

/// <summary>What a message is about: objects, which go below it as text, and files and images, which go with it as what they hold.</summary>
/// <param name="media">Reads files.</param>
/// <param name="cmdlet">The cmdlet's name, for errors.</param>
internal sealed class PipedContext(MediaInput media, string cmdlet)
{
    private readonly List<PSObject> _objects = [];
    private readonly List<ChatContentPart> _parts = [];

    /// <summary>What the objects are sent as.</summary>
    public ContextFormat Format { get; init; }

    /// <summary>Whether the API takes videos.</summary>
    public bool TakesVideo { get; init; }

    /// <summary>How closely to look at images.</summary>
    public string? ImageDetail { get; init; }

    /// <summary>How many objects, files and images there are.</summary>
    public int Count => _objects.Count + _parts.Count;

    /// <summary>What the files and images hold.</summary>
    public IReadOnlyList<ChatContentPart> Parts => _parts;

    /// <summary>Takes an object, a file or an image.</summary>
    /// <exception cref="RefusedInputException">It is nothing that a model could be asked about.</exception>
    /// <exception cref="ArgumentException">The file can't be read, or no model reads what it holds.</exception>
    public void Add(PSObject item)
    {
        if (TextInput.ReadFile(item) is string file)
        {
            _parts.Add(TextInput.IsFolder(item)
                ? throw new RefusedInputException(WhataiErrors.FilePiped(PSValue.Unwrap(item)!, file, cmdlet))
                : MediaInput.FromContent(file, TakesVideo, ImageDetail));
        }
        else if (ImageReader.ReadImage(item) is WhataiImage image)
        {
            _parts.AddRange(media.ToParts([image], MediaKind.Image, ImageDetail));
        }
        else
        {
            _objects.Add(item.BaseObject is ScriptBlock script ? throw new RefusedInputException(WhataiErrors.NotAPrompt(script, cmdlet)) : item);
        }
    }

    /// <summary>The objects as text; null where there are none.</summary>
    public string? Text() => _objects.Count == 0 ? null : ContextText.Render(_objects, Format);
}
