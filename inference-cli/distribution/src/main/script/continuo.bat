@echo off
rem The continuo command on Windows: runs with the runtime of this archive, JAVA_HOME's Java or the PATH's.
setlocal
chcp 65001 >nul
set "CONTINUO=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if exist "%CONTINUO%\runtime\bin\java.exe" set "JAVA=%CONTINUO%\runtime\bin\java"
set "OPT_OUT_TRACKING=true"
"%JAVA%" -Xlog:disable -XX:+UseParallelGC --enable-native-access=ALL-UNNAMED ^
  --add-exports=java.base/jdk.internal.module=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ^
  -Dfile.encoding=UTF-8 "-Dcontinuo.home=%CONTINUO%" %CONTINUO_JVM_OPTIONS% ^
  -cp "%CONTINUO%\lib\*" dev.continuo.cli.main.Main %*
exit /b %ERRORLEVEL%
