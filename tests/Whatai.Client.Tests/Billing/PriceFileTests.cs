using System;
using System.Linq;
using Whatai.Client.Billing;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A user's own table, as people and programs write it.</summary>
public class PriceFileTests
{
    [Theory]
    [InlineData("model,input,output\na,1.5,6\n")]
    [InlineData("\uFEFFModel,INPUT,Output\r\n\r\n\"a\", 1.5 ,\"6\"\r\n")]
    [InlineData("#TYPE System.Management.Automation.PSCustomObject\r\n\"model\",\"input\",\"output\"\r\n\"a\",\"1.5\",\"6\"\r\n")]
    [InlineData("model;input;output\n a ; 1.5;6")]
    [InlineData("model\tinput\toutput\na\t1.5\t6\r")]
    [InlineData("output,model,input,currency\n6,a,1.5,")]
    public void Csv_is_read_as_ConvertFrom_Csv_does(string text)
    {
        ModelPrice price = Assert.Single(PriceTable.Parse(text).Models);

        Assert.Equal(("a", 1.5m, 6m, "USD"), (price.Model, price.Input, price.Output, price.Currency));
    }

    [Theory]
    [InlineData("model,input\n\"a \"\"b\"\", c\",1\n", "a \"b\", c")]
    [InlineData("model,input\n\"a\nb\",1\n", "a\nb")]
    [InlineData("model,input\r\n\"a\r\nb\",1", "a\r\nb")]
    [InlineData("model,input\n\"a\" b,1\n", "a b")]
    [InlineData("model,input\na\"b,1\n", "a\"b")]
    [InlineData("model,input\n\"a;b\tc\",1\n", "a;b\tc")]
    public void Quotation_marks_hold_what_would_end_a_value(string text, string model) => Assert.Equal(model, Assert.Single(PriceTable.Parse(text).Models).Model);

    [Theory]
    [InlineData("model,input\n\"a,1\nb,2\n", "\"a,1")]
    [InlineData("model,input,Input\na,1,2\n", "input")]
    [InlineData("""[{"model":"a","cachedInput":1,"cached_input":2,"input":3}]""", "cachedInput")]
    [InlineData("model,input,perSecond\na,1,2\n", "perSecond")]
    [InlineData("model,output,perSecond\na,1,2\n", "perSecond")]
    [InlineData("model,input\n\"\",1\n", "Entry 1")]
    [InlineData("#TYPE x", "neither CSV")]
    [InlineData("", "neither CSV")]
    public void What_can_not_be_read_whole_is_refused(string text, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => PriceTable.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_second_has_a_price_where_its_number_is_known()
    {
        PriceTable table = PriceTable.Parse("model,perSecond,currency\nveo,0.4,CNY\n");
        ModelPrice price = table.Models.Single();

        Assert.Equal((BillingMode.PerSecond, 0.4m, null), (price.BillingMode, price.PerSecond, price.Usd));
        Assert.Equal("veo: 0.4 a second (CNY)", price.ToString());
        Assert.Equal(new Cost(3.2m, "CNY", CostSource.PriceFile), table.CostOf("veo", null, new CallSize(1, 8)));
        Assert.Null(table.CostOf("veo", new TokenUsage { PromptTokens = 5, TotalTokens = 5 }));
        Assert.Equal(3.2m, table.MostCostOf("veo", 0, 0, new CallSize(1, 8)));
        Assert.Null(table.MostCostOf("veo", 100, 100));
    }
}
