using System;
using System.Linq;
using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Resources;
using WhataiPS.Tools;

namespace WhataiPS.Commands;

/// <content>The tools of a conversation. Invoke-WhataiChat runs them; here they are listed, and the policy is changed.</content>
public sealed partial class EnterWhataiChatCommand
{
    private ToolSet? _tools;

    /// <summary>Tools that the model may call: command names, commands, script blocks, or tables with name, description, parameters and script.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CommandCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? Tool { get; set; }

    /// <summary>Ask asks before each call, Auto runs the tools, None offers the model none.</summary>
    [Parameter]
    public ToolPolicy ToolPolicy { get; set; } = ToolPolicy.Ask;

    /// <summary>How many rounds of tool calls to run for a message at most, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int MaxToolRounds { get; set; } = 8;

    /// <summary>How many tool calls of one round to run at most, 1 to 1000. The model is told that the others were not run.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxToolCalls { get; set; } = 32;

    // What can't be run is refused before anything is said.
    private void BeginTools()
    {
        if (Tool is not null)
        {
            _tools = ConvertArgument(() => ToolSet.Create(this, Tool), Tool);
            ConvertArgument(() => { _tools.EnsureRunnable(); return true; }, Tool);
        }
    }

    // A call that is handed back would wait for its result in vain: who wants no tool to run offers none.
    private void AddTools(PowerShell shell)
    {
        if (Tool is not null && ToolPolicy != ToolPolicy.None)
        {
            shell.AddParameter(nameof(Tool), Tool).AddParameter(nameof(ToolPolicy), ToolPolicy).AddParameter(nameof(MaxToolRounds), MaxToolRounds).AddParameter(nameof(MaxToolCalls), MaxToolCalls);
        }
    }

    private void HandleTools(string word)
    {
        if (_tools is null)
        {
            Say(SR.ChatNoTools);
            return;
        }

        if (word.Length > 0)
        {
            if (!word.All(char.IsLetter) || !Enum.TryParse(word, ignoreCase: true, out ToolPolicy policy))
            {
                Say(SR.ChatToolsHow);
                return;
            }

            ToolPolicy = policy;
        }
        else
        {
            int width = _tools.Definitions.Max(static tool => tool.Name.Length);
            foreach (ToolDefinition tool in _tools.Definitions)
            {
                Say($"{tool.Name.PadRight(width)}  {tool.Description.Split('\n')[0].Trim()}".TrimEnd());
            }
        }

        Say(ToolPolicy switch
        {
            ToolPolicy.Auto => SR.ChatToolsAuto,
            ToolPolicy.None => SR.ChatToolsNone,
            _ => SR.ChatToolsAsk,
        });
    }
}
