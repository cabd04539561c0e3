package org.arkwright.authority;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.WorkerId;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * Which hosts may join, which have, and which have been removed: a file of lines, each durable
 * before anybody is told. It is beside the journal, not in it, so that a journal that is restored
 * from a backup gives nobody back what was taken from him, and its exports hold nothing of it.
 * Thread-safe; methods that change something block for the disk.
 */
public final class WorkerRegister implements AutoCloseable {
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final FileChannel file;
  private final InstantSource clock;
  private final TreeMap<String, Entry.Issued> tokens = new TreeMap<>();
  private final TreeMap<String, Entry.Joined> used = new TreeMap<>();
  private final TreeMap<WorkerId, Entry.Joined> workers = new TreeMap<>();

  /** A line of the file. */
  sealed interface Entry {
    /** A join token was issued; its secret is kept as a hash only. */
    record Issued(
        Instant at, String token, String site, String secretHash, Instant expires, String by)
        implements Entry {}

    /** A host has joined. */
    record Joined(Instant at, String token, WorkerName worker, String key, String from)
        implements Entry {}

    /** A host was refused. */
    record Refused(Instant at, String token, String from, String why) implements Entry {}

    /** A worker was removed: its key counts no more. */
    record Removed(Instant at, WorkerName worker, String by) implements Entry {}
  }

  /** A worker, as the file names it. */
  record WorkerName(String site, String name) {
    WorkerId id() {
      return new WorkerId(site, name);
    }
  }

  /** A worker that has joined and was not removed. */
  public record Member(WorkerId worker, Instant joinedAt, String from) {}

  /** A secret that was made for a host to join with. */
  public record Secret(String id, String secret, Instant expires) {
    /** Tells no secret. */
    @Override
    public String toString() {
      return "Secret[" + id + " until " + expires + "]";
    }
  }

  /** Thrown when a host may not join; the message is for the host's owner. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  private WorkerRegister(FileChannel file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Opens the register; makes an empty one if there is none.
   *
   * @throws IOException when it cannot be read, with what to do
   */
  public static WorkerRegister open(Path path, InstantSource clock) throws IOException {
    List<String> lines = wholeLines(path);
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    WorkerRegister register = new WorkerRegister(file, clock);
    try {
      register.replay(path, lines);
      return register;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Cuts off what a power loss left of a line, of which nobody was told, and reads the others. */
  private static List<String> wholeLines(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    String text = Files.readString(path, StandardCharsets.UTF_8);
    int whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length()) {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
        file.force(true);
      }
    }
    return text.substring(0, whole).lines().toList();
  }

  private synchronized void replay(Path path, List<String> lines) throws IOException {
    for (int i = 0; i < lines.size(); i++) {
      try {
        take(Wire.strict().read(lines.get(i).getBytes(StandardCharsets.UTF_8), Entry.class));
      } catch (WireException e) {
        throw new IOException(
            "line %d of %s cannot be read (%s). Put the file back from a backup"
                .formatted(i + 1, path, e.getMessage()),
            e);
      }
    }
  }

  private void take(Entry entry) {
    switch (entry) {
      case Entry.Issued issued -> tokens.put(issued.token(), issued);
      case Entry.Joined joined -> {
        used.put(joined.token(), joined);
        workers.put(joined.worker().id(), joined);
      }
      case Entry.Removed removed -> workers.remove(removed.worker().id());
      case Entry.Refused _ -> {
        // For people who look into the file.
      }
    }
  }

  private void add(Entry entry) throws IOException {
    write(new String(Wire.strict().write(entry), StandardCharsets.UTF_8) + "\n");
    take(entry);
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(true);
  }

  /**
   * Makes the secret of a token with which one host may join.
   *
   * @param site the site that it joins
   * @param lifetime how long it counts, by this host's clock
   * @param by who asked for it
   */
  public synchronized Secret issue(String site, Duration lifetime, String by) throws IOException {
    Names.require("site", site);
    String id = random(ID_BYTES);
    String secret = random(SECRET_BYTES);
    Instant now = clock.instant();
    Instant expires = Instant.ofEpochSecond(now.plus(lifetime).getEpochSecond());
    add(new Entry.Issued(now, id, site, hash(secret), expires, by));
    return new Secret(id, secret, expires);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static String hash(String secret) {
    return Keys.sha256(secret.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Lets a host join. The token counts no more afterwards; only the same key may repeat the call,
   * because its answer may have been lost. A name is its first host's until that is removed; the
   * same host, which its key shows, may have it again with another token.
   *
   * @param from the host's address, as the server sees it
   * @throws RefusedException when it may not; that, too, is kept
   */
  synchronized WorkerId join(String token, String secret, String name, PublicKey key, String from)
      throws RefusedException, IOException {
    Entry.Issued issued = tokens.get(token);
    if (issued == null
        || !MessageDigest.isEqual(
            hash(secret).getBytes(StandardCharsets.US_ASCII),
            issued.secretHash().getBytes(StandardCharsets.US_ASCII))) {
      throw refused(token, from, "the join token is none that this control plane has issued");
    }
    String fingerprint = Keys.fingerprint(key);
    Entry.Joined before = used.get(token);
    if (before != null) {
      boolean repeated =
          before.key().equals(fingerprint) && before.equals(workers.get(before.worker().id()));
      if (repeated) {
        return before.worker().id();
      }
      throw refused(
          token,
          from,
          ("the join token was used at %s from %s, by %s, and counts once. If that was not you,"
                  + " remove that worker: `arkwright node remove %s`. For this host, ask for"
                  + " another: `arkwright node token`")
              .formatted(before.at(), before.from(), before.worker().id(), before.worker().name()));
    }
    if (!clock.instant().isBefore(issued.expires())) {
      throw refused(
          token,
          from,
          ("the join token expired at %s; the server's clock says %s. Ask for another:"
                  + " `arkwright node token`")
              .formatted(issued.expires(), clock.instant()));
    }
    if (!Names.isValid(name)) {
      throw refused(token, from, "the name '%s' is none, expected %s".formatted(name, Names.RULE));
    }
    WorkerName worker = new WorkerName(issued.site(), name);
    Entry.Joined other = workers.get(worker.id());
    if (other != null && !other.key().equals(fingerprint)) {
      throw refused(
          token,
          from,
          ("there is a worker %s already, which joined at %s from %s. Give this host another name"
                  + " with --name, or remove that one: `arkwright node remove %s`")
              .formatted(worker.id(), other.at(), other.from(), name));
    }
    add(new Entry.Joined(clock.instant(), token, worker, fingerprint, from));
    return worker.id();
  }

  private RefusedException refused(String token, String from, String why) throws IOException {
    if (tokens.containsKey(token)) { // Or strangers could fill the disk.
      add(new Entry.Refused(clock.instant(), token, from, why));
    }
    return new RefusedException(why);
  }

  /** Says why a worker's key does not count; empty if it does. */
  public synchronized Optional<String> refusal(WorkerId worker, PublicKey key) {
    Entry.Joined joined = workers.get(worker);
    if (joined == null) {
      return Optional.of("%s was removed, or has never joined".formatted(worker));
    }
    return joined.key().equals(Keys.fingerprint(key))
        ? Optional.empty()
        : Optional.of("%s has joined anew with another key since".formatted(worker));
  }

  /**
   * Removes a worker: its key counts no more, and its name is free.
   *
   * @param by who asked for it
   * @return whether it was there
   */
  public synchronized boolean remove(WorkerId worker, String by) throws IOException {
    Entry.Joined joined = workers.get(worker);
    if (joined == null) {
      return false;
    }
    add(new Entry.Removed(clock.instant(), joined.worker(), by));
    return true;
  }

  /** The workers that have joined and were not removed, by name. */
  public synchronized List<Member> members() {
    return workers.entrySet().stream()
        .map(entry -> new Member(entry.getKey(), entry.getValue().at(), entry.getValue().from()))
        .toList();
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
