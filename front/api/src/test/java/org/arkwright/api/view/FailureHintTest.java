package org.arkwright.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What shells, interpreters and tools print when something is missing, and what a job then says.
 */
final class FailureHintTest {
  private static final String FOLDER = "6h1wfzdn1fjr4.1";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /usr/bin/cat: no.txt: No such file or directory | no file no.txt in the job's folder
          /usr/bin/ls: cannot access 'no.txt': No such file or directory | no file no.txt in the job's
          head: cannot open 'no.txt' for reading: No such file or directory | no file no.txt in
          cp: cannot stat 'a b.txt': No such file or directory | no file a b.txt in the job's folder
          mawk: cannot open no.txt (No such file or directory) | no file no.txt in the job's folder
          /usr/bin/cat: /data/x: No such file or directory | no file /data/x on the node; give it
          /usr/bin/sh: 1: cannot open no.txt: No such file | no file no.txt in the job's folder
          /usr/bin/sh: 1: .: cannot open ./no.sh: No such file | no file ./no.sh in the job's folder
          /usr/bin/bash: no.sh: No such file or directory | no file no.sh in the job's folder
          FileNotFoundError: [Errno 2] No such file or directory: 'd.csv' | no file d.csv in the job's
          python3: can't open file '/h/work/6h1wfzdn1fjr4.1/x.py': [Errno 2] No | no file x.py in the
          python3: can't open file '/h/work/6h1wfzdn1fjr4.1/../x.py': [Errno 2] No | from one above both
          Error: Unable to access jarfile no.jar | no file no.jar in the job's folder
          make: *** No targets specified and no makefile found.  Stop. | no file makefile in the job's
          ruby: No such file or directory -- no.rb (LoadError) | no file no.rb in the job's folder
          /usr/bin/sh: 1: cd: can't cd to nodir | no folder nodir in the job's folder
          /usr/bin/bash: line 1: cd: nodir: No such file or directory | empty folders do not travel
          ModuleNotFoundError: No module named 'torch' | has torch; activate the environment
          Error: Could not find or load main class Main | there is no class Main on the class path
          Can't locate JSON.pm in @INC (you may need to install it) | nor the job's folder has JSON.pm
          ./a.out: error while loading shared libraries: libx.so.2: cannot open shared object file | the library libx.so.2
          ImportError: libcudart.so.12: cannot open shared object file: No such file | library libcudart.so.12
          /usr/bin/sh: 1: nosuch: not found | no program nosuch in the PATH
          /usr/bin/bash: line 3: nosuch: command not found | no program nosuch in the PATH
          zsh: command not found: nosuch | no program nosuch in the PATH
          /usr/bin/sh: 1: ./crlf.sh: not found | no file ./crlf.sh in the job's folder, or its first line
          bash: line 1: ./x: cannot execute: required file not found | first line names an interpreter
          bash: line 1: ./x: cannot execute binary file: Exec format error | ./x is no program for
          /usr/bin/env: ‘bash\\r’: No such file or directory | line ends of Windows
          /usr/bin/env: ‘ruby’: No such file or directory | first line names ruby, which is not
          bash: ./x: /no/such: bad interpreter: No such file or directory | first line names /no/such
          /usr/bin/sh: 1: ./x.sh: Permission denied | ./x.sh is not executable; chmod +x it
          """)
  void text_ofALineThatNamesWhatIsMissing_saysSo(String line, String expected) {
    assertThat(new FailureHint(List.of("before", line), FOLDER, true, false).text())
        .hasValueSatisfying(hint -> assertThat(hint).contains(expected));
  }

  /** A name is what the line names, however its program words that. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          tar: d.tar: Cannot open: No such file or directory | no file d.tar in the job's folder
          sed: can't read no.txt: No such file or directory | no file no.txt in the job's folder
          jq: error: Could not open file x.json: No such file or directory | no file x.json in the
          gawk: fatal: cannot open file `x' for reading: No such file or directory | no file x in the
          bzcat: Can't open input file x.bz2: No such file or directory. | no file x.bz2 in the
          zstd: can't stat x.zst : No such file or directory -- ignored | no file x.zst in the
          sort: cannot read: x: No such file or directory | no file x in the job's folder
          dd: failed to open 'x': No such file or directory | no file x in the job's folder
          x.txt: No such file or directory at -e line 1. | no file x.txt in the job's folder
          stat x.go: no such file or directory | no file x.go in the job's folder
          panic: open data.csv: no such file or directory | no file data.csv in the job's folder
          error: couldn't read `x.rs`: No such file or directory (os error 2) | no file x.rs in the
          Fatal error: cannot open file 'x.R': No such file or directory | no file x.R in the
          zsh: no such file or directory: ./x | no file ./x in the job's folder
          x.rb:1:in `read': No such file or directory @ rb_sysopen - a b.txt (Errno::ENOENT) | no file a b.txt in the
          Error: ENOENT: no such file or directory, open 'x.json' | no file x.json in the job's
          npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/h/work/6h1wfzdn1fjr4.1/package.json' | no file package.json in the
          FileNotFoundError: [Errno 2] No such file or directory: "it's.csv" | no file it's.csv in the
          FileNotFoundError: [Errno 2] No such file or directory: b'x' | no file x in the job's folder
          FileNotFoundError: [Errno 2] No such file or directory: 'a' -> 'b' | no file a in the job's
          FileNotFoundError: No such file or directory: "m.safetensors" | no file m.safetensors in the
          FileNotFoundError: [Errno 2] Unable to open file (unable to open file: name = 'x.h5', errno = 2, error message = 'No such file or directory', flags = 0) | no file x.h5 in the
          FileNotFoundError: d.csv not found. | no file d.csv in the job's folder
          java.io.FileNotFoundException: x.txt (No such file or directory) | no file x.txt in the
          Exception in thread "main" java.nio.file.NoSuchFileException: x.txt | no file x.txt in the
          Caused by: java.lang.ClassNotFoundException: x.Main.java | no file x/Main.java in the
          cc1: fatal error: x.c: No such file or directory | no file x.c in the job's folder
          make: *** No rule to make target 'x.c', needed by 'x'.  Stop. | no file x.c in the job's
          error: could not find `Cargo.toml` in `/h/work/6h1wfzdn1fjr4.1` or any parent | no file Cargo.toml
          go: go.mod file not found in current directory or any parent directory | no file go.mod in
          CMake Error: The source directory "/h" does not appear to contain CMakeLists.txt. | no file CMakeLists.txt
          unzip:  cannot find or open x.zip, x.zip.zip or x.zip.ZIP. | no file x.zip in the job's
          ERROR: file or directory not found: tests | no file tests in the job's folder
          python3: can't find '__main__' module in '/h/work/6h1wfzdn1fjr4.1/pkg' | no file pkg/__main__.py in
          python3: No module named a.pkg.__main__; 'a.pkg' is a package and cannot be | no file a/pkg/__main__.py in
          Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nopkg' imported from /h/m.mjs | has nopkg; activate
          Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/h/work/6h1wfzdn1fjr4.1/x.mjs' imported from /h | no file x.mjs
          \u001b[31mModuleNotFoundError: No module named 'torch'\u001b[0m | has torch; activate the
          timeout: failed to run command ‘nvcc’: No such file or directory | no program nvcc in the PATH
          nohup: failed to run command './x.sh': No such file or directory | no file ./x.sh in the
          setsid: failed to execute nvcc: No such file or directory | no program nvcc in the PATH
          /usr/bin/xargs: nvcc: No such file or directory | no program nvcc in the PATH
          /usr/bin/nice: ‘nvcc’: No such file or directory | no program nvcc in the PATH
          Error: spawn nvcc ENOENT | no program nvcc in the PATH
          exec: "nvcc": executable file not found in $PATH | no program nvcc in the PATH
          java.io.IOException: Cannot run program "nvcc": error=2, No such file or directory | no program nvcc in
          ld: cannot find -lfoo: No such file or directory | the library foo is not on the node
          ./train: line 3: nvcc: command not found | no program nvcc in the PATH
          ./train: 3: nvcc: not found | no program nvcc in the PATH
          /a b/train: 3: nvcc: not found | no program nvcc in the PATH
          train.sh: 3: nvcc: not found | no program nvcc in the PATH
          what():  filesystem error: cannot remove: No such file or directory [x] | no file x in the
          filesystem error: cannot copy: No such file or directory [a b] [c] | no file a b in the
          filesystem error: in file_size: No such file or directory ["x"] | no file x in the job's
          PHP Warning:  fopen(x.txt): Failed to open stream: No such file or directory in | no file x.txt in
          cat: opened: No such file or directory | no file opened in the job's folder
          ./train: line 3: ./x.sh: Permission denied | ./x.sh is not executable
          ./srv.py: line 1: import: command not found | the shell ran a script that is none of its
          /usr/bin/sh: 1: import: not found | the shell ran a script that is none of its own
          /usr/bin/bash: line 2: from: command not found | begins a line with from; name its interpreter
          sh: 1: source: not found | source is a word of bash, which sh does not know
          dash: 1: cannot create out/x: Directory nonexistent | no folder out in the job's folder
          mkdir: cannot create directory ‘a/b’: No such file or directory | no folder a in the job's
          ln: failed to create symbolic link 'b/c': No such file or directory | no folder b in the
          """)
  void text_ofAnyWordingOfAMissingFile_namesTheFile(String line, String expected) {
    assertThat(new FailureHint(List.of("before", line), FOLDER, true, false).text())
        .hasValueSatisfying(hint -> assertThat(hint).contains(expected));
  }

  @Test
  void text_ofAProgramThatPythonStarted_isNoFile() {
    List<String> traceback =
        List.of(
            "  File \"/usr/lib/python3.11/subprocess.py\", line 1955, in _execute_child",
            "FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'");

    assertThat(new FailureHint(traceback, FOLDER, true, false).text())
        .hasValueSatisfying(hint -> assertThat(hint).contains("no program ffmpeg in the PATH"));
  }

  @Test
  void text_ofAFileWithoutCode_saysThatTheFolderWasEmpty() {
    assertThat(
            new FailureHint(List.of("cat: x: No such file or directory"), FOLDER, false, false)
                .text())
        .hasValueSatisfying(hint -> assertThat(hint).contains("the job began in an empty one"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ValueError: 3 is not a file
          assert 2 == 3
          Error: cannot connect: No route to host
          Segmentation fault
          KeyError: 'no such file'
          FileNotFoundError: [Errno 2] No such file or directory
          a model is not found in the table of models
          java.io.IOException: No such file or directory
          Exception in thread "main" java.io.IOException: No such file or directory
          Caused by: com.example.Store$LoadError: No such file
          filesystem error: cannot remove: No such file or directory
          filesystem error: directory iterator cannot open directory: No such file or directory
          Error: no such file
          fatal error: no such file or directory
          Failed to open: No such file or directory
          could not open file: No such file or directory
          fopen: No such file or directory
          ./prog: stat: No such file or directory
          mkdir: No such file or directory
          error: 404: page: not found
          requests.HTTPError: 404: page: not found
          GET /index: 404: page: not found
          """)
  void text_ofOtherFailures_isEmpty(String line) {
    assertThat(new FailureHint(List.of(line), FOLDER, true, false).text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error: Could not find or load main class com.x.Model",
        "Exception in thread \"main\" java.lang.NoClassDefFoundError: com/x/Model",
        "Caused by: java.lang.ClassNotFoundException: com.x.Model",
      })
  void classThatIsMissing_isOfTheClassPath_andInABuiltinProgramOfArkwrightsOwnFiles(String line) {
    List<String> output = List.of("before", line, "\tat java.base/java.lang.Class.forName");
    assertThat(new FailureHint(output, FOLDER, true, false).text())
        .hasValueSatisfying(hint ->
            assertThat(hint)
                .contains("no class com.x.Model on the class path", "CLASSPATH")
                .doesNotContain("interpreter"));
    assertThat(new FailureHint(output, FOLDER, false, true).text())
        .hasValueSatisfying(hint ->
            assertThat(hint)
                .contains("Arkwright's own files have no class com.x.Model", "built anew")
                .doesNotContain("activate", "interpreter"));
  }
}
