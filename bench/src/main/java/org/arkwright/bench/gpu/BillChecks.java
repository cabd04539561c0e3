package org.arkwright.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.arkwright.bench.gpu.Report.CheckException;

/** What is left of it in the books. */
record BillChecks(Product product) {
  private static final double TOLERANCE = 0.02;

  /** Compares the device time that is billed with the times and shares of the jobs. */
  String addsUp() throws IOException, InterruptedException, CheckException {
    double expected = 0;
    for (JsonNode job : product.get("/jobs?limit=1000").path("jobs")) {
      expected += deviceSeconds(job);
    }
    // Postings follow the journal by a moment.
    TimeUnit.SECONDS.sleep(2);
    JsonNode usage = product.get("/usage");
    double billed = 0;
    double joules = 0;
    for (JsonNode account : usage.path("usage")) {
      for (JsonNode quantity : account.path("quantities")) {
        String meter = quantity.path("meter").asText();
        if (meter.equals("device-seconds")) {
          billed += quantity.path("quantity").asDouble();
        } else if (meter.equals("joules")) {
          joules += quantity.path("quantity").asDouble();
        }
      }
    }
    JsonNode bill = product.get("/projects/default/bill");
    BigDecimal total = new BigDecimal(bill.path("total").asText());
    BigDecimal cost = new BigDecimal(usage.path("total").path("cost").asText());
    product.ark("bill");
    product.ark("usage");
    String figures =
        String.format(
            Locale.ROOT,
            "%.1f device-seconds billed, %.1f by the jobs' times; %.1f kJ; %s %s",
            billed,
            expected,
            joules / 1e3,
            total.setScale(4, RoundingMode.HALF_EVEN),
            bill.path("currency").asText());
    if (!(Math.abs(billed / expected - 1) <= TOLERANCE)
        || total.compareTo(cost) != 0
        || total.signum() <= 0) {
      throw new CheckException(figures + "; usage says " + cost);
    }
    return figures;
  }

  private static double deviceSeconds(JsonNode job) {
    if (!job.has("startedAt") || !job.has("finishedAt")) {
      return 0;
    }
    long thousandths = 0;
    JsonNode asked = job.path("resources").path("devices");
    if (!asked.isMissingNode()) {
      thousandths =
          (long) job.path("ranks").asInt()
              * asked.path("count").asInt(1)
              * asked.path("share").asInt(1000);
    }
    Duration ran =
        Duration.between(
            Instant.parse(job.path("startedAt").asText()),
            Instant.parse(job.path("finishedAt").asText()));
    return ran.toMillis() / 1e3 * thousandths / 1e3;
  }

  String stops() throws IOException, InterruptedException, CheckException {
    product.ark("down", "--stop-jobs");
    String place = product.home().toString();
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (processes(place) > 0) {
      if (System.nanoTime() - until > 0) {
        throw new CheckException(processes(place) + " processes of its home are left");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return "no process of its home is left";
  }

  private static long processes(String home) {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self)
        .filter(process -> process.info().commandLine().orElse("").contains(home))
        .count();
  }
}
