package org.arkwright.journal;

import java.util.ArrayList;
import java.util.List;

/** A process that appends batches endlessly and prints each number once it is acknowledged. */
final class Appender {
  private Appender() {}

  public static void main(String[] arguments) {
    Journal journal = Journals.open(arguments[0]);
    for (int batch = 0; ; batch++) {
      List<byte[]> entries = new ArrayList<>();
      for (int i = 0; i <= batch % 50; i++) {
        entries.add(new byte[(batch * 31 + i * 17) % 3000]);
      }
      System.out.println(journal.append(entries));
    }
  }
}
