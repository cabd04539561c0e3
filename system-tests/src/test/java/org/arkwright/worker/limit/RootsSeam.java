package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a worker reads of where an earlier one made its groups. */
public final class RootsSeam {
  private RootsSeam() {}

  /** Whether the record names folders that exist. */
  public static boolean names(Path record) {
    try {
      return !new CgroupRootRecord(record).update(List.of()).isEmpty();
    } catch (IOException _) {
      return false;
    }
  }
}
