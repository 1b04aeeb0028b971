BeforeAll {
    . $PSScriptRoot/Common.ps1
    Start-WhataiEmulator | Stop-WhataiEmulator
    $started = [Collections.Generic.List[object]]::new()
    function Start-Emulator([hashtable] $Options = @{}, [hashtable] $Connection = @{}) {
        $emulator = [Whatai.Emulator.GatewayEmulator]::Start([Whatai.Emulator.EmulatorOptions] $Options)
        $started.Add($emulator)
        $null = $emulator | Connect-Whatai @Connection
        $emulator
    }
    function New-Ratio([hashtable] $Ratio) {
        $ratios = [Collections.Generic.Dictionary[string, decimal]]::new()
        foreach ($name in $Ratio.Keys) { $ratios[$name] = $Ratio[$name] }
        , $ratios
    }
}
AfterAll { Disconnect-Whatai -All; $started | ForEach-Object Dispose }

Describe 'Get-WhataiPrice' {
    It 'tells what the site publishes, in its currency and in dollars' {
        $null = Start-Emulator @{ QuotaDisplayType = 'CNY' }
        $price = Get-WhataiPrice gpt-4o
        $price.BillingMode | Should -Be 'PerToken'
        $price.Currency | Should -Be 'CNY'
        $price.Input | Should -Be 18.25
        $price.Usd.Input | Should -Be 2.5
        $price.Usd.CachedInput | Should -Be 1.25
        $price.Usd.Output | Should -Be 10
        $price.Group | Should -Be 'default'
        $price.EndpointTypes | Should -Be 'openai'
        $call = Get-WhataiPrice dall-e-3
        $call.BillingMode | Should -Be 'PerCall'
        $call.Usd.Call | Should -Be 0.04
        (Get-WhataiPrice gpt-4o*, veo*).Count | Should -Be ((Get-WhataiModel gpt-4o*, veo*).Count)
        Get-WhataiModel gpt-4o | Get-WhataiPrice | ForEach-Object Model | Should -Be 'gpt-4o'
    }

    It 'is for the group of the key, and none is guessed' {
        $options = @{ Groups = (New-Ratio @{ default = 1; vip = 0.5 }); Group = 'vip'; LogDelay = [timespan]::Zero }
        $null = Start-Emulator $options
        $price = Get-WhataiPrice gpt-4o
        $price.Group | Should -BeNullOrEmpty
        $price.Usd.Input | Should -Be 2.5
        "$($price.Groups)" | Should -Match 'vip ×0\.5'
        # The key's log tells the group once there is a bill.
        $null = Invoke-WhataiChat 'hello'
        (Get-WhataiPrice gpt-4o).Usd.Input | Should -Be 1.25
        $null = Start-Emulator $options @{ PriceGroup = 'default' }
        (Get-WhataiPrice gpt-4o).Group | Should -Be 'default'
    }

    It 'says PriceUnavailable where the route is <_>, and no endpoint is to blame' -ForEach 'Forbidden', 'Refused', 'Missing' {
        $null = Start-Emulator @{ Pricing = $_; Lines = 2 }
        Get-WhataiPrice -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PriceUnavailable,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'PriceFile'
    }

    It 'names a model that has no price, and goes on' {
        $null = Start-Emulator
        (Get-WhataiPrice nothing, gpt-4o -ErrorVariable problem -ErrorAction SilentlyContinue).Model | Should -Be 'gpt-4o'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PriceUnavailable,*'
        $problem[0].TargetObject | Should -Be 'nothing'
    }
}

Describe 'a table of the user' {
    It 'wins over the site, and serves where the site tells nothing: <Name>' -ForEach @(
        @{ Name = 'CSV'; Text = "Model,Input,Cached_Input,Output,PerCall`ngpt-4o,1.5,0.5,6,`nveo3.1-fast,,,,0.2" }
        @{ Name = 'CSV of another mark'; Text = "model;input;cachedInput;output;perCall`r`n`"gpt-4o`";1.5;0.5;6;`r`nveo3.1-fast;;;;0.2`r`n" }
        @{ Name = 'JSON'; Text = '[{ "model": "gpt-4o", "input": 1.5, "cachedInput": 0.5, "output": 6 }, { "model": "veo3.1-fast", "perCall": "0.2" }]' }
        @{ Name = 'JSON by model'; Text = '{ "currency": "USD", "models": { "gpt-4o": { "input": 1.5, "cachedInput": 0.5, "output": 6 }, "veo3.1-fast": { "perCall": 0.2 } } }' }
    ) {
        $file = "$TestDrive/prices"
        Set-Content $file $Text -Encoding utf8
        $null = Start-Emulator @{ Pricing = 'Missing' } @{ PriceFile = $file }
        $prices = Get-WhataiPrice
        $prices.Model | Should -Be 'gpt-4o', 'veo3.1-fast'
        $prices[0].Source | Should -Be 'PriceFile'
        $prices[0].Input | Should -Be 1.5
        $prices[0].CachedInput | Should -Be 0.5
        $prices[0].Output | Should -Be 6
        $prices[1].PerCall | Should -Be 0.2
        (Get-WhataiConnection).PriceFile | Should -Be $file
        $null = Start-Emulator @{} @{ PriceFile = $file }
        (Get-WhataiPrice gpt-4o, gpt-4o-mini).Source | Should -Be 'PriceFile', 'Prices'
    }

    It 'is refused, and the place is named: <Text>' -ForEach @(
        @{ Text = 'hello'; Named = 'neither CSV' }
        @{ Text = "model,input,output`ngpt-4o,`"1,5`",6"; Named = "'1,5' as input of 'gpt-4o'" }
        @{ Text = "model,input,output`ngpt-4o,-1,6"; Named = "'-1' as input" }
        @{ Text = "model,price`ngpt-4o,1"; Named = "'price'" }
        @{ Text = "model,input,perCall`ngpt-4o,1,2"; Named = 'either input and output, or perCall' }
        @{ Text = "model,input`ngpt-4o,1`ngpt-4o,2"; Named = 'more than once' }
        @{ Text = "model,input`n,1"; Named = 'Entry 1' }
        @{ Text = "model,input`na,1,2"; Named = 'a,1,2' }
        @{ Text = '{ "gpt-4o": 3 }'; Named = 'neither CSV' }
    ) {
        Set-Content "$TestDrive/bad" $Text -Encoding utf8
        $problem = { Start-Emulator @{} @{ PriceFile = "$TestDrive/bad" } } | Should -Throw -ErrorId 'PriceFileUnreadable,*' -PassThru
        "$problem" | Should -BeLike "*$Named*"
    }

    It 'is saved with the connection' {
        $saved = $env:WHATAI_CONNECTION_FILE
        try {
            $env:WHATAI_CONNECTION_FILE = "$TestDrive/connections.json"
            Set-Content "$TestDrive/mine.csv" "model,input,output,currency`nm,1,2,CNY"
            $null = Connect-Whatai http://127.0.0.1:9 -Name priced -PriceFile "$TestDrive/mine.csv" -PriceGroup vip -TrackCost -Save
            Disconnect-Whatai priced
            $connection = Connect-Whatai -Name priced
            $connection.PriceGroup | Should -Be 'vip'
            $connection.TrackCost | Should -BeTrue
            $price = Get-WhataiPrice m -Connection priced
            $price.Currency | Should -Be 'CNY'
            $price.Usd | Should -BeNullOrEmpty
        }
        finally { $env:WHATAI_CONNECTION_FILE = $saved; Disconnect-Whatai priced }
    }
}
