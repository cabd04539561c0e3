package org.arkwright.server.home;

import java.io.IOException;
import java.nio.file.Path;

/** What a server reads of what an earlier one left in its home. */
public final class HomeSeam {
  private HomeSeam() {}

  public static boolean isPlace(Path file) {
    try {
      return HomePlace.read(file).map(HomePlace::name).isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  public static boolean isNotice(Path file) {
    return ServerNotice.read(file).map(ServerNotice::isOfAnotherRunningProcess).isPresent();
  }
}
