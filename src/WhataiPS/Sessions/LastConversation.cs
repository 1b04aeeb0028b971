using Whatai.Client.Conversations;

namespace WhataiPS.Sessions;

/// <summary>The conversation that -Continue goes on with.</summary>
/// <param name="Answer">The answer that was given last.</param>
/// <param name="Model">The model as it was asked for; gateways may name it otherwise in the answer.</param>
internal sealed record LastConversation(ModelAnswer Answer, string Model);
