using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <content>What goes wrong with the answers to many inputs at once.</content>
internal static partial class ApiFailures
{
    /// <summary>Vectors came, but not one for each text.</summary>
    public static WhataiException WrongVectors(LocalizableMessage how, BufferedResponse answer) => WrongAnswer(
        new LocalizableMessage("WrongVectors", $"{answer.Context.ShownUri} did not answer with one vector for each text: {how}."),
        answer);

    /// <summary>A ranking came, but not of the documents that were sent.</summary>
    public static WhataiException WrongRanks(LocalizableMessage how, BufferedResponse answer) => WrongAnswer(
        new LocalizableMessage("WrongRanks", $"{answer.Context.ShownUri} did not rank the documents: {how}."),
        answer);

    /// <summary>Results came, but not one for each input.</summary>
    public static WhataiException WrongCount(int results, int inputs, BufferedResponse answer) => WrongAnswer(
        new LocalizableMessage("WrongCount", $"{answer.Context.ShownUri} answered with {results} result(s) for {inputs} input(s)."),
        answer);

    private static WhataiException WrongAnswer(LocalizableMessage how, BufferedResponse answer) => Create(ErrorKind.InvalidResponse, how, answer.Context, null, answer.Body, 200);
}
