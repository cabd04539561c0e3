package org.arkwright.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.AttemptId;

/**
 * The tokens of attempts that were running when their home was first started by a version that
 * issues them itself. Earlier versions had one token for all workers, and made those of attempts
 * from it; it is retired at that start, with the list of the attempts for which it still counts.
 *
 * @param workers the one token of all workers
 * @param attempts the attempts that lived then
 */
public record OldJobTokens(String workers, Set<AttemptId> attempts) {
  /** Admits no token. */
  public static final OldJobTokens NONE = new OldJobTokens("", Set.of());

  private static final String PREFIX = "job-";

  public OldJobTokens {
    attempts = Set.copyOf(attempts);
  }

  /**
   * Retires the workers' token if this is the first start of a version that needs it no more, and
   * returns for which live attempts it counts; the last one's end removes it. Blocks.
   *
   * @param workers the file of the one token of earlier versions; deleted
   * @param retired the file that remembers it, for its owner alone
   * @param live the attempts that live now
   * @throws IOException when a file cannot be read or written
   */
  public static OldJobTokens retire(Path workers, Path retired, Set<AttemptId> live)
      throws IOException {
    Optional<String> token = read(workers).map(List::getFirst);
    OldJobTokens known =
        token.isPresent() ? new OldJobTokens(token.get(), live) : remembered(retired);
    Set<AttemptId> still =
        known.attempts.stream().filter(live::contains).collect(Collectors.toUnmodifiableSet());
    OldJobTokens left = still.isEmpty() ? NONE : new OldJobTokens(known.workers, still);
    if (left.equals(NONE)) {
      Files.deleteIfExists(retired);
    } else {
      WholeFile.replacePrivate(retired, left.lines().getBytes(StandardCharsets.UTF_8));
    }
    Files.deleteIfExists(workers);
    return left;
  }

  private String lines() {
    return Stream.concat(Stream.of(workers), attempts.stream().sorted().map(AttemptId::toString))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static OldJobTokens remembered(Path file) throws IOException {
    return read(file)
        .map(lines ->
            new OldJobTokens(
                lines.getFirst(),
                lines.stream()
                    .skip(1)
                    .flatMap(line -> AttemptId.parse(line).stream())
                    .collect(Collectors.toUnmodifiableSet())))
        .orElse(NONE);
  }

  private static Optional<List<String>> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip())
          .filter(text -> !text.isEmpty())
          .map(text -> text.lines().toList());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Returns the attempt that an old token was made for, if it counts still. */
  Optional<AttemptId> attempt(String token) {
    int end = token.indexOf('-', PREFIX.length());
    if (!token.startsWith(PREFIX) || end < 0) {
      return Optional.empty();
    }
    return AttemptId.parse(token.substring(PREFIX.length(), end))
        .filter(attempts::contains)
        .filter(attempt ->
            MessageDigest.isEqual(
                of(workers, attempt).getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns what an earlier version made for an attempt. */
  static String of(String workers, AttemptId attempt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(workers.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signature =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.doFinal(attempt.toString().getBytes(StandardCharsets.UTF_8)));
      return PREFIX + attempt + "-" + signature;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Reveals nothing: tokens must not get into logs. */
  @Override
  public String toString() {
    return "OldJobTokens" + attempts;
  }
}
