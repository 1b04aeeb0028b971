using System.Management.Automation;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Tools;

namespace WhataiPS.Commands;

/// <content>The parameters that all APIs for conversations have.</content>
public abstract partial class WhataiConversationCommand<TRequest, TAnswer, TDelta>
{
    /// <summary>What to ask. A script block makes a message of each piped object, $_, which is then a request of its own.</summary>
    [Parameter(Position = 0)]
    [PromptTransformation(OrScript = true)]
    [ValidateNotNullOrEmpty]
    public object? Message { get; set; }

    /// <summary>Prompts, or the context of the message, objects and files alike, or the answer to go on from.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>Asks about each piped object or file by itself: a request each, in the place of one about all of them.</summary>
    [Parameter]
    public SwitchParameter ForEach { get; set; }

    /// <summary>What piped objects are sent as: Auto chooses by their shape, Json has a line for each, Csv a row, Text the names and values on lines.</summary>
    [Parameter]
    public ContextFormat ContextFormat { get; set; }

    /// <summary>The most characters of piped objects and text files in one request, 400,000 where it is not given. More is refused before it is paid for; 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaxContextLength { get; set; } = 400_000;

    /// <summary>Instructions for the whole conversation. In a conversation that goes on, they replace the earlier ones. A script block makes them of each piped object.</summary>
    [Parameter]
    [Alias("System", "SystemPrompt", "Instructions")]
    [PromptTransformation(OrScript = true)]
    [ValidateNotNullOrEmpty]
    public object? SystemMessage { get; set; }

    /// <summary>
    /// Earlier messages: ChatMessage objects, answers, or hashtables with role and content (text, or parts as the wire has them).
    /// Without a message the history itself is answered.
    /// </summary>
    [Parameter]
    [ChatHistoryTransformation]
    [ValidateNotNullOrEmpty]
    public ChatMessage[]? History { get; set; }

    /// <summary>Images for the message: paths with wildcards, files, http addresses, data URIs, bytes, images of an earlier answer, or a script block that gives these of each piped object.</summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Image { get; set; }

    /// <summary>How closely to look at the images.</summary>
    [Parameter]
    [ValidateSet("auto", "low", "high")]
    [KnownSpelling(typeof(WhataiConversationCommand<,,>))]
    public string? ImageDetail { get; set; }

    /// <summary>Documents for the message, such as PDF files, given as images are.</summary>
    [Parameter]
    [MediaTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? File { get; set; }

    /// <summary>
    /// What the answer must be: a hashtable such as @{ answer = 'string'; steps = @('string') }, a JSON schema as hashtable, text or
    /// .json file, or a .NET or PowerShell class. The answer's Object is the parsed result.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    /// <summary>The schema's name for the model: letters, digits, _ and -, at most 64.</summary>
    [Parameter]
    [ValidatePattern("^[a-zA-Z0-9_-]{1,64}$")]
    public string SchemaName { get; set; } = "answer";

    /// <summary>Json asks for any JSON object (JSON mode); the message must speak of JSON. The answer's Object is the parsed result.</summary>
    [Parameter]
    public ChatResponseFormat ResponseFormat { get; set; }

    /// <summary>
    /// Tools that the model may call: command names, commands, script blocks, or tables with name, description, parameters and script.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(CommandCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? Tool { get; set; }

    /// <summary>Ask asks before each call, Auto runs the tools, None hands the calls back on ToolCalls.</summary>
    [Parameter]
    public ToolPolicy ToolPolicy { get; set; } = ToolPolicy.Ask;

    /// <summary>auto, none, required, or the name of the tool that must be called first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ToolChoiceCompleter))]
    [KnownSpelling(typeof(WhataiConversationCommand<,,>))]
    [ValidateNotNullOrEmpty]
    public string? ToolChoice { get; set; }

    /// <summary>How many rounds of tool calls to run at most, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int MaxToolRounds { get; set; } = 8;

    /// <summary>How many tool calls of one round to run at most, 1 to 1000. The model is told that the others were not run.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxToolCalls { get; set; } = 32;

    /// <summary>
    /// The PowerShell providers whose paths the model may give to tools, with wildcards. FileSystem where it is not given: with Environment
    /// or Variable, a command that reads files could read keys.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ToolProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] ToolProvider { get; set; } = ["FileSystem"];
}
