package org.arkwright.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;
import org.junit.jupiter.api.Test;

/** Seeded properties of the coding, and its size on what a training job looks like. */
class BlockTest {
  private static final NodeId NODE = NodeId.atHome("n1");

  @Test
  void points_ofAnyValues_comeBackAsTheyAreKept() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Point> points = points(random, 1 + random.nextInt(150));
      Block block = block(points);

      List<Point> read = BlockForm.read(BlockForm.write(block)).blocks().getFirst().points();

      assertThat(read).as("seed %d", seed).isEqualTo(points.stream().map(BlockTest::kept).toList());
      assertThat(Thinning.stats(List.of(block))).as("seed %d", seed).isEqualTo(stats(points));
    }
  }

  @Test
  void file_thatIsCutAnywhere_keepsTheBlocksBefore() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] one = BlockForm.write(block(points(random, 40)));
    byte[] two = BlockForm.write(block(points(random, 40)));
    byte[] file = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, file, one.length, two.length);

    for (int length = one.length; length < file.length; length++) {
      BlockForm.Read read = BlockForm.read(Arrays.copyOf(file, length));
      assertThat(read.blocks()).as("%d bytes", length).hasSize(1);
      assertThat(read.bytes()).as("%d bytes", length).isEqualTo(one.length);
    }
    for (int flipped = one.length; flipped < file.length; flipped++) {
      byte[] damaged = file.clone();
      damaged[flipped] ^= 4;
      // A flipped version alone is a block of a later release, which is passed over.
      assertThat(BlockForm.read(damaged).blocks()).as("byte %d", flipped).hasSize(1);
    }
  }

  @Test
  void size_ofATrainingJobOnTwoDevices_isAFewBytesAPoint() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    SourceSeries series = new SourceSeries(NODE, 100, new Unwritten());
    long bytes = 0;
    long memory = 20L << 30;
    int count = 3600;
    for (int i = 0; i < count; i++) {
      SortedMap<SeriesKey, Long> values = new TreeMap<>();
      memory += random.nextInt(5) == 0 ? 4096L * random.nextInt(300) : 0;
      values.put(SeriesKey.of(Metric.CPU), 7800L + random.nextInt(400));
      values.put(SeriesKey.of(Metric.MEMORY), memory);
      values.put(SeriesKey.of(Metric.ANONYMOUS), memory - (1L << 30));
      values.put(
          SeriesKey.of(Metric.READ), i % 60 < 5 ? 200_000_000L + random.nextInt(9_000_000) : 0L);
      values.put(SeriesKey.of(Metric.WRITTEN), 0L);
      values.put(SeriesKey.of(Metric.PROCESSES), 9L);
      values.put(SeriesKey.of(Metric.RANKS), 1L);
      for (int device = 0; device < 2; device++) {
        values.put(new SeriesKey(Metric.DEVICE_BUSY, device), 93L + random.nextInt(7));
        values.put(new SeriesKey(Metric.DEVICE_MEMORY, device), 60L << 30);
        values.put(new SeriesKey(Metric.DEVICE_POWER, device), 600_000L + random.nextInt(60_000));
        values.put(new SeriesKey(Metric.DEVICE_CELSIUS, device), 61L + random.nextInt(2));
      }
      long jitter = random.nextInt(20) == 0 ? 130 : random.nextInt(20);
      bytes +=
          series
              .add(new Point(1_900_000_000_000L + i * 1000L + jitter, values), Unwritten.NONE)
              .map(ended -> BlockForm.write(ended.block()).length)
              .orElse(0);
    }
    bytes += series.end().map(ended -> BlockForm.write(ended.block()).length).orElse(0);

    double each = (double) bytes / count;
    System.out.printf("samples: %.1f bytes a point of 15 values, %.2f a value%n", each, each / 15);
    assertThat(each).isLessThan(20);
  }

  private static List<Point> points(SplittableRandom random, int count) {
    List<Point> points = new ArrayList<>();
    long at = random.nextLong(4_000_000_000_000L);
    for (int i = 0; i < count; i++) {
      at += 100 + random.nextLong(random.nextBoolean() ? 2000 : 10_000_000);
      SortedMap<SeriesKey, Long> values = new TreeMap<>();
      for (Metric metric : Metric.values()) {
        if (random.nextInt(4) > 0) {
          int device = metric.code() < 16 ? SeriesKey.NONE : random.nextInt(3);
          long bound = 1L << (1 + random.nextInt(50));
          values.put(new SeriesKey(metric, device), random.nextLong(bound));
        }
      }
      points.add(new Point(at, values));
    }
    return points;
  }

  static Block block(List<Point> points) {
    TreeSet<SeriesKey> channels = new TreeSet<>();
    points.forEach(point -> channels.addAll(point.values().keySet()));
    BlockWriter writer = new BlockWriter(NODE, channels, true);
    points.forEach(writer::add);
    return writer.block();
  }

  private static Point kept(Point point) {
    SortedMap<SeriesKey, Long> values = new TreeMap<>();
    point
        .values()
        .forEach((channel, value) -> {
          long grain = channel.metric().grain();
          values.put(channel, (value + grain / 2) / grain * grain);
        });
    return new Point(Block.ticked(point.atMillis()), values);
  }

  private static SortedMap<SeriesKey, Stats> stats(List<Point> points) {
    SortedMap<SeriesKey, Stats> stats = new TreeMap<>();
    for (Point point : points) {
      point
          .values()
          .forEach((channel, value) -> stats.merge(channel, Stats.NONE.plus(value), Stats::plus));
    }
    return stats;
  }
}
