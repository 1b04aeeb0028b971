using Whatai.Client.Http;

namespace Whatai.Client.Errors;

/// <content>What goes wrong with the answers to many inputs at once.</content>
internal static partial class ApiFailures
{
    /// <summary>Vectors came, but not one for each text.</summary>
    public static WhataiException WrongVectors(LocalizableMessage how, BufferedResponse answer) => Create(
        ErrorKind.InvalidResponse,
        new LocalizableMessage("WrongVectors", $"{answer.Context.ShownUri} did not answer with one vector for each text: {how}."),
        answer.Context,
        null,
        answer.Body,
        200);

    /// <summary>A ranking came, but not of the documents that were sent.</summary>
    public static WhataiException WrongRanks(LocalizableMessage how, BufferedResponse answer) => Create(
        ErrorKind.InvalidResponse,
        new LocalizableMessage("WrongRanks", $"{answer.Context.ShownUri} did not rank the documents: {how}."),
        answer.Context,
        null,
        answer.Body,
        200);

    /// <summary>Results came, but not one for each input.</summary>
    public static WhataiException WrongCount(int results, int inputs, BufferedResponse answer) => Create(
        ErrorKind.InvalidResponse,
        new LocalizableMessage("WrongCount", $"{answer.Context.ShownUri} answered with {results} result(s) for {inputs} input(s)."),
        answer.Context,
        null,
        answer.Body,
        200);
}
