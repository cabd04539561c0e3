package org.arkwright.cli.snapshot;

import java.util.List;

/** What a folder's ignore file means. */
public final class IgnoreSeam {
  private static final List<String> PATHS =
      List.of("a", "data/train.bin", "src/deep/er/file name.py", "a".repeat(200), "x/".repeat(60));

  private IgnoreSeam() {}

  /** Whether the patterns speak of any of some paths. */
  public static boolean speaks(String text) {
    IgnoreFile patterns = IgnoreFile.parse(text.lines().toList());
    boolean speaks = false;
    for (String path : PATHS) {
      speaks |= patterns.ignores(path, false).isPresent();
      speaks |= patterns.ignores(path, true).isPresent();
    }
    return speaks;
  }
}
