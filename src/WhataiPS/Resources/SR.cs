using System.Globalization;
using System.Resources;

namespace WhataiPS.Resources;

/// <summary>The module's texts, in the language of the session. Its other members are made of SR.resx when it is built.</summary>
internal static partial class SR
{
    private static readonly ResourceManager s_texts = new("WhataiPS.Resources.SR", typeof(SR).Assembly);

    /// <summary>Whether the texts are Chinese, the one other language that there is; zh-TW has none of its own.</summary>
    public static bool IsChinese => Colon == "：";

    /// <summary>A text whose key is made at run time.</summary>
    public static string Text(string key) => s_texts.GetString(key, CultureInfo.CurrentUICulture) ?? key;

    /// <summary>The same, with values in its places.</summary>
    public static string Format(string key, params object?[] values) => string.Format(CultureInfo.CurrentCulture, Text(key), values);
}
