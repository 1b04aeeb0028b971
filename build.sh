#!/usr/bin/env bash
# Finds PowerShell, or fetches the one that .config/dotnet-tools.json names, and hands over to build.ps1. Where it can't be
# fetched, this runs what needs none and says what it left out.
set -euo pipefail
cd "$(dirname "$0")"
task=${1:-Build}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

serves() { "$@" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1; }
if command -v pwsh >/dev/null 2>&1 && serves pwsh; then
    exec pwsh -NoProfile -File ./build.ps1 "$@"
fi
if restored=$(dotnet tool restore 2>&1) && serves dotnet tool run pwsh --; then
    exec dotnet tool run pwsh -- -NoProfile -File ./build.ps1 "$@"
fi

echo "$restored"
echo "No PowerShell 7.4 or newer on PATH, and the one that .config/dotnet-tools.json names can't be restored: running what needs none."
partial=
for argument in "${@:2}"; do
    case ${argument,,} in
    -allowpartial) partial=1 ;;
    *) echo "Ignored without PowerShell: $argument" >&2 ;;
    esac
done
build() { dotnet build "$1" --configuration Release --verbosity quiet --nologo -p:UseSharedCompilation=false; }
case ${task,,} in
build)
    build WhataiPS.sln
    echo "Left out: output/WhataiPS is put together by build.ps1, which needs PowerShell."
    ;;
test)
    build WhataiPS.sln
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    ok=1
    for project in tests/*/*.csproj; do
        dotnet test "$project" --configuration Release --no-build --nologo --verbosity quiet '--logger:console;verbosity=minimal' | tee -a "$log" || ok=0
    done
    echo "Left out: the Pester tests, which drive the cmdlets in a real PowerShell."
    [ -n "$partial" ] || echo "This run counts as failed; -AllowPartial accepts it."
    passed=$(grep -oE 'Passed: +[0-9]+' "$log" | awk '{ n += $2 } END { print n + 0 }')
    failed=$(grep -oE 'Failed: +[0-9]+' "$log" | awk '{ n += $2 } END { print n + 0 }')
    [ "$ok" = 1 ] || [ "$failed" -gt 0 ] || failed=1
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ] && [ -n "$partial" ]
    ;;
demo)
    build samples/Console
    echo "Left out: the cmdlets, which need PowerShell. This is the same core, called from C#."
    dotnet run --project samples/Console --configuration Release --no-build -- --emulator
    ;;
*)
    echo "The task '$task' needs PowerShell: install it from https://aka.ms/powershell, then run ./build.sh $task again." >&2
    exit 1
    ;;
esac
