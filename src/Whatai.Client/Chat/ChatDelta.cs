namespace Whatai.Client.Chat;

/// <summary>A piece of a streamed chat answer. The last one carries <see cref="Completion"/>.</summary>
public sealed record ChatDelta : ModelDelta
{
    /// <inheritdoc cref="ModelDelta.Completion"/>
    public new ChatCompletion? Completion
    {
        get => (ChatCompletion?)base.Completion;
        init => base.Completion = value;
    }
}
