@echo off
rem Bam dup de thu thap nhat ky cua may nay.
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0thu-thap.ps1" -Elevate -Pause %*
