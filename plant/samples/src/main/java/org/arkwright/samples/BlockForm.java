package org.arkwright.samples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.arkwright.model.id.NodeId;

/**
 * Blocks as bytes, one after the other: a version, the length and the CRC-32 of what follows, then
 * the block's header and its points.
 */
final class BlockForm {
  private static final byte VERSION = 1;
  private static final int PREFIX_BYTES = 9;
  private static final int SEVEN_BITS = 0x7f;

  private BlockForm() {}

  /**
   * The blocks of a file.
   *
   * @param bytes how many bytes of it are whole blocks; behind them is what a crash left
   */
  record Read(List<Block> blocks, int bytes) {}

  static byte[] write(Block block) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(body)) {
      out.writeUTF(block.source().site());
      out.writeUTF(block.source().name());
      out.writeLong(block.startMillis());
      number(out, block.endMillis() - block.startMillis());
      number(out, block.count());
      number(out, block.channels().size());
      for (Map.Entry<SeriesKey, Stats> each : block.channels().entrySet()) {
        number(out, each.getKey().metric().code());
        number(out, each.getKey().device() - SeriesKey.NONE);
        number(out, each.getValue().count());
        number(out, each.getValue().sum());
        number(out, each.getValue().max());
      }
      out.write(block.bits());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // There is none in memory.
    }
    byte[] content = body.toByteArray();
    return ByteBuffer.allocate(PREFIX_BYTES + content.length)
        .put(VERSION)
        .putInt(content.length)
        .putInt(sum(content))
        .put(content)
        .array();
  }

  /** Reads as many blocks as are whole; passes over those of a later release. */
  static Read read(byte[] file) {
    List<Block> blocks = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int whole = 0;
    while (bytes.remaining() >= PREFIX_BYTES) {
      byte version = bytes.get();
      int length = bytes.getInt();
      int sum = bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        break;
      }
      byte[] content = new byte[length];
      bytes.get(content);
      if (sum(content) != sum) {
        break;
      }
      if (version == VERSION) {
        parse(content).ifPresent(blocks::add);
      }
      whole = bytes.position();
    }
    return new Read(blocks, whole);
  }

  /** Reads one; empty where it has what this release does not know. */
  private static Optional<Block> parse(byte[] content) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      NodeId source = new NodeId(in.readUTF(), in.readUTF());
      long start = in.readLong();
      long end = start + number(in);
      int count = Math.toIntExact(number(in));
      SortedMap<SeriesKey, Stats> channels = new TreeMap<>();
      for (long i = number(in); i > 0; i--) {
        Optional<Metric> metric = Metric.of((int) number(in));
        int device = (int) number(in) + SeriesKey.NONE;
        Stats stats = new Stats(number(in), number(in), number(in));
        if (metric.isEmpty()) {
          return Optional.empty();
        }
        channels.put(new SeriesKey(metric.get(), device), stats);
      }
      return Optional.of(new Block(source, start, end, count, channels, in.readAllBytes()));
    } catch (IOException | IllegalArgumentException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static int sum(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Writes a number that is not negative, seven bits a byte. */
  private static void number(OutputStream out, long value) throws IOException {
    long rest = value;
    while (rest > SEVEN_BITS) {
      out.write((int) ((rest & SEVEN_BITS) | ~SEVEN_BITS));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long number(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("a block's header ends too early");
      }
      value |= (long) (next & SEVEN_BITS) << shift;
      if (next <= SEVEN_BITS) {
        return value;
      }
    }
    throw new IOException("a number of a block's header is too long");
  }
}
