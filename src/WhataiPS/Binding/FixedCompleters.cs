using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Whatai.Emulator;

namespace WhataiPS.Binding;

/// <summary>Offers a list of values without forbidding others: gateways know more than any list.</summary>
internal abstract class FixedCompleter(IReadOnlyList<string> values) : IArgumentCompleter
{
    /// <summary>The values, as the API spells them.</summary>
    public IReadOnlyList<string> Values => values;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        For(fakeBoundParameters).Where(value => CompletionText.Matches(value, wordToComplete)).Select(value => CompletionText.Create(value, value));

    /// <summary>The values that fit what else is on the command line.</summary>
    private protected virtual IReadOnlyList<string> For(IDictionary fakeBoundParameters) => values;
}

/// <summary>How much a model is to think.</summary>
internal sealed class ReasoningEffortCompleter() : FixedCompleter(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);

/// <summary>Shards of common counts, by the scheduler's number.</summary>
internal sealed class ShardCompleter() : FixedCompleter(["*/2", "*/4", "*/8", "*/16", "*/32"]);

/// <summary>How fast and how dear an answer is to be.</summary>
internal sealed class ServiceTierCompleter() : FixedCompleter(["auto", "default", "flex", "priority"]);

/// <summary>The server's own tools that need no table.</summary>
internal sealed class BuiltInToolCompleter() : FixedCompleter(["code_interpreter"]);

/// <summary>How much Gemini 3 and later are to think.</summary>
internal sealed class ThinkingLevelCompleter() : FixedCompleter(["minimal", "low", "medium", "high"]);

/// <summary>How Claude's models may think.</summary>
internal sealed class ThinkingCompleter() : FixedCompleter(["adaptive", "enabled", "disabled"]);

/// <summary>How much Claude's models may spend on an answer.</summary>
internal sealed class EffortCompleter() : FixedCompleter(["low", "medium", "high", "xhigh", "max"]);

/// <summary>What Gemini may answer with.</summary>
internal sealed class ResponseModalityCompleter() : FixedCompleter(["TEXT", "IMAGE", "AUDIO"]);

/// <summary>The words of -ToolChoice; a tool's name is as good.</summary>
internal sealed class ToolChoiceCompleter() : FixedCompleter(["auto", "none", "required"]);

/// <summary>The providers that PowerShell itself has; modules bring others.</summary>
internal sealed class ToolProviderCompleter() : FixedCompleter(["FileSystem", "Registry", "Certificate", "Alias", "Environment", "Function", "Variable"]);

/// <summary>The voices that OpenAI's models have.</summary>
internal sealed class VoiceCompleter() : FixedCompleter(["alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse"]);

/// <summary>Gemini's voices.</summary>
internal sealed class GeminiVoiceCompleter() : FixedCompleter(
    ["Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe", "Charon", "Despina", "Enceladus", "Erinome", "Fenrir", "Gacrux", "Iapetus", "Kore", "Laomedeia", "Leda", "Orus", "Puck", "Pulcherrima", "Rasalgethi", "Sadachbia", "Sadaltager", "Schedar", "Sulafat", "Umbriel", "Vindemiatrix", "Zephyr", "Zubenelgenubi"]);

/// <summary>The gateways of the seed documents.</summary>
internal sealed class BaseUrlCompleter() : FixedCompleter(["https://api.whatai.cc", "https://api.quzhi.life"]);

/// <summary>The headers in which official hosts want the key.</summary>
internal sealed class ApiKeyHeaderCompleter() : FixedCompleter(["x-api-key", "api-key", "x-goog-api-key"]);

/// <summary>The resolutions of Seedance.</summary>
internal sealed class VideoResolutionCompleter() : FixedCompleter(["480p", "720p", "1080p"]);

/// <summary>The ratios of Seedance.</summary>
internal sealed class VideoRatioCompleter() : FixedCompleter(["16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive"]);

/// <summary>The emulator's faults.</summary>
internal sealed class FaultCompleter() : FixedCompleter(GatewayEmulator.FaultNames);
