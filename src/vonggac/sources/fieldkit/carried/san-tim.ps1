<#
Săn lùng trong các gói đã thu thập và mở kết quả bằng trình duyệt. Bấm đúp san-tim.cmd, hoặc kéo thả gói vào đó.

  san-tim.cmd [TỆP HOẶC THƯ_MỤC …] [--files] [--out THƯ_MỤC] [--no-open]

Không cần mạng, không cần cài Python khi bộ dụng cụ có kèm Python. Viết cho Windows PowerShell 5.1.
#>
$ErrorActionPreference = 'Continue'
try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { $null = $_ }
$env:PYTHONUTF8 = '1'
$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
$Opener = Join-Path $Here 'cong-cu\mo-bo.py'
if (-not [IO.File]::Exists($Opener)) {
    Write-Host 'Thiếu cong-cu\mo-bo.py: giải nén cả bộ dụng cụ ra một thư mục (Extract All) rồi chạy từ đó.'
    exit 2
}

# Python kèm trong bộ trước, rồi đến Python của máy.
$Tried = @(, @((Join-Path $Here 'cong-cu\python\python.exe')))
$Tried += , @('py.exe', '-3')
$Tried += , @('python.exe')
$Tried += , @('python3.exe')
foreach ($one in $Tried) {
    $program = $one[0]
    if (-not (Get-Command -Name $program -CommandType Application -ErrorAction SilentlyContinue)) { continue }
    $words = @($one | Select-Object -Skip 1)
    $null = & $program @words $Opener fits 2>&1
    if ($LASTEXITCODE -ne 0) { continue }
    & $program @words $Opener hunt @args
    exit $LASTEXITCODE
}
Write-Host 'Máy không có Python mà bộ dụng cụ này dùng được (xem cong-cu\mo-bo.py và HUONG-DAN.html).'
Write-Host 'Xin đơn vị điều phối bộ dụng cụ có kèm Python cho Windows, hoặc mang gói thu thập sang máy khác để săn lùng.'
exit 2
