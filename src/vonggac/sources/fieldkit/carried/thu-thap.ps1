<#
Thu thập nhật ký cần cho việc săn lùng trên máy Windows: một tệp .zip có bản kiểm kê và mã băm.
Bấm đúp thu-thap.cmd, hoặc trong PowerShell mở bằng quyền quản trị:

  powershell -NoProfile -ExecutionPolicy Bypass -File thu-thap.ps1 -Code H48.12 -Who "Nguyễn Văn A"

  -Out       thư mục ghi gói (mặc định: thư mục goi bên cạnh tệp này)
  -Code      mã cơ quan             -Who      người thu thập
  -Since     từ ngày: 2026-11-01 hoặc "2026-11-01 08:00", giờ Việt Nam (mặc định 30 ngày trước)
  -MaxMB     dung lượng tối đa trước khi nén (mặc định 4000)   -FileMB   của một nhật ký (mặc định 2000)
  -Elevate   xin quyền quản trị bằng hộp thoại của Windows   -Pause   chờ Enter rồi mới đóng (thu-thap.cmd dùng cả hai)

Chỉ đọc. Không cài gì, không gửi gì đi, không ghi gì ngoài thư mục gói. Không lấy mật khẩu, khóa bí mật, nội dung tài liệu.
Viết cho Windows PowerShell 5.1, không cần thêm mô-đun nào.
#>
[CmdletBinding()]
param(
    [string]$Out = '',
    [string]$Code = '',
    [string]$Who = '',
    [string]$Since = '',
    [int]$MaxMB = 4000,
    [int]$FileMB = 2000,
    [switch]$Elevate,
    [switch]$Pause
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Continue'
try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { $null = $_ }

$Invariant = [Globalization.CultureInfo]::InvariantCulture
$Utf8 = New-Object Text.UTF8Encoding($false)
$Vietnam = [TimeSpan]::FromHours(7)
$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
if (-not $Out) { $Out = Join-Path $Here 'goi' }
$Out = [IO.Path]::GetFullPath((Join-Path $Out '.'))

function Say([string]$Words) { Write-Host $Words }

function Stop-With([string]$Words) {
    Write-Host $Words
    exit 2
}

function Format-Moment([DateTime]$Utc) {
    $moment = New-Object DateTimeOffset($Utc)
    return $moment.ToOffset($Vietnam).ToString('yyyy-MM-ddTHH:mm:sszzz', $Invariant)
}

function Test-Administrator {
    $me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    return $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# --- quyền quản trị, giờ giấc -------------------------------------------------------------------------------------------------------

if (-not $Code) { $Code = Read-Host 'Mã cơ quan (chưa biết thì để trống)' }
if (-not $Who) { $Who = Read-Host 'Họ tên người thu thập' }
$IsAdministrator = Test-Administrator
if ($Elevate -and -not $IsAdministrator) {
    $quoted = @("`"$($MyInvocation.MyCommand.Path)`"", '-Pause', '-Out', "`"$($Out.TrimEnd('\'))\.`"", '-Code', "`"$($Code -replace '"', '') `"", '-Who', "`"$($Who -replace '"', '') `"",
        '-MaxMB', $MaxMB, '-FileMB', $FileMB)
    if ($Since) { $quoted += @('-Since', "`"$($Since -replace '"', '')`"") }
    try {
        $started = Start-Process -FilePath 'powershell.exe' -Verb RunAs -Wait -PassThru -ArgumentList (@('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File') + $quoted)
        exit $started.ExitCode
    } catch {
        Say 'Không được cấp quyền quản trị: thu thập tiếp, nhưng sẽ thiếu nhật ký Security và một số nhật ký khác.'
    }
}
$Code = $Code.Trim()
$Who = $Who.Trim()

$Began = [DateTime]::UtcNow.AddDays(-30)
if ($Since) {
    $read = [DateTime]::MinValue
    $forms = [string[]]@('yyyy-MM-dd', 'yyyy-MM-dd HH:mm', 'yyyy-MM-ddTHH:mm', 'dd/MM/yyyy', 'dd/MM/yyyy HH:mm')
    if (-not [DateTime]::TryParseExact($Since.Trim(), $forms, $Invariant, [Globalization.DateTimeStyles]::None, [ref]$read)) {
        Stop-With "-Since: '$Since' không phải ngày; ghi như 2026-11-01 hoặc `"2026-11-01 08:00`"."
    }
    $moment = New-Object DateTimeOffset($read, $Vietnam)
    $Began = $moment.UtcDateTime
}
$TakenAt = [DateTime]::UtcNow

# --- chỗ ghi ------------------------------------------------------------------------------------------------------------------------

$HostName = [Environment]::MachineName
$CodeName = 'khong-ma'
if ($Code) { $CodeName = $Code -replace '[^A-Za-z0-9._-]', '_' }
$stamp = (New-Object DateTimeOffset($TakenAt)).ToOffset($Vietnam).ToString("yyyyMMdd'T'HHmmss'+0700'", $Invariant)
$Name = '{0}_{1}_{2}' -f ($HostName -replace '[^A-Za-z0-9._-]', '_'), $CodeName, $stamp
try {
    $Out = [IO.Directory]::CreateDirectory($Out).FullName
    $Stage = Join-Path $Out ".dang-thu-thap-$Name"
    $null = [IO.Directory]::CreateDirectory($Stage)
} catch {
    Stop-With "-Out: không ghi được vào $Out; chọn thư mục khác."
}
try {
    $drive = New-Object IO.DriveInfo([IO.Path]::GetPathRoot($Out))
    $room = [int][Math]::Min(1000000, $drive.AvailableFreeSpace / 1MB)
    if ($room -lt 200) { [IO.Directory]::Delete($Stage, $true); Stop-With "$Out chỉ còn $room MB; cần ít nhất 200 MB. Dùng -Out với ổ đĩa khác." }
    if ($room / 2 -lt $MaxMB) { $MaxMB = [int]($room / 2) }
} catch {
    $null = $_
}

$Taken = New-Object Collections.ArrayList
$NotTaken = New-Object Collections.ArrayList
$script:Left = [long]$MaxMB * 1MB

function Add-NotTaken([string]$What, [string]$Why) {
    $null = $NotTaken.Add([pscustomobject][ordered]@{ what = $What; why = $Why })
}

function Get-Sum([string]$Path) {
    $sha = [Security.Cryptography.SHA256]::Create()
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    try { return [BitConverter]::ToString($sha.ComputeHash($stream)).Replace('-', '').ToLowerInvariant() }
    finally { $stream.Dispose(); $sha.Dispose() }
}

# Chỗ duy nhất ghi tên một tệp vào bản kiểm kê.
function Add-Taken([string]$Entry, [string]$Origin) {
    $file = New-Object IO.FileInfo((Join-Path $Stage $Entry))
    $script:Left -= $file.Length
    $null = $Taken.Add([pscustomobject][ordered]@{
            name = $Entry; origin = $Origin; size = $file.Length; sha256 = (Get-Sum $file.FullName)
            changed = (Format-Moment $file.LastWriteTimeUtc); cut = $false
        })
}

# Che mật khẩu, khóa, mã thông báo trong dòng lệnh và cấu hình.
function Hide-Secret([string]$Words) {
    $hidden = [regex]::Replace($Words, '(?i)((?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|bearer|authorization)["'']?[=: ]["'']?)[^\s"'']+', '$1***')
    $hidden = [regex]::Replace($hidden, '(?i)(/p(?:ass)?:)\S+', '$1***')
    return [regex]::Replace($hidden, '(://[^:/@\s]*:)[^@\s]+@', '$1***@')
}

# Chỗ duy nhất ghi một tệp trạng thái.
function Save-State([string]$File, [string]$Origin, [string[]]$Lines) {
    if ($null -eq $Lines -or $Lines.Count -eq 0) { return }
    $entry = "trang-thai/$File"
    $null = [IO.Directory]::CreateDirectory((Join-Path $Stage 'trang-thai'))
    [IO.File]::WriteAllLines((Join-Path $Stage $entry), $Lines, $Utf8)
    Add-Taken $entry $Origin
}

# Chạy một phần; phần nào hỏng thì ghi lại và đi tiếp.
function Invoke-Part([string]$What, [scriptblock]$Part) {
    try { & $Part } catch {
        $why = $_.Exception.Message -replace '\s+', ' '
        if (-not $IsAdministrator) { $why = "$why (không chạy bằng quyền quản trị)" }
        Add-NotTaken $What $why
    }
}

# --- nhật ký sự kiện ----------------------------------------------------------------------------------------------------------------

function Get-LogName {
    $list = Join-Path $Here 'nhat-ky-windows.txt'
    if (-not [IO.File]::Exists($list)) { Stop-With "Thiếu tệp nhat-ky-windows.txt bên cạnh thu-thap.ps1; chép lại cả bộ dụng cụ." }
    return [IO.File]::ReadAllLines($list) | Where-Object { $_ -and -not $_.StartsWith('#') } | ForEach-Object { $_.Trim() }
}

function Save-Log([string]$Log) {
    if ($script:Left -le 0) {
        Add-NotTaken $Log "đã đủ $MaxMB MB; chạy lại với -MaxMB lớn hơn hoặc -Since gần hơn"
        return
    }
    $entry = 'nhat-ky/' + ($Log -replace '[^A-Za-z0-9._-]', '_') + '.evtx'
    $file = Join-Path $Stage $entry
    $null = [IO.Directory]::CreateDirectory((Join-Path $Stage 'nhat-ky'))
    $query = "/q:*[System[TimeCreated[@SystemTime>='{0}']]]" -f $Began.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", $Invariant)
    $told = (& wevtutil.exe epl $Log $file $query 2>&1 | Out-String) -replace '\s+', ' '
    $result = $LASTEXITCODE
    if ($result -ne 0 -or -not [IO.File]::Exists($file)) {
        $why = "wevtutil báo lỗi ${result}: $($told.Trim())"
        if ($result -eq 15007) { $why = 'máy không có nhật ký này (chưa cài hoặc chưa bật)' }
        if ($result -eq 5) { $why = 'không có quyền đọc; chạy bằng quyền quản trị' }
        Add-NotTaken $Log $why
        if ([IO.File]::Exists($file)) { [IO.File]::Delete($file) }
        return
    }
    $size = (New-Object IO.FileInfo($file)).Length
    if ($size -gt [long]$FileMB * 1MB -or $size -gt $script:Left) {
        [IO.File]::Delete($file)
        Add-NotTaken $Log ("lớn {0} MB, quá giới hạn; chạy lại với -FileMB, -MaxMB lớn hơn hoặc -Since gần hơn" -f [int]($size / 1MB))
        return
    }
    Add-Taken $entry $Log
}

# --- trạng thái của máy -------------------------------------------------------------------------------------------------------------

function Save-Process {
    $sums = @{}
    $unread = 0
    $lines = New-Object Collections.ArrayList
    $all = @(Get-CimInstance -ClassName Win32_Process)
    $byId = @{}
    foreach ($one in $all) { $byId[[string]$one.ProcessId] = $one }
    foreach ($one in $all) {
        $path = [string]$one.ExecutablePath
        if ($path -and -not $sums.ContainsKey($path)) {
            try { $sums[$path] = Get-Sum $path } catch { $sums[$path] = '' }
        }
        if (-not $path -and $one.ProcessId -gt 4) { $unread += 1 }
        $sum = ''
        if ($path) { $sum = $sums[$path] }
        $parentImage = ''
        $parentWords = ''
        $parent = $byId[[string]$one.ParentProcessId]
        # Số tiến trình được dùng lại: cha phải có trước con.
        if ($parent -and $one.CreationDate -and $parent.CreationDate -and $parent.CreationDate -le $one.CreationDate) {
            $parentImage = [string]$parent.ExecutablePath
            $parentWords = Hide-Secret ([string]$parent.CommandLine)
        }
        $row = [pscustomobject][ordered]@{
            vonggac = 'tien-trinh'; system = 'windows'
            ProcessId = $one.ProcessId; ParentProcessId = $one.ParentProcessId; ProcessName = $one.Name; Image = $path
            CommandLine = (Hide-Secret ([string]$one.CommandLine)); ParentImage = $parentImage; ParentCommandLine = $parentWords; started = ''; sha256 = $sum
        }
        if ($one.CreationDate) { $row.started = Format-Moment $one.CreationDate.ToUniversalTime() }
        $null = $lines.Add((ConvertTo-Json -InputObject $row -Compress))
    }
    Save-State 'tien-trinh.jsonl' 'Win32_Process' ([string[]]$lines)
    if ($unread -gt 0) { Add-NotTaken "chương trình của $unread tiến trình" 'Windows không cho đọc đường dẫn; chạy bằng quyền quản trị' }
}

function Save-Service {
    $lines = New-Object Collections.ArrayList
    foreach ($one in @(Get-CimInstance -ClassName Win32_Service)) {
        $row = [pscustomobject][ordered]@{
            ServiceName = $one.Name; DisplayName = $one.DisplayName; State = $one.State; StartMode = $one.StartMode
            ImagePath = (Hide-Secret ([string]$one.PathName)); StartName = $one.StartName
        }
        $null = $lines.Add((ConvertTo-Json -InputObject $row -Compress))
    }
    Save-State 'dich-vu.jsonl' 'Win32_Service' ([string[]]$lines)
}

function Save-Task {
    $told = & schtasks.exe /query /fo CSV /v 2>&1 | ForEach-Object { Hide-Secret ([string]$_) }
    if ($LASTEXITCODE -ne 0) { throw "schtasks báo lỗi $LASTEXITCODE" }
    Save-State 'tac-vu-theo-lich.csv' 'schtasks /query /fo CSV /v' ([string[]]@($told))
}

function Save-Autorun {
    $lines = New-Object Collections.ArrayList
    $keys = @(
        'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Run'
        'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce'
        'HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Run'
        'HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnce'
        'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer\Run'
        'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
        'HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Windows'
        'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager'
        'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa'
    )
    foreach ($hive in @(Get-ChildItem -LiteralPath 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue)) {
        $keys += "$($hive.Name)\SOFTWARE\Microsoft\Windows\CurrentVersion\Run"
        $keys += "$($hive.Name)\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"
    }
    $wanted = '^(Shell|Userinit|Taskman|AppInit_DLLs|LoadAppInit_DLLs|Load|Run|BootExecute|Authentication Packages|Security Packages|Notification Packages)$'
    foreach ($key in $keys) {
        $found = Get-Item -LiteralPath "Registry::$key" -ErrorAction SilentlyContinue
        if ($null -eq $found) { continue }
        foreach ($value in $found.GetValueNames()) {
            # Khóa chung chỉ lấy các giá trị tự chạy; mật khẩu tự đăng nhập (DefaultPassword) ở đó không được đọc.
            if ($key -notmatch '\\Run(Once)?$' -and $value -notmatch $wanted) { continue }
            $null = $lines.Add(('{0}\{1} = {2}' -f $key, $value, (Hide-Secret (@($found.GetValue($value)) -join ' | '))))
        }
    }
    $options = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options'
    foreach ($one in @(Get-ChildItem -LiteralPath $options -ErrorAction SilentlyContinue)) {
        $debugger = $one.GetValue('Debugger')
        if ($debugger) { $null = $lines.Add(('{0}\Debugger = {1}' -f $one.Name, $debugger)) }
    }
    $folders = @([Environment]::GetFolderPath('CommonStartup'))
    foreach ($user in @(Get-ChildItem -LiteralPath (Split-Path -Parent $env:PUBLIC) -ErrorAction SilentlyContinue)) {
        $folders += Join-Path $user.FullName 'AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup'
    }
    foreach ($folder in $folders) {
        foreach ($file in @(Get-ChildItem -LiteralPath $folder -Force -ErrorAction SilentlyContinue | Where-Object { -not $_.PSIsContainer })) {
            $sum = ''
            try { $sum = Get-Sum $file.FullName } catch { $null = $_ }
            $null = $lines.Add(('{0} sha256={1}' -f $file.FullName, $sum))
        }
    }
    Save-State 'tu-chay.txt' 'các khóa Run, Winlogon, IFEO, thư mục Startup' ([string[]]$lines)
}

function Save-WmiSubscription {
    $lines = New-Object Collections.ArrayList
    foreach ($class in '__EventFilter', '__EventConsumer', '__FilterToConsumerBinding') {
        foreach ($one in @(Get-CimInstance -Namespace 'root/subscription' -ClassName $class)) {
            $words = @($one.CimInstanceProperties | Where-Object { $null -ne $_.Value -and $_.Name -ne 'CreatorSID' } | ForEach-Object { "$($_.Name)=$($_.Value)" })
            $null = $lines.Add((Hide-Secret ("${class}: " + (($words -join ' ') -replace '\s+', ' '))))
        }
    }
    Save-State 'wmi-thuong-tru.txt' 'root/subscription' ([string[]]$lines)
}

function Save-Network {
    Save-State 'ket-noi.txt' 'netstat -ano' ([string[]]@(& netstat.exe -ano))
    Save-State 'dns-da-hoi.txt' 'ipconfig /displaydns' ([string[]]@(& ipconfig.exe /displaydns))
    Save-State 'dia-chi-may.txt' 'ipconfig /all' ([string[]]@(& ipconfig.exe /all))
    $hosts = Join-Path $env:SystemRoot 'System32\drivers\etc\hosts'
    if ([IO.File]::Exists($hosts)) { Save-State 'hosts.txt' $hosts ([IO.File]::ReadAllLines($hosts)) }
}

function Save-Account {
    $lines = New-Object Collections.ArrayList
    foreach ($one in @(Get-CimInstance -ClassName Win32_UserAccount -Filter 'LocalAccount=True')) {
        $null = $lines.Add(('name={0} sid={1} disabled={2}' -f $one.Name, $one.SID, $one.Disabled))
    }
    Save-State 'nguoi-dung.txt' 'Win32_UserAccount' ([string[]]$lines)
    # Nhóm quản trị theo SID: tên nhóm khác nhau theo ngôn ngữ của Windows.
    $group = Get-CimInstance -ClassName Win32_Group -Filter "LocalAccount=True AND SID='S-1-5-32-544'"
    $members = @(Get-CimAssociatedInstance -InputObject $group -Association Win32_GroupUser | ForEach-Object { "$($_.Domain)\$($_.Name)" })
    Save-State 'quan-tri.txt' 'nhóm S-1-5-32-544' ([string[]]$members)
}

function Save-Prefetch {
    $folder = Join-Path $env:SystemRoot 'Prefetch'
    $files = @(Get-ChildItem -LiteralPath $folder -ErrorAction Stop | Where-Object { $_.Extension -eq '.pf' })
    Save-State 'prefetch.txt' $folder ([string[]]@($files | ForEach-Object { '{0} {1}' -f (Format-Moment $_.LastWriteTimeUtc), $_.Name }))
}

function Get-Clock {
    return ((& w32tm.exe /query /status /verbose 2>&1 | Out-String) -replace '\s+', ' ').Trim()
}

# --- thu thập -----------------------------------------------------------------------------------------------------------------------

if (-not $IsAdministrator) {
    Say 'Không chạy bằng quyền quản trị: nhiều nhật ký sẽ không đọc được.'
    Add-NotTaken 'quyền quản trị' 'chạy bằng người dùng thường; bấm phải thu-thap.cmd, chọn Run as administrator để lấy đủ'
}
Say "Đang thu thập từ $HostName, có thể mất vài phút…"
Invoke-Part 'tiến trình' { Save-Process }
Invoke-Part 'kết nối mạng' { Save-Network }
Invoke-Part 'dịch vụ' { Save-Service }
Invoke-Part 'tác vụ theo lịch' { Save-Task }
Invoke-Part 'chương trình tự chạy' { Save-Autorun }
Invoke-Part 'WMI thường trú' { Save-WmiSubscription }
Invoke-Part 'người dùng, nhóm quản trị' { Save-Account }
Invoke-Part 'Prefetch' { Save-Prefetch }
foreach ($log in @(Get-LogName)) {
    Say "  $log"
    Invoke-Part $log { Save-Log $log }
}
$Clock = ''
try { $Clock = Get-Clock } catch { $null = $_ }
if ($Clock.Length -gt 400) { $Clock = $Clock.Substring(0, 400) }

# --- kiểm kê và đóng gói ------------------------------------------------------------------------------------------------------------

$user = [Security.Principal.WindowsIdentity]::GetCurrent().Name
if ($Who) { $user = "$Who ($user)" }
$offset = [TimeZoneInfo]::Local.GetUtcOffset([DateTime]::UtcNow)
$sign = '+'
if ($offset -lt [TimeSpan]::Zero) { $sign = '-' }
$inventory = [pscustomobject][ordered]@{
    format = 'vonggac-thu-thap'; version = 1; collector = 'thu-thap.ps1 1'
    host = $HostName; organisation_code = $Code; system = [Environment]::OSVersion.VersionString
    taken_at = (Format-Moment $TakenAt); finished_at = (Format-Moment ([DateTime]::UtcNow)); taken_by = $user; administrator = $IsAdministrator
    since = (Format-Moment $Began); zone = ($sign + $offset.ToString('hh\:mm', $Invariant)); clock = $Clock; live = $true
    files = @($Taken); not_taken = @($NotTaken)
}
if ($Taken.Count -eq 0) {
    [IO.Directory]::Delete($Stage, $true)
    Stop-With 'Không lấy được tệp nào. Chạy lại bằng quyền quản trị.'
}
[IO.File]::WriteAllText((Join-Path $Stage 'kiem-ke.json'), (ConvertTo-Json -InputObject $inventory -Depth 4), $Utf8)
$sums = New-Object Text.StringBuilder
$null = $sums.Append((Get-Sum (Join-Path $Stage 'kiem-ke.json'))).Append("  kiem-ke.json`n")
foreach ($one in $Taken) { $null = $sums.Append($one.sha256).Append('  ').Append($one.name).Append("`n") }
[IO.File]::WriteAllText((Join-Path $Stage 'SHA256SUMS'), $sums.ToString(), $Utf8)

Add-Type -AssemblyName System.IO.Compression
Add-Type -AssemblyName System.IO.Compression.FileSystem
$Package = Join-Path $Out "$Name.zip"
try {
    $zip = [IO.Compression.ZipFile]::Open($Package, [IO.Compression.ZipArchiveMode]::Create)
    try {
        foreach ($entry in @('kiem-ke.json', 'SHA256SUMS') + @($Taken | ForEach-Object { $_.name })) {
            $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, (Join-Path $Stage $entry), "$Name/$entry", [IO.Compression.CompressionLevel]::Optimal)
        }
    } finally { $zip.Dispose() }
} catch {
    Stop-With "Không đóng được gói: $($_.Exception.Message) Tệp đã thu thập còn ở $Stage."
}
[IO.Directory]::Delete($Stage, $true)

Say ''
Say "Xong: $($Taken.Count) tệp."
Say "Gói:       $Package"
Say "SHA-256:   $(Get-Sum $Package)"
if ($NotTaken.Count -gt 0) {
    Say "Không lấy được $($NotTaken.Count) mục (ghi trong gói):"
    foreach ($one in @($NotTaken | Select-Object -First 8)) { Say "  - $($one.what): $($one.why)" }
}
Say 'Ghi lại mã SHA-256 ở trên vào biên bản, giao gói cho đơn vị điều phối. Gói có nhật ký nội bộ: chuyển tận tay hoặc qua kênh được phép.'
if ($Pause) { $null = Read-Host 'Bấm Enter để đóng' }
if ($NotTaken.Count -gt 0) { exit 1 }
exit 0
