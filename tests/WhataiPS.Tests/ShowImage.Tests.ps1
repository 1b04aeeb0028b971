BeforeAll {
    . $PSScriptRoot/Common.ps1
    $emulator = Start-WhataiEmulator
    $null = $emulator | Connect-Whatai
    $png = (New-WhataiImage 'a cat' -Model dall-e-2 -Size 256x256 -OutFile (Join-Path $TestDrive 'cat.png')).Path

    # The pixels of half blocks: RRGGBB, or none where the background shows.
    function Read-HalfBlock([string[]] $Lines) {
        $rows = foreach ($line in $Lines) {
            $upper = @(); $lower = @(); $front = $back = 'none'
            foreach ($match in [regex]::Matches($line, "`e\[([0-9;]*)m|([ ▀▄])")) {
                $code = $match.Groups[1].Value
                if ($match.Groups[2].Success) {
                    $upper += if ($match.Groups[2].Value -eq '▀') { $front } else { 'none' }
                    $lower += if ($match.Groups[2].Value -eq '▄') { $front } elseif ($match.Groups[2].Value -eq '▀') { $back } else { 'none' }
                }
                elseif ($code -eq '0') { $front = $back = 'none' }
                else {
                    $colour = -join ($code.Split(';')[2..4] | ForEach-Object { ([int] $_).ToString('x2') })
                    if ($code.StartsWith('38;2;')) { $front = $colour } else { $back = $colour }
                }
            }
            , $upper
            , $lower
        }
        , $rows
    }
}
AfterAll {
    Disconnect-Whatai -All
    $emulator | Stop-WhataiEmulator
}

Describe 'Show-WhataiImage' {
    # The files were written by libjpeg and libpng, and the pixels are what those read of them.
    It 'decodes <Kind>: <What>' -ForEach @(
        @{ Kind = 'JPEG'; What = 'baseline 4:2:0'; Width = 37; Height = 29; Data = '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAdACUDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD5hstI6fLW5YaMzsFWMsT2ArprLSOny12HhzQgsHmlBuc8HviujKoyzbFqgpWVrt+S/wCHsceV5/7OKdzh7bw/OiqzQMARnpnH19K1bPSOny/pXpdlpHT5aJdDEV1hUAVgGAHalxdlMMqorEUKjlG9mnuvPTp/wNz9TyDiLnaTZxlvpHyfdor0O30j5Pu0V+aPNddz9LpZ37i1OZstI6fJXUaDZJDmORMKTndjoa1LOxh4rbsrGHj/AArDDcSYjLsQsRQfvLvs/Jn8DZTmrmkmQW1pbIobcDkZAAyf/rU+PTDNMZDHjd2res7GHitqysYeP8K5eI+OMZm8Y06qUYp3su9t3f529T9WyLMvZ2aOcg0f5PuUV3lvYw7KK+HeZyufo9LOJciP/9k='; Pixels = '000320 570032 a5031b f40228 054b27 5c4da0 af5767 fa4d2d 029e1f 5ca4bd b1a6a2 f89f2b 04f421 58f134 aaf131 f7f42b' }
        @{ Kind = 'JPEG'; What = 'progressive 4:2:0'; Width = 37; Height = 29; Data = '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wgARCAAdACUDASIAAhEBAxEB/8QAGgAAAwADAQAAAAAAAAAAAAAAAAQFAQIGB//EABgBAQEAAwAAAAAAAAAAAAAAAAYDAQUH/9oADAMBAAIQAxAAAAHzB6nYpGG10xhTFOiDSaZUadnwLTL7slc4vGjSf//EABoQAAMBAQEBAAAAAAAAAAAAAAACAwERBCH/2gAIAQEAAQUCSQkRfPokhZCSPPD4kjYcZZCSIJwVVMn3ciImCJgiYImCph//xAAbEQACAgMBAAAAAAAAAAAAAAAABAERAgUSIf/aAAgBAwEBPwFV/mBDY2Yu+CjViLPJi5NH/8QAHxEAAQQCAgMAAAAAAAAAAAAAAQACAwQFERMUEiEx/9oACAECAQE/AaoNuXw2svUFVnIx2wu0o8lJXk5GfVkc5NbAa70F2Sv/xAAZEAACAwEAAAAAAAAAAAAAAAARIAABMRD/2gAIAQEABj8CmTEKi+EP/8QAGxAAAgMBAQEAAAAAAAAAAAAAAAERIWExIFH/2gAIAQEAAT8hxHNwpCKTbmJTwxIqrZicFU7KeGIqpX0SUya4Vc8ttwz/2gAMAwEAAgADAAAAEAE8B3wv/8QAFxEBAQEBAAAAAAAAAAAAAAAAAQARIf/aAAgBAwEBPxDEdtoLc/ZSDciWTf/EAB8RAQACAQMFAAAAAAAAAAAAAAEAETEhUWFBcYHh8f/aAAgBAgEBPxAiaFWvB9qBlWUjk506esx15hJdG+HhhIgN0b1lvzXeN0//xAAfEAEAAgICAgMAAAAAAAAAAAABABEhMRBBUdFxweH/2gAIAQEAAT8Q1waQnoIWEJerr58TT9OG1wds24e6muCqEAAdcNrm2opvDTD1DZYBb+RUVPDi8CYnqYExPXA//9k='; Pixels = '000320 570032 a5031b f40228 054b27 5c4da0 af5767 fa4d2d 029e1f 5ca4bd b1a6a2 f89f2b 04f421 58f134 aaf131 f7f42b' }
        @{ Kind = 'JPEG'; What = 'progressive grey'; Width = 37; Height = 29; Data = '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/wgALCAAdACUBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABQYH/9oACAEBAAAAAc7TSSRj0kk0Y5JNJGMTSTQ//8QAFxABAQEBAAAAAAAAAAAAAAAAAwACIf/aAAgBAQABBQIzjOM4zsnwzjOM4zsnwzjOM4zsnw8x5jzHmznn/8QAFBABAAAAAAAAAAAAAAAAAAAAQP/aAAgBAQAGPwIn/8QAGBABAQEBAQAAAAAAAAAAAAAAAAFhMFH/2gAIAQEAAT8h5AEAJgwYMHkRRRRTP//aAAgBAQAAABCbN1//xAAYEAADAQEAAAAAAAAAAAAAAAAAITEQUf/aAAgBAQABPxCCIIgiCOAgiCIIgjgICAgIYBERERHC/9k='; Pixels = '000000 292929 535353 7c7c7c 262626 505050 797979 a2a2a2 4f4f4f 787878 a2a2a2 cbcbcb 797979 a3a3a3 cdcdcd f5f5f5' }
        @{ Kind = 'JPEG'; What = 'baseline 4:2:2 with restarts'; Width = 50; Height = 41; Data = '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAApADIDASEAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/90ABAAD/9oADAMBAAIRAxEAPwDxWK09quxWntW06hthapcitParkVp7VxzqH0mFqlyK09quRWntXFOofS4Wqf/Q5r7J7UV4vtD9k9qcvFae1XYrMkgBcmvSnNt2R+HYWsbNrpSqoMi5b09K0F0yJh/qwPpxX11HKsPHDqnVjeT3fW/k+lvLfqe3hsU73TP/0cf+z2ibBHHY+tWIrT2rxMZCWHqypT3X9fifd4OvdJlj7J7UVw+0PW9qcxFae1aFnZgzpkcZr2sPOLxFNS25l+Z+HYerof/SSK09quRWntX2M6hzYWqPuLMeWpxzniiK09q/N+IZxWNlbsr/AHH12Aq+6ix9k9qK+f8AaHte1P/TzYrT2q7DalSCByORXzUqzi+Zbo+NwtU27VFkUZwG6YrQW3VBliB9a+5o5pRrYdV3JJdfJ/1t3PZw02nYY0RlYcYUdBViK09q/NsfjXia8qz6/l0/A+uwdSySP//U7P7J7UV+c+0PrPanLxWntVyK09q9GdQ/D8LVLsVp7VcitPauOdQ+kwtU/9XvIrT2q5Fae1fmU6hphapY+ye1FYe0PV9qcXFVyKvXmfjGFP/W7SKrkVfm0z5XC9C5FV2KuOZ9JhSx2orA9U//2Q=='; Pixels = '030024 540024 a70023 f70126 014e2c 4d497c aa5ab3 f75024 06a122 539aec ada3e0 faa129 07f726 52f927 a8f626 f9f929' }
        @{ Kind = 'JPEG'; What = 'progressive RGB'; Width = 40; Height = 24; Data = '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/8IAEQgAGAAoA1IRAEcRAEIRAP/EABoAAQEAAwEBAAAAAAAAAAAAAAUAAgQGAQP/2gAMA1IARwBCAAAAAeeDEQvd+UQjELHgGpCV37pUIFCD4BqQst+aQiEL5f/EABUQAQEAAAAAAAAAAAAAAAAAAAAC/9oACAFSAAEFAoQhCEIQhCEIQh//xAAVEAEBAAAAAAAAAAAAAAAAAAAAE//aAAgBRwABBQKaaaaaaaaaaaaaab//xAAeEAACAQQDAQAAAAAAAAAAAAABAgMABRAhBBExNP/aAAgBQgABBQKhsjgTdMpRsW76KufuFYowuOpJGlev/8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBUgAGPwJ//8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBRwAGPwJ//8QAIBAAAQMDBQEAAAAAAAAAAAAAAQACEAMRMRIhcXKRof/aAAgBQgAGPwJWCyz1FrhYiT1imeZDmmxC3pfVqfmP/8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBUgABPyFwAB//xAAVEAEBAAAAAAAAAAAAAAAAAAAAcf/aAAgBRwABPyGUpSlKUpSlKUpf/8QAHhABAAEEAgMAAAAAAAAAAAAAAREAECExYaFBkeH/2gAIAUIAAT8hoIAq4ApQUOFY6poW0NwKIMJOMlgYBLCfV2haSUkIF8x800aV1b//2gAMA1IARwBCAAAAEIJRBYIZR//EABUQAQEAAAAAAAAAAAAAAAAAAABB/9oACAFSAAE/EJSlKUpSlKUpSl//xAAUEAEAAAAAAAAAAAAAAAAAAAAw/9oACAFHAAE/EHqqqqq//8QAHxABAAEDBQEBAAAAAAAAAAAAAREAEEEhMVGBkfBh/9oACAFCAAE/EKXC4BKrsBSIVBZD8MI8pagRgfc3fyOEmUEnGindhiIkhqhoJ7fW61AnA+4oIAQlCLmCUe1tvQBscAYLf//Z'; Pixels = '000128 52012a a6012a f80128 004928 524915 a6494a f84928 009e28 529eff a69eeb f89e28 00f228 52f22a a6f21e f8f228' }
        @{ Kind = 'PNG'; What = 'grey, 4 bits, interlaced'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALBAAAAAEzLoUqAAAAKklEQVQI12PgYuBiiAdC1vUM6gegiCl8zQckQjhjL1bMqBxWsfrsB0I0AL09Ii3QnhA1AAAAAElFTkSuQmCC'; Pixels = '000000 555555 aaaaaa ffffff 000000 555555 aaaaaa ffffff 000000 555555 aaaaaa ffffff 000000 555555 aaaaaa ffffff' }
        @{ Kind = 'PNG'; What = '16 bits a channel, interlaced'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALEAIAAAEMR3zjAAAAuElEQVQoz82Suw2DQAxAnyVWACkrQEn6LBF7hCuyT4qMEDNEFmCSLOEUFwQnoKCJ4sKynz9n3x0A4A5QwTgyiSpAxCoikNIUX2ppHdyzY/otTIlCNpBA37u3DmbdAKXdOZi1A7hvVO/JgVRqBdVLQMTNQfV+hYhXgOr7CRFVnhLAbL610q6g7/fD2f5xJ4HTQzXvOGuRxkqi2iiI1FaSKT/zxZki8+tn8v0JB/hqz+MtlryC8/9O9wGOEX5zBAmcTAAAAABJRU5ErkJggg=='; Pixels = '000000 550000 ab0000 ff0000 004dff 554dff ab4dff ff4dff 009aab 559aab ab9aab ff9aab 00ffab 55ffab abffab ffffab' }
        @{ Kind = 'PNG'; What = 'palette of 4 bits with transparency'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALBAMAAABWnBpSAAAAMFBMVEUA/wAR7ggi3RAzzBhEuyBVqihmmTB3iDiId0CZZkiqVVC7RFjMM2DdImjuEXD/AHjzb9X8AAAAEHRSTlMAAAAA////////////////3mUGPgAAAENJREFUCNdjYFR2Te9cfYBByCSsYtaeCwxg7tkHDGDuvQ8MYO57BgYIV4ABzGVUYABzhQwYwFxlBwYw1ySAAcx1TQAAn4QnByACbMkAAAAASUVORK5CYII='; Pixels = 'none 44bb20 887740 cc3360 none 778838 bb4458 ff0078 669930 aa5550 ee1170 none aa5550 ee1170 none 669930' }
        @{ Kind = 'PNG'; What = 'grey with alpha'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALCAQAAAAOu8/qAAAAG0lEQVQY02NkYBBlEP0vyiDGiE4zMeAEI1AKAHj4BBUKBIcPAAAAAElFTkSuQmCC'; Pixels = 'none none none none none none none none none none none none none none none none' }
        @{ Kind = 'PNG'; What = 'colour with alpha, interlaced'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALCAYAAAHTtTf3AAAAi0lEQVQoz72Qyw3CQAxEn6VtYZFoIRy3gFThlJAD9VCFm6ABGqGKySG7kAQp5IAYybJm/DcAASQezHBAS8UYZ7WZdYQaSYy8sCJGCToGXQjb+lXmFrtBMk6PdMW5Id1xnkiJEsBQL3r7RPkUIfhhhXF2Mk7GlTFOuH3jtZvVV0b77y5f7OaHi/83aQKORkVU6rWbIgAAAABJRU5ErkJggg=='; Pixels = 'none none none none none none none none none none none none none none none none' }
        @{ Kind = 'PNG'; What = 'a transparent colour, interlaced'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALCAIAAAFc16CgAAAABnRSTlMAAAAAAABupgeRAAAAfElEQVQY063QwQ3CMAwF0BcpKxSJFcoxAzCFO0IPzMMUWYIFWIQpwiGopVLhgLC+rP/tb1syVLI7CNqikll4IY1qZ9msx8qSUkfTySav/ffYrxrEWbuIq3YTDy0rlYk1Z2WjqT+7kmMMOtLBR95HE0Htv9jly9X47v73vicUGjtYhhFI2QAAAABJRU5ErkJggg=='; Pixels = 'none 550000 aa0000 ff0000 004cff 554cff aa4cff ff4cff 0099aa 5599aa aa99aa ff99aa 00ffaa 55ffaa aaffaa ffffaa' }
        @{ Kind = 'PNG'; What = '1 bit'; Width = 13; Height = 11; Data = 'iVBORw0KGgoAAAANSUhEUgAAAA0AAAALAQAAAACMyTrMAAAADUlEQVQI12Ng4GDAiwAFoQBZh2XBSAAAAABJRU5ErkJggg=='; Pixels = '000000 000000 000000 ffffff 000000 000000 000000 ffffff 000000 000000 000000 ffffff 000000 000000 000000 ffffff' }
    ) {
        $rows = Read-HalfBlock (Show-WhataiImage ([Convert]::FromBase64String($Data)) -Protocol Blocks -AsString -Width 500 -Height 500)
        $rows[0].Count | Should -Be $Width
        [Math]::Ceiling($Height / 2) * 2 | Should -Be $rows.Count
        $expected = $Pixels.Split(' ')
        foreach ($n in 0..15) {
            $got = $rows[[Math]::Floor(($Height - 1) * [Math]::Floor($n / 4) / 3)][[Math]::Floor(($Width - 1) * ($n % 4) / 3)]
            if ($expected[$n] -eq 'none') { $got | Should -Be 'none'; continue }
            $got | Should -Not -Be 'none'
            foreach ($channel in 0, 2, 4) {
                [Math]::Abs([Convert]::ToInt32($expected[$n].Substring($channel, 2), 16) - [Convert]::ToInt32($got.Substring($channel, 2), 16)) | Should -BeLessOrEqual 1 -Because "pixel $n"
            }
        }
    }

    It 'keeps to the columns and lines that there are, and to the shape' {
        $lines = Show-WhataiImage $png -Protocol Blocks -AsString -Width 40 -Height 100
        $lines | Should -HaveCount 20
        (Read-HalfBlock $lines)[0].Count | Should -Be 40
        Show-WhataiImage $png -Protocol Blocks -AsString -Width 40 -Height 5 | Should -HaveCount 5
        $lines | ForEach-Object { $_.EndsWith("`e[0m") | Should -BeTrue }
    }

    It 'sends a PNG to kitty as it is, in pieces' {
        $text = -join (Show-WhataiImage $png -Protocol Kitty -AsString -Width 20)
        $pieces = [regex]::Matches($text, "`e_G([^;]*);([^`e]*)`e\\")
        -join $pieces.Value | Should -Be $text
        $pieces[0].Groups[1].Value | Should -Be 'a=T,q=2,t=d,f=100,c=20,m=1'
        $pieces[-1].Groups[1].Value | Should -Be 'm=0'
        $pieces | ForEach-Object { $_.Groups[2].Length | Should -BeLessOrEqual 4096 }
        [Convert]::FromBase64String(-join ($pieces | ForEach-Object { $_.Groups[2].Value })) | Should -Be ([IO.File]::ReadAllBytes($png))
    }

    It 'gives iTerm2 the file, whatever it is' {
        $webp = [byte[]] (@(0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50) + @(0) * 20)
        $text = Show-WhataiImage $webp -Protocol ITerm -AsString -Width 30
        $text | Should -Be "`e]1337;File=inline=1;size=32;width=30;preserveAspectRatio=1:$([Convert]::ToBase64String($webp))`a"
        $null = Show-WhataiImage $webp -Protocol Blocks -AsString -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ImageNotShown,*'
        "$($problem[0])" | Should -BeLike '*image/webp*ITerm*'
    }

    It 'writes sixels that come to the same picture' {
        $text = Show-WhataiImage $png -Protocol Sixel -AsString -Width 20
        $text | Should -Match "^`eP0;1;0q`"1;1;200;200#0;2;\d+;\d+;\d+"
        $text.EndsWith("`e\") | Should -BeTrue
        # Drawn by a small reader of its own: every pixel gets one colour.
        $body = $text -replace "^`eP[^q]*q`"[\d;]*" -replace "`e\\$"
        $drawn = @{}; $x = 0; $top = 0; $colour = -1
        foreach ($token in [regex]::Matches($body, '#(\d+)(;2;\d+;\d+;\d+)?|!(\d+)(.)|(.)')) {
            if ($token.Groups[1].Success) { $colour = [int] $token.Groups[1].Value; continue }
            $count = if ($token.Groups[3].Success) { [int] $token.Groups[3].Value } else { 1 }
            $sign = if ($token.Groups[3].Success) { $token.Groups[4].Value } else { $token.Groups[5].Value }
            if ($sign -ceq '$') { $x = 0; continue }
            if ($sign -ceq '-') { $x = 0; $top += 6; continue }
            $bits = [int] [char] $sign - 63
            for ($n = 0; $n -lt $count; $n++, $x++) { foreach ($y in 0..5) { if ($bits -shr $y -band 1) { $drawn[($top + $y) * 1000 + $x] = $colour } } }
        }
        $drawn.Count | Should -Be 40000
        ($drawn.Values | Sort-Object -Unique).Count | Should -BeGreaterThan 5
    }

    It 'takes images, answers, files, paths, addresses and bytes, and hands images on' {
        $image = New-WhataiImage 'a dog' -Model dall-e-2 -Size 256x256
        $shown = $image, (Invoke-WhataiChat '/image 8x6 images'), (Get-Item $png), $png, "$($image.Url)" | Show-WhataiImage -Protocol Blocks -AsString -Width 10 -PassThru
        ($shown | Where-Object { $_ -is [Whatai.Client.Images.WhataiImage] }) | Should -HaveCount 5
        Invoke-WhataiChat 'text' | Show-WhataiImage -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NoImage,*'
        Show-WhataiImage 'no-such.png' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'says what is broken, and goes on' {
        $file = [IO.File]::ReadAllBytes($png)
        $cut = Join-Path $TestDrive 'cut.png'
        [IO.File]::WriteAllBytes($cut, $file[0..($file.Length / 2)])
        $bomb = [byte[]] $file.Clone()
        $bomb[16] = $bomb[20] = 0x7F
        $bombFile = Join-Path $TestDrive 'bomb.png'
        [IO.File]::WriteAllBytes($bombFile, $bomb)
        $lines = $cut, $bombFile, $png | Show-WhataiImage -Protocol Blocks -AsString -Width 10 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 2
        $problem.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'ImageNotShown,*' }
        $problem.TargetObject | Should -Be @($cut, $bombFile)
        $lines | Should -HaveCount 5
    }

    It 'guesses <Protocol> by <Name>' -ForEach @(
        @{ Name = 'TERM=xterm-kitty'; Protocol = 'Kitty'; Start = "`e_G" }
        @{ Name = 'KITTY_WINDOW_ID=1'; Protocol = 'Kitty'; Start = "`e_G" }
        @{ Name = 'TERM_PROGRAM=iTerm.app'; Protocol = 'ITerm'; Start = "`e]1337" }
        @{ Name = 'TERM_PROGRAM=WezTerm'; Protocol = 'ITerm'; Start = "`e]1337" }
        @{ Name = 'TERM=foot'; Protocol = 'Sixel'; Start = "`eP" }
        @{ Name = 'TERM=xterm-256color'; Protocol = 'Blocks'; Start = "`e[38;2;" }
        @{ Name = 'TMUX=x'; Protocol = 'Blocks'; Start = "`e[38;2;" }
    ) {
        $known = 'TERM', 'TERM_PROGRAM', 'KITTY_WINDOW_ID', 'LC_TERMINAL', 'KONSOLE_VERSION', 'TMUX', 'STY', 'NO_COLOR'
        $saved = @{}
        foreach ($variable in $known) { $saved[$variable] = [Environment]::GetEnvironmentVariable($variable); [Environment]::SetEnvironmentVariable($variable, $null) }
        try {
            [Environment]::SetEnvironmentVariable($Name.Split('=')[0], $Name.Split('=')[1])
            @(Show-WhataiImage $png -AsString -Width 10)[0].StartsWith($Start) | Should -BeTrue
        }
        finally { foreach ($variable in $known) { [Environment]::SetEnvironmentVariable($variable, $saved[$variable]) } }
    }

    It 'garbles nothing that is redirected' {
        foreach ($protocol in 'Auto', 'Kitty', 'Sixel') {
            $text = Invoke-FreshShell "Show-WhataiImage '$png' -Protocol $protocol" @{ TERM = 'xterm-kitty' }
            $text | Should -Be "[$png, 256x256]"
        }
    }

    It 'needs no connection for a file' {
        Invoke-FreshShell "(Show-WhataiImage '$png' -Protocol Blocks -AsString -Width 10).Count" | Should -Be '5'
    }
}
