using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Whatai.Desktop.Tests;

/// <summary>The metadata of one dll. It is read, never loaded.</summary>
internal sealed class AssemblyFile
{
    private readonly Dictionary<string, TypeDefinitionHandle> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AssemblyReferenceHandle> _forwarders = new(StringComparer.Ordinal);

    // Kept, for the metadata reader points into its memory.
    private readonly PEReader _image;

    private AssemblyFile(PEReader image)
    {
        _image = image;
        Reader = _image.GetMetadataReader();
        AssemblyDefinition definition = Reader.GetAssemblyDefinition();
        Name = Reader.GetString(definition.Name);
        Version = definition.Version;
        foreach (TypeDefinitionHandle handle in Reader.TypeDefinitions)
        {
            _types[SignatureText.NameOf(Reader, handle)] = handle;
        }

        foreach (ExportedType type in Reader.ExportedTypes.Select(Reader.GetExportedType))
        {
            if (type.Implementation.Kind == HandleKind.AssemblyReference)
            {
                _forwarders[SignatureText.Join(Reader, type.Namespace, type.Name)] = (AssemblyReferenceHandle)type.Implementation;
            }
        }
    }

    public MetadataReader Reader { get; }

    public string Name { get; }

    public Version Version { get; }

    /// <summary>Reads a dll.</summary>
    /// <returns>Null for one that is native, or a part of another.</returns>
    public static AssemblyFile? Read(string path)
    {
        var image = new PEReader(ImmutableArray.Create(File.ReadAllBytes(path)));
        return image.HasMetadata && image.GetMetadataReader().IsAssembly ? new AssemblyFile(image) : null;
    }

    public bool TryGetType(string name, out TypeDefinitionHandle handle) => _types.TryGetValue(name, out handle);

    /// <summary>The assembly that a type of this one has moved to, a nested one with the outermost; nil where it has not moved.</summary>
    public AssemblyReferenceHandle ForwarderOf(string name) => _forwarders.GetValueOrDefault(name.Split('/')[0]);
}
