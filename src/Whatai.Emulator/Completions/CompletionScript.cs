using System.Collections.Generic;
using System.Linq;
using Whatai.Emulator.Http;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Completions;

/// <summary>The answers of /v1/completions, as documented at <see cref="AnswerScript"/>.</summary>
/// <param name="Choices">The choices, ordered by prompt.</param>
/// <param name="Tokens">The tokens of all candidates, including those that best_of dropped.</param>
internal sealed record CompletionScript(IReadOnlyList<CompletionChoice> Choices, long Tokens)
{
    internal static CompletionScript Compose(CompletionRequest request, Interruption interruption)
    {
        var choices = new List<CompletionChoice>();
        long tokens = 0;
        foreach (string prompt in request.Prompts)
        {
            Answer answer = interruption == Interruption.CutMidUtf8 ? AnswerScript.CutMidUtf8 : Compose(prompt, request.Suffix);
            Answer[] candidates = Enumerable.Range(0, request.BestOf)
                .Select(i => AnswerFinisher.Finish(answer, i, request.Stops, request.MaxTokens))
                .ToArray();
            tokens += candidates.Sum(c => c.Tokens);
            choices.AddRange(candidates.Take(request.Choices).Select(c => new CompletionChoice(c, prompt, request.Echo)));
        }

        return new CompletionScript(choices, tokens);
    }

    private static Answer Compose(string prompt, string? suffix)
    {
        var directive = Directive.Split(prompt);
        return directive.Name switch
        {
            "/say" => Answer.Content(directive.Arguments),
            "/repeat" => directive.Repeat("prompt"),
            _ => Answer.Content($" Echo: {prompt}{(string.IsNullOrEmpty(suffix) ? string.Empty : $" [suffix: {suffix}]")}"),
        };
    }
}
