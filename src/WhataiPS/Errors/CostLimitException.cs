using System;

namespace WhataiPS.Errors;

/// <summary>A call was not begun, since it might pass the limit of cost. The run says so once, when it ends.</summary>
internal sealed class CostLimitException : Exception
{
}
