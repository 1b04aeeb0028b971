using System.Threading.Tasks;

namespace WhataiPS.Bulk;

/// <summary>Calls that run side by side, as a <see cref="BulkRun"/> drives them.</summary>
internal interface IBulkQueue
{
    /// <summary>Whether another call may start now.</summary>
    bool HasRoom { get; }

    /// <summary>Whether anything is under way or waits to be written.</summary>
    bool IsBusy { get; }

    /// <summary>Ends when a call that is under way does.</summary>
    Task<bool> NextAsync();
}
