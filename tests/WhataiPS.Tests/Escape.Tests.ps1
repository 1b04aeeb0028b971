BeforeDiscovery {
    $root = Resolve-Path "$PSScriptRoot/../.."
    [xml] $views = Get-Content "$root/module/WhataiPS.Format.ps1xml" -Raw
    $types = $views.Configuration.ViewDefinitions.View.ViewSelectedBy.TypeName
}
BeforeAll {
    . $PSScriptRoot/Common.ps1
    # What a terminal obeys: to write the clipboard, to go on in other letters and unseen, a control sequence of one character, and to read backwards.
    $escape = [char] 0x1b
    $planted = "a$escape]52;c;aGk=$([char] 7)b$escape(0$escape[8mc$([char] 0x9b)31md$([char] 0x202e)e`bf`rg"
    $obeyed = "$escape[\](]|[\x07\x08\x7f-\x9f\u202a-\u202e\u2066-\u2069]|$escape\[8m|\r(?!\n)"

    function New-Planted([type] $Type, [int] $Depth = 0) {
        if ($Type -eq [string]) { return $planted }
        if ($Depth -gt 3) { return $null }
        if ($Type.IsGenericType -and $Type.GetGenericTypeDefinition() -in [Collections.Generic.IReadOnlyList`1], [Collections.Generic.IList`1]) {
            $element = $Type.GetGenericArguments()[0]
            $list = [Activator]::CreateInstance([Collections.Generic.List`1].MakeGenericType($element))
            $one = New-Planted $element ($Depth + 1)
            if ($null -ne $one) { $list.Add($one) }
            return , $list
        }
        if ($Type.IsArray) {
            $one = New-Planted $Type.GetElementType() ($Depth + 1)
            $array = [Array]::CreateInstance($Type.GetElementType(), [int] ($null -ne $one))
            if ($null -ne $one) { $array[0] = $one }
            return , $array
        }
        if ($Type.Namespace -notlike 'Whatai*' -or $Type.IsEnum -or $Type.IsInterface) { return $null }
        if ($Type.IsAbstract) { $Type = $Type.Assembly.GetTypes() | Where-Object { $_.IsSubclassOf($Type) -and -not $_.IsAbstract } | Select-Object -First 1 }
        $object = [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type)
        foreach ($property in $Type.GetProperties('Public,Instance') | Where-Object { $_.SetMethod -and -not $_.GetIndexParameters() }) {
            $value = New-Planted $property.PropertyType ($Depth + 1)
            if ($null -ne $value) { $property.SetValue($object, $value) }
        }
        $object
    }
    $PSStyle.OutputRendering = 'Ansi'
}
AfterAll { $PSStyle.OutputRendering = 'Host' }

Describe 'What models and servers write' {
    It 'shows nothing of it that a terminal obeys, in the view of <_>' -ForEach $types {
        $type = $_ -as [type]
        if (-not $type) { $type = 'Whatai.Client.Conversations.ModelAnswer' -as [type] }
        $object = New-Planted $type
        $shown = $object | Out-String -Width 400
        $shown | Should -Not -Match $obeyed
    }

    It 'keeps the text raw in the object, and shows what is in it' {
        $emulator = Start-WhataiEmulator
        try {
            $null = $emulator | Connect-Whatai
            $answer = Invoke-WhataiChat "/say x$escape]52;c;aGk=$([char] 7)y"
            $answer.Text | Should -Be "x$escape]52;c;aGk=$([char] 7)y"
            ($answer | Out-String).Trim() | Should -Be "x$([char] 0x241b)]52;c;aGk=$([char] 0x2407)y"
            $live = Invoke-WhataiChat "/say x$escape]52;c;aGk=$([char] 7)y" -Live 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }
            -join $live.MessageData.Message | Should -Be "x$([char] 0x241b)]52;c;aGk=$([char] 0x2407)y"
            $pieces = Invoke-WhataiChat "/say x$escape]52;c;aGk=$([char] 7)y" -Stream | Out-String
            $pieces | Should -Not -Match $obeyed
        }
        finally {
            Disconnect-Whatai -All
            $emulator | Stop-WhataiEmulator
        }
    }

    It 'shows nothing of it in errors, warnings and what is asked' {
        $emulator = Start-WhataiEmulator
        try {
            $null = $emulator | Connect-Whatai
            $null = Invoke-WhataiChat 'x' -Model "m$planted" -ErrorVariable problem -ErrorAction SilentlyContinue -WarningVariable warning -Verbose 4>&1 | Tee-Object -Variable verbose
            "$problem $warning $verbose $($problem | Out-String)" | Should -Not -Match $obeyed
            $shell = Invoke-FreshShell "`$null = Connect-Whatai $($emulator.BaseUrl) $($emulator.ApiKey); Invoke-WhataiChat ([char] 27 + ']52;c;aGk=' + [char] 7) -WhatIf; Invoke-WhataiApi ('/v1/' + [char] 27 + ']52;') -ErrorAction Continue 2>&1 | Out-String"
            "$shell" | Should -Not -Match $obeyed
        }
        finally {
            Disconnect-Whatai -All
            $emulator | Stop-WhataiEmulator
        }
    }
}
