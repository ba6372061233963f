#!/bin/sh
# Thu thập nhật ký cần cho việc săn lùng trên máy Linux: một tệp .tar.gz có bản kiểm kê và mã băm.
#
#   sudo sh thu-thap.sh --code H48.12 --who "Nguyễn Văn A"
#
#   --out THƯ_MỤC     nơi ghi gói (mặc định: thư mục goi bên cạnh tệp này)
#   --code MÃ         mã cơ quan        --who TÊN   người thu thập
#   --since NGÀY      từ ngày: 2026-11-01 hoặc "2026-11-01 08:00", giờ Việt Nam (mặc định 30 ngày trước)
#   --max-mb SỐ       dung lượng tối đa trước khi nén (mặc định 2000); --file-mb SỐ: của một tệp (mặc định 500)
#   --more THƯ_MỤC    lấy thêm các tệp *log* trong thư mục này; ghi được nhiều lần
#   --root THƯ_MỤC    ổ đĩa của máy khác đã gắn ở chế độ chỉ đọc
#
# Chỉ đọc. Không cài gì, không gửi gì đi, không ghi gì ngoài thư mục gói. Không lấy mật khẩu, khóa bí mật, nội dung tài liệu.
# Chạy được với dash, bash và busybox.
set -u
umask 077
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export LC_ALL PATH

# Thư mục, cách tìm (1: ngay trong thư mục, +: cả thư mục con), mẫu tên. Thứ tự này là thứ tự ưu tiên khi gần hết dung lượng.
log_places() {
    cat <<'LIST'
/var/log/audit 1 audit.log*
/var/log 1 auth.log*
/var/log 1 secure*
/var/log 1 wtmp*
/var/log 1 syslog*
/var/log 1 messages*
/var/log 1 cron*
/var/log 1 kern.log*
/var/log 1 daemon.log*
/var/log 1 user.log*
/var/log 1 ufw.log*
/var/log 1 fail2ban.log*
/var/log 1 vsftpd.log*
/var/log 1 dpkg.log*
/var/log/apt 1 history.log*
/var/log 1 yum.log*
/var/log 1 dnf.rpm.log*
/var/log/apache2 + *log*
/var/log/httpd + *log*
/var/log/nginx + *log*
/var/log/lighttpd + *log*
/var/log/caddy + *log*
/var/log/squid 1 access.log*
/var/log/clamav 1 *.log*
/var/log/openvpn 1 *.log*
/var/log/suricata 1 eve.json*
/var/log/suricata 1 fast.log*
/opt/zeek/logs + *.log*
/usr/local/zeek/logs + *.log*
/var/log/zeek + *.log*
/nsm/zeek/logs + *.log*
LIST
}

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$@"
    exit 2
}

here=$(cd "$(dirname "$0")" && pwd) || exit 2
out=$here/goi code='' who='' since='' max_mb=2000 file_mb=500 root='' more=''
newline='
'
tab=$(printf '\t')
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' "$0"
        exit 0
        ;;
    --out | --code | --who | --since | --max-mb | --file-mb | --root | --more)
        [ $# -ge 2 ] || stop "$1: thiếu giá trị phía sau."
        case $1 in
        --out) out=$2 ;;
        --code) code=$2 ;;
        --who) who=$2 ;;
        --since) since=$2 ;;
        --max-mb) max_mb=$2 ;;
        --file-mb) file_mb=$2 ;;
        --root) root=$2 ;;
        --more) more=$more$2$newline ;;
        esac
        shift 2
        ;;
    *) stop "$1: không có tùy chọn này. Xem: sh thu-thap.sh --help" ;;
    esac
done
case $max_mb$file_mb in *[!0-9]*) stop "--max-mb và --file-mb là số nguyên." ;; esac
if [ "$max_mb" -le 0 ] || [ "$file_mb" -le 0 ]; then stop "--max-mb và --file-mb phải lớn hơn 0."; fi

is_live=yes
if [ -n "$root" ]; then
    root=$(cd -P "$root" 2>/dev/null && pwd -P) || stop "--root: không mở được thư mục này."
    [ "$root" = / ] && root='' || is_live=no
fi

# --- giờ giấc -----------------------------------------------------------------------------------------------------------------------

at_here() { TZ=ICT-7 date "$@"; } # giờ Việt Nam, không cần tệp múi giờ
case $since in
'') began=$(($(date +%s) - 30 * 86400)) ;;
*:*) began=$(at_here -d "$since" +%s 2>/dev/null) ;;
*) began=$(at_here -d "$since 00:00" +%s 2>/dev/null) ;;
esac
case $began in '' | *[!0-9]*) stop "--since: '$since' không phải ngày; ghi như 2026-11-01 hoặc \"2026-11-01 08:00\"." ;; esac
taken_at=$(at_here +%Y-%m-%dT%H:%M:%S+07:00)

host=''
if [ $is_live = yes ]; then
    host=$(hostname 2>/dev/null || uname -n)
    zone=$(date +%z)
else
    [ -r "$root/etc/hostname" ] && [ ! -L "$root/etc/hostname" ] && IFS= read -r host <"$root/etc/hostname"
    zone_name=$(readlink "$root/etc/localtime" 2>/dev/null | sed 's#.*/zoneinfo/##')
    zone=$(TZ=${zone_name:-UTC} date +%z)
fi
host=${host:-khong-ro}
plain() { printf '%s' "$1" | tr -c 'A-Za-z0-9._-' '_'; }
name=$(plain "$host")_$(plain "${code:-khong-ma}")_$(at_here +%Y%m%dT%H%M%S+0700)

# --- chỗ ghi ------------------------------------------------------------------------------------------------------------------------

mkdir -p "$out" 2>/dev/null || stop "--out: không tạo được thư mục $out; chọn nơi ghi được."
out=$(cd "$out" && pwd -P) || exit 2
room=$(df -Pk "$out" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
if [ -n "$room" ] && [ $((room / 2)) -lt "$max_mb" ]; then
    [ "$room" -ge 100 ] || stop "$out chỉ còn $room MB; cần ít nhất 100 MB. Dùng --out với ổ đĩa khác."
    max_mb=$((room / 2))
fi
work=$(mktemp -d "$out/.dang-thu-thap.XXXXXX") || stop "$out: không ghi được. Dùng --out với thư mục khác."
# shellcheck disable=SC2317  # gọi từ trap
clean() { rm -rf "$work"; }
trap clean EXIT
trap 'say "Đã dừng theo yêu cầu; không có gói nào."; exit 130' INT TERM HUP
TMPDIR=$work
export TMPDIR
stage=$work/$name
mkdir "$stage" "$stage/nhat-ky" "$stage/trang-thai" || exit 2
touch -t "$(date -d "@$began" +%Y%m%d%H%M.%S)" "$work/since" || exit 2
: >"$work/taken"
: >"$work/not-taken"

left=$((max_mb * 1024 * 1024))
most=$((file_mb * 1024 * 1024))
# shellcheck disable=SC2012  # tên đã biết, và stat không có ở mọi nơi
size_of() { ls -nd "$1" 2>/dev/null | awk '{ print $5; exit }'; }
sum_of() { sha256sum <"$1" | cut -d' ' -f1; }
not_taken() { printf '%s\t%s\n' "$(one_line "$1")" "$2" >>"$work/not-taken"; }
one_line() { printf '%s' "$1" | tr '\000-\037\177' ' '; }

# Che mật khẩu, khóa, mã thông báo trong dòng lệnh và cấu hình.
mask() {
    sed -E \
        -e 's/((pass(word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|bearer|authorization)["'\'']?[=: ]["'\'']?)[^[:space:]"'\'']+/\1***/gI' \
        -e 's#(://[^:/@[:space:]]*:)[^@[:space:]]+@#\1***@#g' \
        -e '/mysql|mariadb|sshpass|mongo|7z|redis-cli/s/([[:space:]]-[pa])[^[:space:]]+/\1***/g'
}

# record TÊN_TRONG_GÓI NGUỒN [cut]: ghi một tệp đã có trong gói vào bản kiểm kê.
record() {
    record_size=$(size_of "$stage/$1")
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$(one_line "$2")" "$record_size" "$(sum_of "$stage/$1")" \
        "$(at_here -r "$stage/$1" +%Y-%m-%dT%H:%M:%S+07:00)" "${3:-}" >>"$work/taken"
    left=$((left - record_size))
}

# take ĐƯỜNG_DẪN: chép một tệp nhật ký. Liên kết không được đi theo.
take() {
    take_from=$1
    take_told=${take_from#"$root"}
    [ -f "$take_from" ] && [ ! -L "$take_from" ] || return 0
    if [ ! -r "$take_from" ]; then
        not_taken "$take_told" "không có quyền đọc; chạy bằng quyền quản trị (sudo)"
        return 0
    fi
    take_size=$(size_of "$take_from")
    take_cut=''
    if [ "$take_size" -gt "$most" ]; then
        case $take_from in
        *.gz | *.xz | *.bz2 | *.zst | *wtmp*)
            not_taken "$take_told" "lớn hơn $file_mb MB; chạy lại với --file-mb lớn hơn"
            return 0
            ;;
        esac
        take_cut='cut'
        take_size=$most
    fi
    if [ "$take_size" -gt "$left" ]; then
        not_taken "$take_told" "đã đủ $max_mb MB; chạy lại với --max-mb lớn hơn"
        return 0
    fi
    take_name=nhat-ky$(printf '%s' "$take_told" | tr -c 'A-Za-z0-9._/+=@,~%-' '_')
    [ ! -e "$stage/$take_name" ] || take_name=$take_name.$(cksum <"$take_from" | cut -d' ' -f1)
    mkdir -p "$(dirname "$stage/$take_name")"
    if [ -n "$take_cut" ]; then
        tail -c "$most" "$take_from" 2>/dev/null | sed 1d >"$stage/$take_name"
        not_taken "$take_told" "lớn hơn $file_mb MB: chỉ lấy phần cuối; lấy đủ thì chạy lại với --file-mb lớn hơn"
    elif ! cp -P "$take_from" "$stage/$take_name" 2>/dev/null || [ -L "$stage/$take_name" ]; then
        rm -f "$stage/$take_name"
        not_taken "$take_told" "không chép được (tệp vừa bị dời hoặc ổ đĩa lỗi)"
        return 0
    fi
    touch -r "$take_from" "$stage/$take_name" 2>/dev/null
    record "$take_name" "$take_told" "$take_cut"
}

# is_itself THƯ_MỤC: có thật, và không có liên kết nào trên đường tới đó.
is_itself() {
    [ -d "$root$1" ] || return 1
    is_real=$(cd -P "$root$1" 2>/dev/null && pwd -P)
    if [ -z "$is_real" ]; then
        not_taken "$1" "không có quyền mở thư mục; chạy bằng quyền quản trị (sudo)"
        return 1
    fi
    [ "$is_real" = "$root$1" ] && return 0
    not_taken "$1" "là liên kết tới $(one_line "$is_real") nên không đi theo; cần lấy thì ghi --more với đường dẫn thật"
    return 1
}

# take_logs THƯ_MỤC CÁCH MẪU: chép các tệp thay đổi từ mốc --since.
take_logs() {
    is_itself "$1" || return 0
    # Tên có dấu xuống dòng là tên bị bẫy.
    if [ "$2" = 1 ]; then
        find "$root$1/." ! -name . -prune -type f -name "$3" ! -name "*$newline*" -newer "$work/since" 2>/dev/null
    else
        find "$root$1/." -type f -name "$3" ! -name "*$newline*" -newer "$work/since" 2>/dev/null
    fi | sed 's#/\./#/#' | sort >"$work/found"
    while IFS= read -r found; do
        take "$found"
    done <"$work/found"
}

# keep TÊN NGUỒN: giữ những gì đọc từ đầu vào làm một tệp trạng thái; trống thì thôi.
keep() {
    head -c "$most" | tr -d '\000' >"$stage/trang-thai/$1"
    if [ -s "$stage/trang-thai/$1" ]; then
        record "trang-thai/$1" "$2"
    else
        rm -f "$stage/trang-thai/$1"
    fi
}

# --- trạng thái đọc từ tệp ----------------------------------------------------------------------------------------------------------

# may_read TỆP: tệp thật và đọc được; không đọc được thì ghi lại.
may_read() {
    [ -f "$1" ] && [ ! -L "$1" ] || return 1
    [ -r "$1" ] && return 0
    not_taken "${1#"$root"}" "không có quyền đọc; chạy bằng quyền quản trị (sudo)"
    return 1
}

take_accounts() {
    may_read "$root/etc/passwd" &&
        awk -F: '{ print "name=" $1 " uid=" $3 " gid=" $4 " home=" $6 " shell=" $7 }' "$root/etc/passwd" | keep nguoi-dung.txt /etc/passwd
    may_read "$root/etc/group" && awk -F: '{ print "group=" $1 " gid=" $3 " members=" $4 }' "$root/etc/group" | keep nhom.txt /etc/group
    may_read "$root/etc/hosts" && keep hosts.txt /etc/hosts <"$root/etc/hosts"
    may_read "$root/etc/ld.so.preload" && keep ld.so.preload.txt /etc/ld.so.preload <"$root/etc/ld.so.preload"
    return 0
}

take_cron() {
    {
        for cron in "$root/etc/crontab" "$root"/etc/cron.d/* "$root"/var/spool/cron/crontabs/* "$root"/var/spool/cron/* "$root/etc/rc.local"; do
            may_read "$cron" || continue
            printf '== %s\n' "${cron#"$root"}"
            grep -v '^[[:space:]]*#' "$cron" | mask
        done
        for cron in "$root"/etc/cron.hourly/* "$root"/etc/cron.daily/* "$root"/etc/cron.weekly/* "$root"/etc/cron.monthly/*; do
            may_read "$cron" && printf '%s  %s\n' "$(sum_of "$cron")" "${cron#"$root"}"
        done
    } >"$work/cron"
    keep lich-chay.txt 'crontab, cron.d, cron.daily…' <"$work/cron"
}

take_units() {
    for units in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system /run/systemd/system; do
        is_real=$(cd -P "$root$units" 2>/dev/null && pwd -P)
        [ "$is_real" = "$root$units" ] || continue
        find "$root$units/." -type f \( -name '*.service' -o -name '*.timer' -o -name '*.path' -o -name '*.socket' \) \
            ! -name "*$newline*" 2>/dev/null | sed 's#/\./#/#' | sort
    done >"$work/units"
    while IFS= read -r unit; do
        may_read "$unit" || continue
        printf '== %s changed=%s sha256=%s\n' "${unit#"$root"}" "$(at_here -r "$unit" +%Y-%m-%dT%H:%M:%S+07:00)" "$(sum_of "$unit")"
        grep -E '^(Exec[A-Za-z]*|User|OnCalendar|OnBootSec|OnUnitActiveSec|PathChanged|PathExists|ListenStream|WantedBy)=' "$unit" | mask
    done <"$work/units" >"$work/units.told"
    keep don-vi-systemd.txt 'tệp đơn vị của systemd' <"$work/units.told"
}

# Chỉ dấu vân tay của khóa công khai; khóa và tệp khóa bí mật không được lấy.
take_ssh_keys() {
    {
        echo /root
        awk -F: '$6 ~ /^\// { print $6 }' "$root/etc/passwd" 2>/dev/null
    } | sort -u >"$work/homes"
    while IFS= read -r home; do
        for keys in "$root$home/.ssh/authorized_keys" "$root$home/.ssh/authorized_keys2"; do
            may_read "$keys" || continue
            awk '{ for (i = 1; i < NF; i++) if ($i ~ /^(ssh-|ecdsa-|sk-)/) { print $i, $(i + 1); next } }' "$keys" >"$work/keys"
            while read -r kind key; do
                printf '%s %s sha256=%s\n' "${keys#"$root"}" "$kind" "$(printf '%s' "$key" | base64 -d 2>/dev/null | sha256sum | cut -d' ' -f1)"
            done <"$work/keys"
        done
    done <"$work/homes" >"$work/keys.told"
    keep khoa-ssh.txt 'dấu vân tay của authorized_keys' <"$work/keys.told"
}

# --- trạng thái của máy đang chạy ---------------------------------------------------------------------------------------------------

# Mỗi tiến trình một đối tượng JSON, có mã băm của tệp chương trình, để chỉ dấu và quy tắc xét được.
take_processes() {
    booted=$(awk '$1 == "btime" { print $2 }' /proc/stat 2>/dev/null)
    unread=0
    for process in /proc/[0-9]*; do
        pid=${process#/proc/} parent='' owner='' told_name=''
        [ "$pid" != $$ ] || continue
        while read -r key value _; do
            case $key in
            Name:) told_name=$value ;;
            PPid:) parent=$value ;;
            Uid:) owner=$value ;;
            esac
        done 2>/dev/null <"$process/status" || continue
        words=$({ tr '\000-\037' ' ' <"$process/cmdline"; } 2>/dev/null | head -c 4000)
        exe=$(readlink "$process/exe" 2>/dev/null)
        [ -n "$exe$words" ] || continue # luồng của nhân
        [ -n "$exe" ] || unread=$((unread + 1))
        ticks=$({ sed 's/.*) //' "$process/stat"; } 2>/dev/null | cut -d' ' -f20)
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$pid" "$parent" "$owner" "$((${booted:-0} + ${ticks:-0} / 100))" \
            "$(one_line "$exe")" "$(one_line "$told_name")" "$words"
    done >"$work/processes"
    cut -f5 "$work/processes" | sort -u >"$work/programs"
    while IFS= read -r exe; do
        [ -n "$exe" ] || continue
        pid=$(awk -F"$tab" -v exe="$exe" '$5 == exe { print $1; exit }' "$work/processes")
        printf '%s\t%s\n' "$exe" "$({ sha256sum <"/proc/$pid/exe"; } 2>/dev/null | cut -d' ' -f1)"
    done <"$work/programs" >"$work/sums"
    mask <"$work/processes" | sed 's/\\/\\\\/g; s/"/\\"/g' >"$work/processes.masked"
    sed 's/\\/\\\\/g; s/"/\\"/g' "$work/sums" | awk -F"$tab" '
        FNR == NR { sums[$1] = $2; next }
        { row[++rows] = $0; image[$1] = $5; words[$1] = $7 }
        END {
            for (at = 1; at <= rows; at++) {
                split(row[at], is, FS)
                printf "{\"vonggac\":\"tien-trinh\",\"system\":\"linux\",\"ProcessId\":%s,\"ParentProcessId\":%s,", is[1], is[2] == "" ? 0 : is[2]
                printf "\"User\":\"%s\",\"started\":%s,\"Image\":\"%s\",\"ProcessName\":\"%s\",", is[3], is[4], is[5], is[6]
                printf "\"CommandLine\":\"%s\",\"ParentImage\":\"%s\",", is[7], image[is[2]]
                printf "\"ParentCommandLine\":\"%s\",\"sha256\":\"%s\"}\n", words[is[2]], sums[is[5]]
            }
        }' - "$work/processes.masked" | keep tien-trinh.jsonl /proc
    [ "$unread" = 0 ] || not_taken "chương trình của $unread tiến trình" "không có quyền đọc; chạy bằng quyền quản trị (sudo)"
}

take_sockets() {
    if command -v ss >/dev/null 2>&1; then
        ss -H -tulpn 2>/dev/null | keep cong-mo.txt 'ss -tulpn'
        ss -H -tanp 2>/dev/null | keep ket-noi.txt 'ss -tanp'
    elif command -v netstat >/dev/null 2>&1; then
        netstat -tulpn 2>/dev/null | keep cong-mo.txt 'netstat -tulpn'
        netstat -tanp 2>/dev/null | keep ket-noi.txt 'netstat -tanp'
    else
        not_taken 'cổng mở, kết nối' 'máy không có ss và netstat'
    fi
}

take_sessions() {
    if command -v last >/dev/null 2>&1; then last -F -i 2>/dev/null | keep dang-nhap.txt 'last -F -i'; fi
    if command -v who >/dev/null 2>&1; then who 2>/dev/null | keep dang-ngoi-may.txt who; fi
    [ ! -r /proc/modules ] || cut -d' ' -f1,2 /proc/modules | keep mo-dun-nhan.txt /proc/modules
}

take_journal() {
    if ! command -v journalctl >/dev/null 2>&1; then return 0; fi
    if [ $is_live = no ]; then
        is_itself /var/log/journal || return 0
        set -- -D "$root/var/log/journal"
    else
        set --
    fi
    [ "$left" -gt 0 ] || return 0
    journal_most=$most
    [ "$journal_most" -le "$left" ] || journal_most=$left
    # Mới trước, cũ sau: hết dung lượng thì mất phần cũ.
    journalctl "$@" -q -r --no-pager -o json --since "@$began" 2>"$work/journal.said" | head -c "$journal_most" >"$work/journal"
    [ ! -s "$work/journal.said" ] || not_taken journalctl "$(head -n 1 "$work/journal.said" | cut -c 1-200)"
    if [ "$(size_of "$work/journal")" -ge "$journal_most" ]; then
        sed '$d' "$work/journal" >"$stage/nhat-ky/journal.jsonl"
        not_taken journalctl "nhiều hơn $((journal_most / 1048576)) MB: chỉ lấy phần mới nhất"
        record nhat-ky/journal.jsonl 'journalctl -o json' cut
    elif [ -s "$work/journal" ]; then
        mv "$work/journal" "$stage/nhat-ky/journal.jsonl"
        record nhat-ky/journal.jsonl 'journalctl -o json'
    fi
}

clock_offset() {
    if command -v chronyc >/dev/null 2>&1; then chronyc -n tracking 2>/dev/null | sed -n 's/^System time *: *//p'; fi
    if command -v ntpq >/dev/null 2>&1; then ntpq -c 'rv 0 offset' 2>/dev/null | grep offset; fi
    if command -v timedatectl >/dev/null 2>&1; then
        timedatectl timesync-status 2>/dev/null | sed -n 's/^ *Offset: */offset /p'
        timedatectl show -p NTPSynchronized 2>/dev/null
    fi
}

# --- thu thập -----------------------------------------------------------------------------------------------------------------------

user=$(id -un 2>/dev/null || id -u)
is_admin=true
if [ "$(id -u)" != 0 ]; then
    is_admin=false
    say "Không chạy bằng quyền quản trị (sudo): nhiều nhật ký sẽ không đọc được."
    not_taken 'quyền quản trị' "chạy bằng người dùng $user; chạy lại với sudo để lấy đủ"
fi
say "Đang thu thập từ $host…"
if [ $is_live = yes ]; then
    take_processes
    take_sockets
    take_sessions
else
    not_taken 'tiến trình, kết nối, phiên đăng nhập' 'đọc từ ổ đĩa đã gắn (--root), không phải máy đang chạy'
fi
take_accounts
take_cron
take_units
take_ssh_keys
log_places >"$work/places"
while read -r place way pattern; do
    take_logs "$place" "$way" "$pattern"
done <"$work/places"
printf '%s' "$more" >"$work/more"
while IFS= read -r place; do
    place=$(cd -P "$place" 2>/dev/null && pwd -P) || { not_taken "$place" '--more: không mở được thư mục'; continue; }
    case $place in
    "$root"/*) take_logs "${place#"$root"}" + '*log*' ;;
    *) not_taken "$place" '--more: nằm ngoài --root' ;;
    esac
done <"$work/more"
take_journal

# --- kiểm kê và đóng gói ------------------------------------------------------------------------------------------------------------

# json: văn bản thành nội dung của một chuỗi JSON.
json() { one_line "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'; }
clock=$(if [ $is_live = yes ]; then clock_offset; fi | head -n 4 | tr '\n' ';')
[ -z "$who" ] || user="$who ($user)"
{
    printf '{"format":"vonggac-thu-thap","version":1,"collector":"thu-thap.sh 1",\n'
    printf '"host":"%s","organisation_code":"%s","system":"%s",\n' "$(json "$host")" "$(json "$code")" \
        "$(if [ $is_live = yes ]; then json "$(uname -srm)"; fi)"
    printf '"taken_at":"%s","finished_at":"%s","taken_by":"%s","administrator":%s,\n' "$taken_at" \
        "$(at_here +%Y-%m-%dT%H:%M:%S+07:00)" "$(json "$user")" "$is_admin"
    printf '"since":"%s","zone":"%s","clock":"%s","live":%s,\n' "$(at_here -d "@$began" +%Y-%m-%dT%H:%M:%S+07:00)" "$zone" \
        "$(json "$clock")" "$([ $is_live = yes ] && echo true || echo false)"
    printf '"files":[\n'
    sed 's/\\/\\\\/g; s/"/\\"/g' "$work/taken" | awk -F"$tab" '{
        printf "%s{\"name\":\"%s\",\"origin\":\"%s\",\"size\":%s,\"sha256\":\"%s\",\"changed\":\"%s\",\"cut\":%s}", \
            (NR > 1 ? ",\n" : ""), $1, $2, $3, $4, $5, ($6 == "cut" ? "true" : "false") }'
    printf '\n],"not_taken":[\n'
    sed 's/\\/\\\\/g; s/"/\\"/g' "$work/not-taken" | awk -F"$tab" '{
        printf "%s{\"what\":\"%s\",\"why\":\"%s\"}", (NR > 1 ? ",\n" : ""), $1, $2 }'
    printf '\n]}\n'
} >"$stage/kiem-ke.json"
{
    printf '%s  kiem-ke.json\n' "$(sum_of "$stage/kiem-ke.json")"
    awk -F"$tab" '{ print $4 "  " $1 }' "$work/taken"
} >"$stage/SHA256SUMS"

count=$(wc -l <"$work/taken" | tr -d ' ')
[ "$count" -gt 0 ] || stop "Không lấy được tệp nào. Chạy lại bằng sudo; xem lại --root, --since."
(cd "$work" && tar -czf goi.tar.gz "$name/kiem-ke.json" "$name/SHA256SUMS" "$name/trang-thai" "$name/nhat-ky") ||
    stop "Không đóng được gói (ổ đĩa đầy?). Dùng --out với ổ đĩa khác."
mv "$work/goi.tar.gz" "$out/$name.tar.gz" || exit 2
say "Xong: $count tệp."
say "Gói:       $out/$name.tar.gz"
say "SHA-256:   $(sum_of "$out/$name.tar.gz")"
missing=$(wc -l <"$work/not-taken" | tr -d ' ')
if [ "$missing" -gt 0 ]; then
    say "Không lấy được $missing mục (ghi trong gói):"
    head -n 8 "$work/not-taken" | sed "s/$tab/: /; s/^/  - /" >&2
fi
say "Ghi lại mã SHA-256 ở trên vào biên bản, giao gói cho đơn vị điều phối. Gói có nhật ký nội bộ: chuyển tận tay hoặc qua kênh được phép."
printf '%s\n' "$out/$name.tar.gz"
[ "$missing" -eq 0 ] || exit 1
exit 0
