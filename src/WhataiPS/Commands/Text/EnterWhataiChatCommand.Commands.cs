using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using Whatai.Client.Conversations;
using Whatai.Client.Files;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>The commands between the messages.</content>
public sealed partial class EnterWhataiChatCommand
{
    private const int SavedDepth = 6;

    // False where the conversation is over.
    private bool Handle(string line)
    {
        string[] words = line.Split([' ', '\t'], 2);
        string rest = words.Length > 1 ? words[1].Trim() : string.Empty;
        switch (words[0].ToLowerInvariant())
        {
            case "":
                break;
            case "/exit" or "/quit" or "/bye":
            case "exit" or "quit" when rest.Length == 0:
                return false;
            case "/help" or "/?":
                Say(SR.ChatHelp);
                break;
            case "/model":
                _model = rest.Length > 0 ? rest : _model;
                Say(SR.ChatModel(_model));
                break;
            case "/system":
                SystemMessage = rest.Length > 0 ? rest : SystemMessage;
                Say(SystemMessage is null ? SR.ChatNoSystem : SR.ChatSystem(SystemMessage));
                break;
            case "/file":
                WriteErrorOnFailure(rest, () => HandleFile(rest));
                break;
            case "/tools":
                HandleTools(rest);
                break;
            case "/undo":
                Undo();
                break;
            case "/clear":
                _turns.Clear();
                _begin = [];
                Say(SR.ChatCleared);
                break;
            case "/save":
                WriteErrorOnFailure(rest, () => Save(rest));
                break;
            case string word when word[0] == '/' && word.Length > 1 && word.Skip(1).All(char.IsLetter):
                Say(SR.ChatUnknownCommand(words[0]));
                break;
            default:
                Ask(line.StartsWith("//", StringComparison.Ordinal) ? line.Substring(1) : line);
                break;
        }

        return true;
    }

    // What was taken back is not gone on with afterwards, either.
    private void Undo()
    {
        if (_turns.Count == 0)
        {
            Say(SR.ChatNothing);
            return;
        }

        ModelAnswer undone = _turns.Pop();
        _given.Remove(undone);
        Gateway.LastConversation = _turns.Count > 0 ? new LastConversation(_turns.Peek(), _model) : _before;
        Say(SR.ChatUndone(undone.Input));
    }

    private void Save(string path)
    {
        if (path.Length == 0)
        {
            Say(SR.ChatSaveWhere);
            return;
        }

        if (_turns.Count == 0)
        {
            Say(SR.ChatNothing);
            return;
        }

        try
        {
            string file = ReadOutput(path.Trim('"', '\''), outDirectory: null)!.File!;
            string text = Path.GetExtension(file).ToLowerInvariant() is ".xml" or ".clixml" ? PSSerializer.Serialize(_turns.Peek(), SavedDepth) : Markdown(_turns.Peek());
            SavedFile saved = Await(FileClient.WriteAsync(Encoding.UTF8.GetBytes(text), new FileTarget { Path = file }, StopToken));
            Say(SR.ChatSaved(saved.Path));
        }
        catch (RefusedInputException ex)
        {
            WriteError(ex.Error);
        }
        catch (FileExistsException ex)
        {
            Say(SR.ChatFileExists(ex.Path));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(path, path, ex));
        }
    }

    private static string Markdown(ModelAnswer answer) => string.Concat(answer.Messages.Select(static message => $"## {message.Role}\n\n{message.Content ?? message.Refusal}\n\n")).TrimEnd('\n') + "\n";
}
