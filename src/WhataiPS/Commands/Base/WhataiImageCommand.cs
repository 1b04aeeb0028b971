using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Images;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>What cmdlets share that make images: the picture's parameters, the route, side by side calls, and files.</summary>
public abstract partial class WhataiImageCommand : WhataiBulkCommand
{
    // The first image model of the seed documents.
    private const string DefaultModel = "nano-banana";

    // What a message or Gemini's request has a place for.
    private static readonly string[] s_ofChat = ["ReferenceImage", "Seed", "Count", "User"];
    private static readonly string[] s_ofGemini = ["ReferenceImage", "AspectRatio", "ImageSize", "Seed"];

    private ImageNames? _names;
    private OutputLocation? _output;
    private string? _givenName;
    private bool _shown;

    /// <summary>Reads images and their addresses.</summary>
    private protected MediaInput Media { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Media = new MediaInput(SessionState);
        _output = FindSharedOutput(OutFile, OutDirectory);
        _names = OutDirectory is null ? null : new ImageNames(_output!.Folder, Force);
        if (Name is not null && _output is null && OutFile is null)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.NameWithoutFolder), Name));
        }

        _givenName = Name;
        if (Stream && (ThrottleLimit > 1 || (Journal ?? Shard) is not null))
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.StreamOneByOne), Stream));
        }

        if (!Stream && MyInvocation.BoundParameters.ContainsKey(nameof(PartialImages)))
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.PartialImagesAlone), PartialImages));
        }
    }

    private protected override string? AwaitedModel => Given(Model) ?? DefaultModel;

    /// <summary>The request that the parameters describe.</summary>
    /// <exception cref="ArgumentException">The model or the route does not take one of them.</exception>
    private protected ImageRequest CreateRequest(string prompt, bool hasReferences, bool hasMask = false, bool hasFidelity = false)
    {
        string model = Given(Model) ?? DefaultModel;
        var request = new ImageRequest
        {
            Model = model,
            Prompt = prompt,
            AspectRatio = Given(AspectRatio),
            ImageSize = Given(ImageSize),
            Size = Given(Size),
            Quality = Given(Quality),
            Style = Given(StyleOfImage),
            Background = Given(Background),
            Moderation = Given(ModerationOfImage),
            OutputFormat = Given(OutputFormat),
            OutputCompression = OutputCompression,
            Count = Count,
            Seed = Seed,
            ResponseFormat = Given(ResponseFormat),
            User = Given(User),
            PartialImages = PartialImages,
            Route = RouteOf(model),
        };
        List<string> members = [.. Members(request)];
        AddIf(Stream, nameof(Stream));
        AddIf(hasReferences, "ReferenceImage");
        AddIf(hasMask, "Mask");
        AddIf(hasFidelity, "InputFidelity");
        foreach ((string member, IReadOnlyList<string> takers) in ImageModels.Refuse(model, members))
        {
            throw new ArgumentException(SR.NotOfModel(model, "-" + member, string.Join(", ", takers)));
        }

        string[]? carried = request.Route switch { ImageRoute.Chat => s_ofChat, ImageRoute.Gemini => s_ofGemini, _ => null };
        if (carried is not null && members.Find(member => !carried.Contains(member)) is string other)
        {
            throw new ArgumentException(SR.NotOfRoute(request.Route, "-" + other));
        }

        return request;

        void AddIf(bool given, string member)
        {
            if (given)
            {
                members.Add(member);
            }
        }
    }

    private ImageRoute RouteOf(string model) => Route ?? ImageModels.RouteOf(model);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IEnumerable<string> Members(ImageRequest request)
    {
        (string Name, bool IsSet)[] members =
        [
            (nameof(AspectRatio), request.AspectRatio is not null),
            (nameof(ImageSize), request.ImageSize is not null),
            (nameof(Size), request.Size is not null),
            (nameof(Quality), request.Quality is not null),
            ("Style", request.Style is not null),
            (nameof(Background), request.Background is not null),
            ("Moderation", request.Moderation is not null),
            (nameof(OutputFormat), request.OutputFormat is not null),
            (nameof(OutputCompression), request.OutputCompression is not null),
            // One image is what every model makes.
            (nameof(Count), request.Count > 1),
            (nameof(Seed), request.Seed is not null),
            (nameof(ResponseFormat), request.ResponseFormat is not null),
            (nameof(User), request.User is not null),
        ];
        return members.Where(member => member.IsSet).Select(member => member.Name);
    }

    /// <summary>A failed call's error. Where it may have run all the same, the remedy is to look at the bill first.</summary>
    private protected static ErrorRecord CallFailed(WhataiException failure, ImageRequest request)
    {
        WhataiSession.Current.Usage.AddFailure(request.Model, failure);
        return WhataiErrors.ImageNotMade(failure, request.Prompt);
    }
}
