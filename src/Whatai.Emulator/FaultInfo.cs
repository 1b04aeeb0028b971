namespace Whatai.Emulator;

/// <summary>The effect of a named fault.</summary>
/// <param name="Name">The name, in kebab-case.</param>
/// <param name="Effect">What it does to a request.</param>
/// <param name="Billed">Whether a billable request is still billed, since the fault comes after the dispatch.</param>
public sealed record FaultInfo(string Name, string Effect, bool Billed);
