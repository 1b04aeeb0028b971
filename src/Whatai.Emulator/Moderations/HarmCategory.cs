using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Moderations;

/// <summary>
/// A category of harm, told by words, so that tests can have any. <c>/flag NAME NAME…</c> at a text's start flags these categories.
/// </summary>
/// <param name="Name">The API's name.</param>
/// <param name="ReadsImages">Whether images are judged by it too.</param>
/// <param name="IsNew">Whether only models that read images have it.</param>
/// <param name="Words">Words that flag a text.</param>
internal sealed record HarmCategory(string Name, bool ReadsImages, bool IsNew, params string[] Words)
{
    internal static IReadOnlyList<HarmCategory> All { get; } =
    [
        new("harassment", false, false, "idiot", "白痴"),
        new("harassment/threatening", false, false, "i will hurt you", "弄死你"),
        new("hate", false, false, "subhuman", "劣等人种"),
        new("hate/threatening", false, false, "exterminate them"),
        new("illicit", false, true, "shoplift", "counterfeit", "假钞"),
        new("illicit/violent", false, true, "build a bomb", "制造炸弹"),
        new("self-harm", true, false, "suicide", "自杀"),
        new("self-harm/intent", true, false, "i want to die", "我想死"),
        new("self-harm/instructions", true, false, "how to cut myself"),
        new("sexual", true, false, "porn", "色情"),
        new("sexual/minors", false, false, "child porn"),
        new("violence", true, false, "kill", "murder", "杀"),
        new("violence/graphic", true, false, "gore", "dismembered", "血腥"),
    ];

    internal bool Flags(string text)
    {
        var directive = Directive.Split(text);
        return directive.Name == "/flag"
            ? directive.Arguments.Split(' ', ',').Contains(Name, StringComparer.Ordinal)
            : Words.Any(text.ContainsIgnoreCase);
    }

    /// <summary>Near 1 where it flags, near 0 where it does not; always the same for a text.</summary>
    internal double Score(string text)
    {
        int odd = (Name.Length * 31) + (text.Length * 7);
        return Flags(text) ? 0.9 + (odd % 97 / 1000.0) : (odd % 89 + 1) / 10_000.0;
    }
}
