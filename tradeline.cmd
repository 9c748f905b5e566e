@echo off
rem Tradeline's one script, for Windows. PostgreSQL and Redis are not embedded there: name running ones in TRADELINE_DATABASE_URL and TRADELINE_REDIS_URL.
rem   tradeline.cmd --help
setlocal
set "TRADELINE_ROOT=%~dp0"
set "TRADELINE_ROOT=%TRADELINE_ROOT:~0,-1%"
set "TRADELINE_JAVA=java"
if defined JAVA_HOME set "TRADELINE_JAVA=%JAVA_HOME%\bin\java"
"%TRADELINE_JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo tradeline: no Java found; install a JDK 17 or newer, and put it on PATH or into JAVA_HOME 1>&2
  exit /b 3
)
set "TRADELINE_TOOLS=%TRADELINE_ROOT%\decision-service\tools\target"
if "%~1"=="test" if not "%~2"=="--help" if not "%~2"=="-h" goto test
if exist "%TRADELINE_TOOLS%\tradeline-tools.jar" if exist "%TRADELINE_ROOT%\decision-service\target\quarkus-app\quarkus-run.jar" if exist "%TRADELINE_ROOT%\admin-service\target\quarkus-app\quarkus-run.jar" if exist "%TRADELINE_ROOT%\rules\benchmarks\target\tradeline-rules-benchmarks.jar" goto run
echo tradeline: building Tradeline (the first time takes a few minutes) ... 1>&2
pushd "%TRADELINE_ROOT%"
call mvnw.cmd -B -ntp -q -DskipTests -Dspotless.check.skip=true install
if errorlevel 1 (
  popd
  echo tradeline: the build failed; its output is above 1>&2
  exit /b 3
)
popd
:run
rem The class path is too long for a command line here: it goes through an argument file, in which backslashes are doubled.
set "TRADELINE_ARGS=%TRADELINE_TOOLS%\tradeline.args"
powershell -NoProfile -Command "$p = (Get-Content -Raw '%TRADELINE_TOOLS%\tools.classpath').Trim(); Set-Content -Encoding ascii -Path '%TRADELINE_ARGS%' -Value ('-cp ' + [char]34 + ('%TRADELINE_TOOLS%\tradeline-tools.jar;' + $p).Replace('\', '\\') + [char]34)"
if errorlevel 1 exit /b 3
"%TRADELINE_JAVA%" "-Dtradeline.home=%TRADELINE_ROOT%" "@%TRADELINE_ARGS%" io.tradeline.tools.Tradeline %*
exit /b %errorlevel%
:test
rem What stands after "test" goes to Maven as it is: shift and %%1 would take -Dname=value apart.
set "TRADELINE_MAVEN="
for /f "tokens=1,*" %%a in ("%*") do set "TRADELINE_MAVEN=%%b"
pushd "%TRADELINE_ROOT%"
call mvnw.cmd -B -ntp -Pci %TRADELINE_MAVEN% install
set "TRADELINE_EXIT=%errorlevel%"
popd
exit /b %TRADELINE_EXIT%
