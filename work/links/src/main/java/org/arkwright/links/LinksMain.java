package org.arkwright.links;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.arkwright.options.OptionProblem;

/**
 * Measures the links between the nodes of two ranks: {@code [--seconds S] [--streams N] [--networks
 * NODE/NETWORK=ADDRESS,…]}, where the variables of torchrun say which rank this is and where the
 * two meet. Exits with 2 for invalid arguments and with 1 when the ranks do not meet, with one line
 * that says why.
 */
public final class LinksMain {
  private LinksMain() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    try {
      LinkOptions options = LinkOptions.parse(List.of(arguments), System.getenv());
      if (options.rank() == 0) {
        LinkResponder.serve(options);
      } else {
        System.out.println(LinkMeasurer.measure(options).json());
      }
      System.out.flush();
    } catch (OptionProblem e) {
      System.err.println("links: " + e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("links: " + e.getMessage());
      System.exit(1);
    }
    System.exit(0); // Threads that wait for connections are not waited for.
  }
}
