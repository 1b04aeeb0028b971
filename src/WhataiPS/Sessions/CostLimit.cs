namespace WhataiPS.Sessions;

/// <summary>What may be spent: calls that are under way count with the most that they may cost. Safe for calls side by side.</summary>
internal sealed class CostLimit(decimal most)
{
    private readonly object _gate = new();
    private decimal _spent;
    private decimal _underWay;

    /// <summary>The limit.</summary>
    public decimal Most => most;

    /// <summary>What was spent.</summary>
    public decimal Spent
    {
        get
        {
            lock (_gate)
            {
                return _spent;
            }
        }
    }

    /// <summary>Begins a call, unless it and those under way may pass the limit.</summary>
    public bool TryBegin(decimal worst)
    {
        lock (_gate)
        {
            if (_spent + _underWay + worst > most)
            {
                return false;
            }

            _underWay += worst;
            return true;
        }
    }

    /// <summary>Ends a call.</summary>
    public void End(decimal worst, decimal spent)
    {
        lock (_gate)
        {
            _underWay -= worst;
            _spent += spent;
        }
    }
}
