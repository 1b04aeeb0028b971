using System;

namespace WhataiPS.Bulk;

/// <summary>Keeps a result, where there is a journal.</summary>
/// <param name="entry">Makes the line of it: only where it is kept, since it is as large as the answer.</param>
internal delegate void KeepEntry(Func<JournalEntry> entry);
