package org.arkwright.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          Error: Could not find or load main class Main | nor the job's folder has Main
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
    assertThat(new FailureHint(List.of("before", line), FOLDER, true).text())
        .hasValueSatisfying(hint -> assertThat(hint).contains(expected));
  }

  @Test
  void text_ofAProgramThatPythonStarted_isNoFile() {
    List<String> traceback =
        List.of(
            "  File \"/usr/lib/python3.11/subprocess.py\", line 1955, in _execute_child",
            "FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'");

    assertThat(new FailureHint(traceback, FOLDER, true).text())
        .hasValueSatisfying(hint -> assertThat(hint).contains("no program ffmpeg in the PATH"));
  }

  @Test
  void text_ofAFileWithoutCode_saysThatTheFolderWasEmpty() {
    assertThat(new FailureHint(List.of("cat: x: No such file or directory"), FOLDER, false).text())
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
          """)
  void text_ofOtherFailures_isEmpty(String line) {
    assertThat(new FailureHint(List.of(line), FOLDER, true).text()).isEmpty();
  }
}
