<#
.SYNOPSIS
    Describes every image of a folder as an object with a caption and tags, and writes them beside the images as JSON.
.EXAMPLE
    ./ImagePipeline.ps1 -Folder ./photos -Model gpt-4o
#>
param(
    [Parameter(Mandatory)] [string] $Folder,
    [string] $Model = 'gpt-4o'
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module WhataiPS) -and -not (Import-Module WhataiPS -PassThru -ErrorAction Ignore)) {
    throw 'The module WhataiPS is not installed: its README says how. To use a built one, first Import-Module ./output/WhataiPS.'
}

foreach ($image in Get-ChildItem $Folder -File | Where-Object Extension -In '.png', '.jpg', '.jpeg', '.webp', '.gif') {
    $answer = Invoke-WhataiChat 'Describe this image for a catalogue.' -Image $image -Model $Model `
        -Schema ([ordered]@{ caption = 'string'; tags = @('string'); hasPeople = 'bool' }) -ErrorAction Continue
    if ($answer) {
        $answer.Object | ConvertTo-Json | Set-Content "$($image.FullName).json" -Encoding utf8
        $answer.Object | Select-Object @{ n = 'Image'; e = { $image.Name } }, caption, tags
    }
}
