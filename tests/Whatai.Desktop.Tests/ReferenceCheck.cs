using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;

namespace Whatai.Desktop.Tests;

/// <summary>Looks every type and member that a dll refers to up in the assemblies that it will find at run time.</summary>
/// <param name="folders">Where these are. An earlier folder goes before a later one, where its version is not too old.</param>
internal sealed class ReferenceCheck(params string[] folders)
{
    private readonly ILookup<string, AssemblyFile> _assemblies = folders
        .SelectMany(folder => Directory.GetFiles(folder, "*.dll"))
        .Select(AssemblyFile.Read)
        .OfType<AssemblyFile>()
        .ToLookup(assembly => assembly.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>How many references were looked up.</summary>
    public int Count { get; private set; }

    /// <summary>The references of a dll that lead nowhere, a line each.</summary>
    public string[] MissingOf(string path)
    {
        AssemblyFile caller = AssemblyFile.Read(path) ?? throw new BadImageFormatException(null, path);
        return
        [
            .. caller.Reader.AssemblyReferences.Select(handle => MissingAssembly(caller.Reader, caller.Reader.GetAssemblyReference(handle)))
                .Concat(caller.Reader.TypeReferences.Select(handle => MissingType(caller, handle)))
                .Concat(caller.Reader.MemberReferences.Select(handle => MissingMember(caller, caller.Reader.GetMemberReference(handle))))
                .OfType<string>(),
        ];
    }

    // A newer version is taken than was asked for (the framework unifies its own, and the module finds those beside it), but no older one.
    private AssemblyFile? Find(MetadataReader reader, AssemblyReference reference)
    {
        IEnumerable<AssemblyFile> namesakes = _assemblies[reader.GetString(reference.Name)];
        return namesakes.FirstOrDefault(found => found.Version >= reference.Version) ?? namesakes.MaxBy(found => found.Version);
    }

    private string? MissingAssembly(MetadataReader reader, AssemblyReference reference)
    {
        Count++;
        string wanted = $"assembly {reader.GetString(reference.Name)} {reference.Version}";
        return Find(reader, reference) is not { } found ? wanted
            : found.Version < reference.Version ? $"{wanted}: there is {found.Version}"
            : null;
    }

    private string? MissingType(AssemblyFile caller, TypeReferenceHandle handle)
    {
        Count++;
        return Find(caller, handle) is null ? $"type {SignatureText.NameOf(caller.Reader, handle)}" : null;
    }

    private string? MissingMember(AssemblyFile caller, MemberReference member)
    {
        Count++;
        string name = caller.Reader.GetString(member.Name);
        if (ParentOf(caller, member.Parent) is not { } parent)
        {
            // An array's own members are the runtime's; a type that is missing is told once, as a type.
            return null;
        }

        string signature = member.GetKind() == MemberReferenceKind.Method
            ? SignatureText.Of(member.DecodeMethodSignature(SignatureText.Instance, null))
            : member.DecodeFieldSignature(SignatureText.Instance, null);
        return Holds(parent, name, signature, member.GetKind())
            ? null
            : $"member {SignatureText.NameOf(parent.Assembly.Reader, parent.Handle)}.{name}: {signature}";
    }

    private FoundType? ParentOf(AssemblyFile caller, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => Find(caller, (TypeReferenceHandle)parent),
        HandleKind.TypeDefinition => new FoundType(caller, (TypeDefinitionHandle)parent),
        HandleKind.TypeSpecification => GenericTypeOf(caller, (TypeSpecificationHandle)parent),
        HandleKind.MethodDefinition => null,
        _ => throw new NotSupportedException($"A member of {parent.Kind}."),
    };

    private FoundType? GenericTypeOf(AssemblyFile caller, TypeSpecificationHandle handle)
    {
        BlobReader blob = caller.Reader.GetBlobReader(caller.Reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadByte(); // class or value type
        return ParentOf(caller, blob.ReadTypeHandle());
    }

    private FoundType? Find(AssemblyFile caller, TypeReferenceHandle handle)
    {
        EntityHandle scope = caller.Reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
        {
            scope = caller.Reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        }

        string name = SignatureText.NameOf(caller.Reader, handle);
        AssemblyFile? file = scope.Kind == HandleKind.AssemblyReference
            ? Find(caller.Reader, caller.Reader.GetAssemblyReference((AssemblyReferenceHandle)scope))
            : caller;
        while (file is not null)
        {
            if (file.TryGetType(name, out TypeDefinitionHandle found))
            {
                return new FoundType(file, found);
            }

            AssemblyReferenceHandle forwarder = file.ForwarderOf(name);
            file = forwarder.IsNil ? null : Find(file.Reader, file.Reader.GetAssemblyReference(forwarder));
        }

        return null;
    }

    private bool Holds(FoundType type, string name, string signature, MemberReferenceKind kind)
    {
        for (FoundType? holder = type; holder is not null; holder = BaseOf(holder))
        {
            MetadataReader reader = holder.Assembly.Reader;
            TypeDefinition definition = reader.GetTypeDefinition(holder.Handle);
            IEnumerable<string> signatures = kind == MemberReferenceKind.Method
                ? definition.GetMethods().Select(reader.GetMethodDefinition).Where(method => reader.StringComparer.Equals(method.Name, name))
                    .Select(method => SignatureText.Of(method.DecodeSignature(SignatureText.Instance, null)))
                : definition.GetFields().Select(reader.GetFieldDefinition).Where(field => reader.StringComparer.Equals(field.Name, name))
                    .Select(field => field.DecodeSignature(SignatureText.Instance, null));
            if (signatures.Contains(signature))
            {
                return true;
            }
        }

        return false;
    }

    private FoundType? BaseOf(FoundType type)
    {
        EntityHandle parent = type.Assembly.Reader.GetTypeDefinition(type.Handle).BaseType;
        return parent.IsNil ? null : ParentOf(type.Assembly, parent);
    }

    private sealed record FoundType(AssemblyFile Assembly, TypeDefinitionHandle Handle);
}
