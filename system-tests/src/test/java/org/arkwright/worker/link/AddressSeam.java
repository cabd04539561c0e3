package org.arkwright.worker.link;

import java.io.IOException;
import java.nio.file.Path;

/** Where a worker finds its control plane. */
public final class AddressSeam {
  private AddressSeam() {}

  public static boolean isAddress(Path serverFile) {
    try {
      return new ServerAddress(serverFile, serverFile).url().isAbsolute();
    } catch (IOException _) {
      return false;
    }
  }
}
