using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;

namespace WhataiPS.Commands;

/// <content>The calls of a run.</content>
public abstract partial class WhataiBulkCommand
{
    /// <summary>
    /// The calls of one run. What the journal has is not asked again, and neither is what an earlier run left as a whole file; the rest runs
    /// side by side. Results are written in the order of the inputs, each kept in the journal before it is its turn: a run that is killed
    /// meanwhile has paid for it.
    /// </summary>
    /// <typeparam name="TItem">What is asked for.</typeparam>
    /// <typeparam name="TResult">What came of it.</typeparam>
    private protected sealed class BulkCalls<TItem, TResult>
        where TResult : class
    {
        private readonly WhataiBulkCommand _command;
        private readonly OrderedTaskQueue<(TItem Item, bool IsKept), TResult> _queue;
        private readonly BulkProgress _progress;
        private readonly BulkRun _run;

        /// <summary>Opens the journal, so it comes behind all that may end the cmdlet.</summary>
        public BulkCalls(WhataiBulkCommand command)
        {
            _command = command;
            _queue = new OrderedTaskQueue<(TItem Item, bool IsKept), TResult>(command.ThrottleLimit);
            _progress = new BulkProgress(command.MyInvocation.MyCommand.Name, command.ExpectedHere(command.ExpectedCount)) { Limits = command.LimitWait };
            _run = new BulkRun(_queue, _progress, command.Await, command.WriteProgress, WriteCompleted);
            command.OpenJournal();
        }

        /// <summary>What makes an item the same one again.</summary>
        public required Func<TItem, byte[]> Identify { get; init; }

        /// <summary>The model that is asked.</summary>
        public required Func<TItem, string> Model { get; init; }

        /// <summary>The input that it was made of, for errors and for who reads the journal.</summary>
        public required Func<TItem, object?> Input { get; init; }

        /// <summary>Whether to ask for it, and spend.</summary>
        public required Func<TItem, bool> ShouldCall { get; init; }

        /// <summary>Asks for it. What is to be kept is handed over as soon as it is there; what is handed over later takes its place.</summary>
        public required Func<TItem, KeepEntry, Task<TResult>> Call { get; init; }

        /// <summary>What the journal has of it, whose files are all there; null where that can't be used.</summary>
        public required Func<TItem, JournalEntry, TResult?> Read { get; init; }

        /// <summary>What it took.</summary>
        public required Func<TResult, TokenUsage?> Usage { get; init; }

        /// <summary>Whether the result is what was asked for. What is not was paid for, is not kept, and counts as failed.</summary>
        public Func<TResult, bool> IsUsable { get; init; } = static _ => true;

        /// <summary>The result with what it cost; null where that is said elsewhere.</summary>
        public Func<TItem, TResult, TResult>? Price { get; init; }

        /// <summary>What it cost, as far as that is known.</summary>
        public Func<TResult, Cost?>? Cost { get; init; }

        /// <summary>The most that it may cost; null where that is not known of any, so that no limit can be held.</summary>
        public Func<TItem, decimal>? MostCost { get; init; }

        /// <summary>What it cost, on any thread; null for the most that it may.</summary>
        public Func<TItem, TResult, Cost?>? Spent { get; init; }

        /// <summary>Runs what may fail, and makes an error of the failure that names the item.</summary>
        public required Action<TItem, Action> Guard { get; init; }

        /// <summary>Writes a result, and says whether it came from the journal.</summary>
        public required Action<TItem, TResult, bool> Write { get; init; }

        /// <summary>Where its files go; null where it has none.</summary>
        public Func<TItem, ItemFiles?>? Files { get; init; }

        /// <summary>Whether what came of it can't be had again without its files.</summary>
        public bool NeedsFiles { get; init; } = true;

        /// <summary>Brings what was kept to where this run wants it.</summary>
        public Func<TItem, TResult, KeepEntry, Task<TResult>>? Restore { get; init; }

        /// <summary>Starts an item, and writes what is complete.</summary>
        public void Add(TItem item)
        {
            bool isKept = false;
            Task<TResult>? call;
            try
            {
                call = Begin(item, ref isKept);
            }
            catch (Exception ex) when (ex is ArgumentException or IOException or UnauthorizedAccessException)
            {
                // An error of its own, when it is its turn.
                call = Task.FromException<TResult>(ex);
            }

            if (call is not null)
            {
                _queue.Add((item, isKept), call);
                _run.Continue();
            }
        }

        /// <summary>Counts an input of which no item can be made.</summary>
        public void CountFailed() => _progress.Failed();

        /// <summary>Counts what was asked for beside the run.</summary>
        /// <param name="result">What came of it.</param>
        /// <param name="isUsable">Whether it is what was asked for.</param>
        public void Count(TResult result, bool isUsable)
        {
            _progress.Paid(Usage(result), Cost?.Invoke(result));
            if (isUsable)
            {
                _progress.Answered();
            }
            else
            {
                _progress.Failed();
            }
        }

        /// <summary>Waits for all that is under way.</summary>
        public void Complete()
        {
            _run.Complete();
            _command.WriteCostLimit();
            _command.WriteSummary(_progress);
        }

        // Null where nothing is to be done.
        private Task<TResult>? Begin(TItem item, ref bool isKept)
        {
            if (!_command.TryBeginItem(() => Identify(item), out RequestKey? key))
            {
                return null;
            }

            JournalSession? journal = _command.Kept;
            ItemFiles? files = Files?.Invoke(item);
            if (journal is not null && Find(item, key!, files) is TResult kept)
            {
                isKept = true;
                return Restore is null ? Task.FromResult(kept) : RestoreAsync(Restore(item, kept, Keep(item, key!)), key!);
            }

            if (_command.JournalOnly)
            {
                // Behind what comes before.
                while (WaitForOne())
                {
                }
            }

            if (!_command.MayAsk(key, Input(item)))
            {
                _progress.Failed();
                return null;
            }

            if (!ShouldCall(item))
            {
                return null;
            }

            files?.ThrowIfInTheWay();
            _command.RequireTime();
            _command.BeginCall();
            Func<Task<TResult>> call = journal is null
                ? () => Call(item, static _ => { })
                : () => journal.CallAsync([key!], Model(item), files?.NewPaths ?? [], () => CallAsync(item, key!, journal));
            return _command.HasLimit ? BeginLimited(item, call) : call();
        }

        // The call begins when the most that it may cost is left, and is settled when it is over.
        private Task<TResult>? BeginLimited(TItem item, Func<Task<TResult>> call)
        {
            if (MostCost is null)
            {
                _command.RefuseUnderLimit();
            }

            decimal worst = MostCost!(item);
            if (_command.Reserve(worst, WaitForOne))
            {
                return _command.SettleAsync(worst, call, result => Spent?.Invoke(item, result));
            }

            _progress.Failed();
            return null;
        }

        private bool WaitForOne()
        {
            if (!_queue.IsBusy)
            {
                return false;
            }

            _command.Await(_queue.NextAsync());
            WriteCompleted();
            return true;
        }

        private async Task<TResult> CallAsync(TItem item, RequestKey key, JournalSession journal)
        {
            try
            {
                TResult result = await Call(item, Keep(item, key)).ConfigureAwait(false);
                if (!IsUsable(result))
                {
                    // Its outcome is known: the next run asks again, and need not say that it may have been billed.
                    journal.AppendFailed([key], JournalLine.Unusable);
                }

                return result;
            }
            catch (UnusableAnswerException)
            {
                journal.AppendFailed([key], JournalLine.Unusable);
                throw;
            }
        }

        private TResult? Find(TItem item, RequestKey key, ItemFiles? files)
        {
            JournalSession journal = _command.Kept!;
            files?.Open(name => journal.IsTaken(name, key));
            JournalEntry? entry = journal.Find(key);
            if (journal.FindPlanned(key) is IReadOnlyList<string> planned)
            {
                if (KeptFiles.FindMade(planned, files?.Folder) is IReadOnlyList<JournalFile> made && files?.AreTaken(made) != true)
                {
                    // A file has its name only when it is whole, and the name was free when the request went out: it came of that.
                    entry = (entry ?? new JournalEntry("{}"u8.ToArray(), null, TimeSpan.Zero)) with { Files = made };
                    Keep(item, key)(() => entry);
                }
                else
                {
                    files?.Reuse(planned);
                }
            }

            if (entry is null)
            {
                return null;
            }

            IReadOnlyList<JournalFile>? there = KeptFiles.Find(entry.Files, files?.Folder);
            if (there is null)
            {
                files?.Reuse(entry.Files);
            }
            else if (!there.SequenceEqual(entry.Files))
            {
                // They were moved.
                Keep(item, key)(() => entry with { Files = there });
            }

            return there is null && NeedsFiles ? null : Read(item, entry with { Files = there ?? [] });
        }

        // What can no longer be had, or used, is asked for again by the next run.
        private async Task<TResult> RestoreAsync(Task<TResult> restored, RequestKey key)
        {
            try
            {
                TResult result = await restored.ConfigureAwait(false);
                if (!IsUsable(result))
                {
                    _command.Kept!.AppendFailed([key], JournalLine.Unusable);
                }

                return result;
            }
            catch (WhataiException ex) when (!ex.MayHaveRun)
            {
                _command.Kept!.AppendFailed([key], ex.Kind.ToString());
                throw;
            }
        }

        private KeepEntry Keep(TItem item, RequestKey key) => entry => _command.Kept!.Append(key, Input(item), entry());

        private void WriteCompleted()
        {
            _command.WriteJournalProblem();
            foreach (((TItem item, bool isKept), Task<TResult> task) in _queue.DequeueCompleted())
            {
                bool isAnswered = false;
                int left = _command.LeftCount;
                Guard(item, () =>
                {
                    TResult result = _command.Await(task);
                    isAnswered = true;
                    if (isKept)
                    {
                        _progress.Found();
                    }
                    else
                    {
                        result = Price?.Invoke(item, result) ?? result;
                        Count(result, IsUsable(result));
                    }

                    Write(item, result, isKept);
                });
                if (!isAnswered && _command.LeftCount == left)
                {
                    _progress.Failed();
                }
            }
        }
    }
}
