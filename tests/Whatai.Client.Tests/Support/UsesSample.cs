using System;
using System.Threading.Tasks;

namespace Whatai.Client.Tests.UsesSample;

/// <summary>Uses one type in each way that <see cref="TypeUses"/> must see.</summary>
[OnType]
internal sealed class User<T> : Base, IInterface
    where T : IConstraint
{
    private static readonly AsField[] s_field = [];

    [OnProperty]
    public static object Property => new Created();

    public static AsResult? Method([OnParameter] AsParameter[] parameter) => parameter.Length > 0 || s_field.Length > 0 ? null : throw new InvalidOperationException(typeof(AsToken).Name);

    public static Func<object?> Lambda(int number) => () => number > 0 ? Static.Call() : Array.Empty<AsArgument>();

    public static async Task<bool> CatchAsync()
    {
        try
        {
            await Task.Yield();
            return new InAsync().Equals(null);
        }
        catch (CaughtException)
        {
            return false;
        }
    }
}

internal class Base;

internal interface IInterface;

internal interface IConstraint;

internal sealed class AsField;

internal sealed class AsResult;

internal sealed class AsParameter;

internal sealed class AsToken;

internal sealed class AsArgument;

internal sealed class Created;

internal sealed class InAsync;

internal sealed class ReturnedByCallee;

internal sealed class CaughtException : Exception;

[AttributeUsage(AttributeTargets.All)]
internal sealed class OnTypeAttribute : Attribute;

[AttributeUsage(AttributeTargets.All)]
internal sealed class OnPropertyAttribute : Attribute;

[AttributeUsage(AttributeTargets.All)]
internal sealed class OnParameterAttribute : Attribute;

internal static class Static
{
    internal static ReturnedByCallee? Call() => null;
}
