package org.arkwright.spec.site;

import java.util.List;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * How fast files go between the server and workers on other machines: {@code transfers} in {@code
 * site.yaml}.
 *
 * @param perWorker bytes per second to and from one worker together; 0 for no bound
 * @param total bytes per second to and from all workers together; 0 for no bound
 * @param concurrent transfers of one worker at a time
 */
public record TransferSettings(Bytes perWorker, Bytes total, int concurrent) {
  public static final TransferSettings DEFAULT =
      new TransferSettings(new Bytes(0), new Bytes(0), 8);

  static final List<String> FIELDS = List.of("perWorker", "total", "concurrent");

  private static final int CONCURRENT_MAX = 64;

  static TransferSettings in(SpecFields site) {
    return site.mapping("transfers", FIELDS)
        .map(fields ->
            new TransferSettings(
                fields.value("perWorker", SpecScalar.bytes()).orElse(DEFAULT.perWorker),
                fields.value("total", SpecScalar.bytes()).orElse(DEFAULT.total),
                fields
                    .value("concurrent", SpecScalar.wholeNumber(1, CONCURRENT_MAX))
                    .orElse(DEFAULT.concurrent)))
        .orElse(DEFAULT);
  }
}
