using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using WhataiPS.Sessions;

namespace WhataiPS.Prompts;

/// <summary>Where prompts lie: with a project, from the current folder up to its repository's root, and with the user.</summary>
internal static class PromptFolders
{
    // The second is where Visual Studio Code looks, so that a team has one set.
    private static readonly string[] s_names = [Path.Combine(".whatai", "prompts"), Path.Combine(".github", "prompts")];

    /// <summary>The user's own folder, beside the saved connections.</summary>
    public static string User => Path.Combine(Path.GetDirectoryName(SavedConnections.FilePath)!, "prompts");

    /// <summary>The files of all prompts, each name once: the nearest one hides the others.</summary>
    /// <param name="location">The current folder; null where it is not of the file system.</param>
    /// <exception cref="IOException">A folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public static IReadOnlyList<string> Files(string? location) =>
        [.. Find(location).Where(Directory.Exists).SelectMany(static folder => Directory.GetFiles(folder, "*" + PromptFile.Ending).OrderBy(static file => file, StringComparer.OrdinalIgnoreCase))
            .GroupBy(PromptFile.NameOf, StringComparer.OrdinalIgnoreCase).Select(static same => same.First())];

    // Nearest first; they need not be there.
    private static List<string> Find(string? location)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folders = new List<string>();
        for (string? folder = location; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            folders.AddRange(s_names.Select(name => Path.Combine(folder, name)));

            // What lies above the user's own, anybody may have put there.
            if (Directory.Exists(Path.Combine(folder, ".git")) || File.Exists(Path.Combine(folder, ".git")) || folder == home)
            {
                break;
            }
        }

        folders.Add(User);
        return folders;
    }
}
