namespace WhataiPS.Tools;

/// <summary>How the arguments get to what runs.</summary>
internal enum ArgumentPassing
{
    /// <summary>By the names of its parameters.</summary>
    ByName,

    /// <summary>As a native program's list of arguments.</summary>
    ArgumentList,

    /// <summary>All as one object, to a script block that declares no parameters.</summary>
    OneObject,
}
