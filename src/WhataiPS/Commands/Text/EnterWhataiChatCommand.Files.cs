using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>Files for the next message, sent as Invoke-WhataiChat sends piped files: as what they hold.</content>
public sealed partial class EnterWhataiChatCommand
{
    private readonly List<FileInfo> _files = [];

    // They stay for another try where no answer came.
    private void AddFiles(PowerShell shell)
    {
        if (_files.Count > 0)
        {
            shell.AddParameter("InputObject", _files.ToArray());
        }
    }

    private void HandleFile(string path)
    {
        if (path.Length == 0)
        {
            Say(_files.Count > 0 ? SR.ChatFilesDropped(FileNames()) : SR.ChatFileWhich);
            _files.Clear();
            return;
        }

        path = path.Trim('"', '\'');
        try
        {
            // A file of that very name may have brackets in it.
            string literal = GetUnresolvedProviderPathFromPSPath(path);
            List<string> found = File.Exists(literal) ? [literal] : [.. GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists)];
            if (found.Count == 0)
            {
                Say(SR.ChatNoFile(path));
                return;
            }

            // Said now: at the next message it would cost that as well.
            found.ForEach(static file => MediaInput.FromContent(file, takesVideo: true, detail: null));
            _files.AddRange(found.Select(static file => new FileInfo(file)).Where(file => _files.TrueForAll(other => other.FullName != file.FullName)));
            Say(SR.ChatFiles(FileNames()));
        }
        catch (Exception ex) when (ex is SessionStateException or PSInvalidOperationException or NotSupportedException)
        {
            Say(SR.ChatNoFile(path));
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, path));
        }
    }

    private string FileNames() => string.Join(", ", _files.Select(static file => file.Name));
}
