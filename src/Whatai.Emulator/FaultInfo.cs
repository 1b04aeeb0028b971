namespace Whatai.Emulator;

/// <summary>What one named fault does.</summary>
/// <param name="Name">The name, in kebab-case.</param>
/// <param name="Effect">What happens to a request that gets it.</param>
/// <param name="Billed">Whether a billable request is billed all the same, since the fault comes after the dispatch.</param>
public sealed record FaultInfo(string Name, string Effect, bool Billed);
