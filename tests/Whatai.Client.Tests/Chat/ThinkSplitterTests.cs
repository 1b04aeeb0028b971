using System.Linq;
using System.Text;
using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Reasoning inside content, however the stream cuts it.</summary>
public class ThinkSplitterTests
{
    public static TheoryData<string, string, string> Texts => new()
    {
        { "<think>why</think>\n\nHello", "why", "Hello" },
        { "<think>why</think>Hello", "why", "Hello" },
        { "<think>why</think>\r\n\r\nHello\n", "why", "Hello\n" },
        { "<think>\nwhy\n</think>\n Hello", "\nwhy\n", " Hello" },
        { " \n<think>why</think>Hi", "why", "Hi" },
        { "<think></think>Hi", "", "Hi" },
        { "<think></think>", "", "" },
        { "<think>why</think>", "why", "" },
        { "<think>why</think>\n\n", "why", "" },
        { "<think>a<b></thin </think>x", "a<b></thin ", "x" },
        { "<think>a</think>b</think>c", "a", "b</think>c" },
        { "<think>a</think><think>b</think>", "a", "<think>b</think>" },
        { "<think>一🌍</think>二🌍", "一🌍", "二🌍" },
        { "<think>never closed", "never closed", "" },
        { "<think>never closed</thi", "never closed</thi", "" },
        { "<think>", "", "" },
        { "<thin", "", "<thin" },
        { "<thinking>why</thinking>\nHello", "why", "Hello" },
        { "<thought>why</thought>Hello", "why", "Hello" },
        { "[THINK]why[/THINK]Hello", "why", "Hello" },
        { "<seed:think>why</seed:think>Hello", "why", "Hello" },
        { "<thinking>a</think>b</thinking>c", "a</think>b", "c" },
        { "<thinker>no</thinker>", "", "<thinker>no</thinker>" },
        { "<think>\n\n</think>\n\nHello", "", "Hello" },
        { "<think> \n why</think>Hello", " \n why", "Hello" },
        { "<think> \n", "", "" },
        { "<Think>no</Think>", "", "<Think>no</Think>" },
        { "Use <think>x</think> tags", "", "Use <think>x</think> tags" },
        { "\n\nHello <think>", "", "\n\nHello <think>" },
        { "</think>Hi", "", "Hi" },
        { "\n</think>\n\nHi", "", "Hi" },
        { "</thinking>Hi", "", "Hi" },
        { "<", "", "<" },
        { " \n ", "", " \n " },
        { "", "", "" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void In_one_piece(string content, string reasoning, string text)
    {
        Assert.Equal((text, reasoning), Split([content]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Cut_at_any_two_places(string content, string reasoning, string text)
    {
        for (int first = 0; first <= content.Length; first++)
        {
            for (int second = first; second <= content.Length; second++)
            {
                Assert.Equal((text, reasoning), Split([content.Substring(0, first), content.Substring(first, second - first), content.Substring(second)]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Character_by_character(string content, string reasoning, string text)
    {
        Assert.Equal((text, reasoning), Split([.. content.Select(c => c.ToString())]));
    }

    // Every way there is to cut a text around both tags: 2^16 of them.
    [Fact]
    public void Cut_in_every_way_there_is()
    {
        const string Content = "<think>y</think>\n";
        for (int cuts = 0; cuts < 1 << (Content.Length - 1); cuts++)
        {
            var splitter = new ThinkSplitter();
            string? reasoning = null;
            string text = string.Empty;
            int from = 0;
            for (int i = 1; i <= Content.Length; i++)
            {
                if (i == Content.Length || (cuts & (1 << (i - 1))) != 0)
                {
                    (string t, string? r) = splitter.Push(Content.Substring(from, i - from));
                    (text, reasoning) = (text + t, reasoning + r);
                    from = i;
                }
            }

            (string restText, string? restReasoning) = splitter.Flush();
            if (text + restText != string.Empty || reasoning + restReasoning != "y")
            {
                Assert.Fail($"Cuts {cuts:X}: text '{text}', reasoning '{reasoning}'");
            }
        }
    }

    [Fact]
    public void What_is_known_is_not_held_back()
    {
        var splitter = new ThinkSplitter();

        Assert.Equal((string.Empty, "so"), splitter.Push("<think>so"));
        Assert.Equal((string.Empty, " far"), splitter.Push(" far</"));
        Assert.Equal((string.Empty, "</b"), splitter.Push("b"));
        Assert.Equal(("Hi", null), splitter.Push("</think>\nHi"));
        Assert.Equal(("<", null), splitter.Push("<"));
    }

    [Fact]
    public void Nothing_new_is_null_and_not_empty()
    {
        var splitter = new ThinkSplitter();

        Assert.Null(splitter.Push("<think>").Reasoning);
        Assert.Null(splitter.Push("</think>").Reasoning);
        Assert.Null(splitter.Flush().Reasoning);
    }

    [Theory]
    [InlineData("hm\n</think>\n\nfour", "hm\n", "four")]
    [InlineData("hm</think>four", "hm", "four")]
    [InlineData("hm</think>\nfour", "hm", "four")]
    [InlineData("hm </think>\n\nfour", "hm ", "four")]
    [InlineData("hm\r\n</think>\r\n\r\nfour", "hm\r\n", "four")]
    [InlineData("想一想。</think>四", "想一想。", "四")]
    [InlineData("hm</think>{\"a\":1}", "hm", "{\"a\":1}")]
    [InlineData("hm\n</thinking>\nfour", "hm\n", "four")]
    [InlineData("hm\n</think>", "hm\n", "")]
    [InlineData("a\n</think>\nb\n</think>\nc", "a\n", "b\n</think>\nc")]
    [InlineData("Close it with `</think>`\n", null, null)]
    [InlineData("Close it with </think> and go on", null, null)]
    [InlineData("It ends with </think>", null, null)]
    [InlineData("Use <think>x</think>\ntags", null, null)]
    [InlineData("```\nwhy\n</think>\n```\nis how it ends", null, null)]
    [InlineData("no tag", null, null)]
    public void A_tag_that_nobody_opened(string text, string? thoughts, string? answer)
    {
        (int Answer, int Thoughts)? found = ThinkSplitter.FindUnopened(text);

        Assert.Equal(thoughts, found is null ? null : text.Substring(0, found.Value.Thoughts));
        Assert.Equal(answer, found is null ? null : text.Substring(found.Value.Answer));
    }

    [Theory]
    [InlineData("<think>why</think>\n\nHello", "<think>why</think>\n\n")]
    [InlineData(" <think>\n</think>Hello", " <think>\n</think>")]
    [InlineData("</think>Hello", "</think>")]
    [InlineData("Hello", "")]
    [InlineData("<think>never", "<think>never")]
    [InlineData("<thin", "")]
    public void What_was_taken_is_known_to_the_byte(string content, string taken)
    {
        var splitter = new ThinkSplitter();
        foreach (char c in content)
        {
            splitter.Push(c.ToString());
        }

        splitter.Flush();

        Assert.Equal(taken, splitter.Taken);
    }

    private static (string Text, string Reasoning) Split(string[] pieces)
    {
        var splitter = new ThinkSplitter();
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        foreach (string piece in pieces)
        {
            (string newText, string? newReasoning) = splitter.Push(piece);
            text.Append(newText);
            reasoning.Append(newReasoning);
        }

        (string restText, string? restReasoning) = splitter.Flush();
        return (text.Append(restText).ToString(), reasoning.Append(restReasoning).ToString());
    }
}
