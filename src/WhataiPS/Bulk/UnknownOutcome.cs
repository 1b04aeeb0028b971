namespace WhataiPS.Bulk;

/// <summary>What to do with items of a journal that an earlier run sent, and that may have been billed without an answer.</summary>
public enum UnknownOutcome
{
    /// <summary>Ask the model again.</summary>
    Retry,

    /// <summary>Leave them out; each is an error.</summary>
    Skip,

    /// <summary>Ask the user for each.</summary>
    Ask,
}
