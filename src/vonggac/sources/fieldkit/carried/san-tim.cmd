@echo off
rem Bam dup de san tim trong cac goi o thu muc goi; hoac keo tha goi vao tep nay.
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0san-tim.ps1" %*
pause
