#!/bin/sh
# Săn lùng trong các gói đã thu thập và mở kết quả bằng trình duyệt.
#
#   sh san-tim.sh [TỆP HOẶC THƯ_MỤC …] [--files] [--out THƯ_MỤC] [--no-open]
#
# Không ghi gì phía sau thì xét các gói trong thư mục goi. Không cần mạng, không cần quyền quản trị.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
opener=$here/cong-cu/mo-bo.py
if [ ! -f "$opener" ]; then
    echo "Thiếu cong-cu/mo-bo.py: giải nén cả bộ dụng cụ ra một thư mục rồi chạy từ đó." >&2
    exit 2
fi
PYTHONUTF8=1
export PYTHONUTF8
# Python kèm trong bộ trước, rồi đến Python của máy.
for python in "$here/cong-cu/python/bin/python3" python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3 /usr/local/bin/python3; do
    if "$python" "$opener" fits >/dev/null 2>&1; then
        exec "$python" "$opener" hunt "$@"
    fi
done
echo "Máy không có Python mà bộ dụng cụ này dùng được:" >&2
python3 "$opener" fits >&2 || true
echo "Cài Python 3.11 trở lên (Debian, Ubuntu: apt install python3), hoặc mang gói thu thập sang máy khác để săn lùng." >&2
exit 2
