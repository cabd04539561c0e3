import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Fetches llama.cpp's libraries, once for each user and version, and prints the folder they lie in.
 * One source file that a JDK runs as it is, called by {@code launcher/natives.sh}:
 *
 * <pre>
 * java launcher/Natives.java PIN      PIN: work/llama's natives.properties
 * </pre>
 *
 * The package comes through the npm client where there is one, else over HTTPS from the registry
 * that {@code npm_config_registry} or {@code ~/.npmrc} names. It is compared with its pinned SHA-512
 * before anything of it is unpacked. Exits with 0 and the folder, with 3 where there are no libraries
 * for this machine, with 1 where they could not be had.
 */
final class Natives {
  private static final long UNPACKED_MAX = 512L << 20;
  private static final Pattern LIBRARY = Pattern.compile("package/bins/[^/]+/(lib[\\w.+-]+\\.so)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  /** What the binding does not call. */
  private static final String UNUSED = "libllama-common.so";

  private final Properties pin;
  private final Map<String, String> environment;

  private Natives(Properties pin, Map<String, String> environment) {
    this.pin = pin;
    this.environment = environment;
  }

  public static void main(String[] words) throws Exception {
    if (words.length != 1) {
      System.err.println("expected: natives.properties of work/llama");
      System.exit(2);
    }
    Properties pin = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(words[0]))) {
      pin.load(reader);
    }
    String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!machine.equals("Linux on amd64")) {
      System.err.printf(
          "there are no libraries of llama.cpp for %s, only for Linux on amd64%n", machine);
      System.exit(3);
    }
    try {
      System.out.println(new Natives(pin, System.getenv()).folder());
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  // --- Where it lies
  // --------------------------------------------------------------------------

  private Path folder() throws Exception {
    Path folder = cache().resolve(pin("folder"));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(cache());
    Path stage = Files.createTempDirectory(cache(), "fetching-");
    try {
      Path archive = archive(stage);
      Path whole = Files.createDirectory(stage.resolve("whole"));
      unpack(archive, whole);
      move(whole, folder);
      return folder;
    } finally {
      remove(stage);
    }
  }

  private Path cache() {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!named.isEmpty()) {
      return Path.of(named, "arkwright");
    }
    return home().resolve(".cache/arkwright");
  }

  private Path home() {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /** Another build may have been faster; what lies there then is the same. */
  private static void move(Path whole, Path folder) throws IOException {
    try {
      Files.move(whole, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  // --- Where it comes from
  // --------------------------------------------------------------------------

  /** The verified package. One that a person has laid into the cache needs no network. */
  private Path archive(Path stage) throws Exception {
    String name = pin("package").replaceFirst(".*/", "") + "-" + pin("version") + ".tgz";
    Path given = cache().resolve(name);
    if (Files.isRegularFile(given)) {
      verify(given);
      return given;
    }
    String specification = pin("package") + "@" + pin("version");
    System.err.printf("fetching %s (11 MB)%n", specification);
    List<String> failures = new ArrayList<>();
    Optional<Path> packed = byNpm(specification, stage, failures);
    Path archive = stage.resolve(name);
    if (packed.isPresent()) {
      archive = packed.get();
    } else {
      try {
        download(archive, name);
      } catch (IOException e) {
        failures.add("HTTPS: " + e);
        throw new IOException(
            """
            the package %s could not be fetched:
              %s
              Try again with a network; or lay the package at %s\
            """
                .formatted(specification, String.join("\n  ", failures), given),
            e);
      }
    }
    verify(archive);
    return archive;
  }

  private static Optional<Path> byNpm(String specification, Path stage, List<String> failures)
      throws Exception {
    Path log = stage.resolve("npm.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "pack", specification, "--silent")
              .directory(stage.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException _) {
      return Optional.empty(); // There is no npm here.
    }
    npm.getOutputStream().close();
    if (!npm.waitFor(5, TimeUnit.MINUTES)) {
      npm.destroyForcibly().waitFor();
      failures.add("npm: nothing for 5 minutes");
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(stage)) {
      Optional<Path> archive = files.filter(file -> file.toString().endsWith(".tgz")).findFirst();
      if (npm.exitValue() == 0 && archive.isPresent()) {
        return archive;
      }
    }
    String said = Files.readString(log).strip();
    String first = said.lines().findFirst().orElse("");
    failures.add("npm: exit code %d %s".formatted(npm.exitValue(), first));
    return Optional.empty();
  }

  private void download(Path archive, String name) throws IOException, InterruptedException {
    Map<String, String> settings = npmrc();
    String scope = pin("package").replaceFirst("/.*", "");
    String registry =
        environment.getOrDefault(
            "npm_config_registry",
            settings.getOrDefault(scope + ":registry", settings.getOrDefault("registry", "")));
    if (registry.isEmpty()) {
      throw new IOException(
          "no registry is known: install npm, or name one in npm_config_registry or ~/.npmrc");
    }
    String base = registry.endsWith("/") ? registry : registry + "/";
    URI address = URI.create(base + pin("package") + "/-/" + name);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(10));
    String token = settings.get(base.replaceFirst("^https?:", "") + ":_authToken");
    if (token != null) {
      request.header("authorization", "Bearer " + token);
    }
    try (HttpClient http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build()) {
      HttpResponse<Path> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofFile(archive));
      if (answer.statusCode() != 200) {
        throw new IOException("the registry answered with " + answer.statusCode());
      }
    }
  }

  /** The settings {@code key=value} of the user's npm, with variables put in. */
  private Map<String, String> npmrc() throws IOException {
    Path file = home().resolve(".npmrc");
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.strip().startsWith("#") && !line.strip().startsWith(";")) {
        String value = line.substring(equals + 1).strip().replaceAll("^\"|\"$", "");
        settings.put(line.substring(0, equals).strip(), expanded(value));
      }
    }
    return settings;
  }

  private String expanded(String value) {
    return VARIABLE
        .matcher(value)
        .replaceAll(
            found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), "")));
  }

  private void verify(Path archive) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-512");
    try (InputStream in = Files.newInputStream(archive)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(pin("sha512").toLowerCase(Locale.ROOT))) {
      throw new IOException(
          """
          %s is not what was pinned, and nothing of it was unpacked.
            expected SHA-512 %s
            found            %s\
          """
              .formatted(archive.getFileName(), pin("sha512"), found));
    }
  }

  // --- What is in it
  // --------------------------------------------------------------------------

  private static void unpack(Path archive, Path folder) throws IOException {
    int libraries = 0;
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive))))) {
      byte[] header = new byte[512];
      long total = 0;
      while (true) {
        try {
          in.readFully(header);
        } catch (EOFException _) {
          break; // Some archives lack the blocks of zeros at their end.
        }
        if (header[0] == 0) {
          break;
        }
        long size = Long.parseLong(field(header, 124, 12), 8);
        total = Math.addExact(total, size);
        if (total > UNPACKED_MAX) {
          throw new IOException(
              "the package unpacks to more than %d bytes".formatted(UNPACKED_MAX));
        }
        String name = field(header, 0, 100);
        Matcher library = LIBRARY.matcher(name);
        boolean wanted = library.matches() && !library.group(1).equals(UNUSED);
        if (wanted || name.equals("package/LICENSE")) {
          Path file = folder.resolve(wanted ? library.group(1) : "LICENSE");
          Files.write(file, in.readNBytes(Math.toIntExact(size)));
          libraries += wanted ? 1 : 0;
          in.skipNBytes(-size & 511);
        } else {
          in.skipNBytes(size + (-size & 511));
        }
      }
    }
    if (libraries == 0) {
      throw new IOException("there are no libraries in " + archive.getFileName());
    }
  }

  private static String field(byte[] header, int from, int length) {
    String text = new String(header, from, length, StandardCharsets.US_ASCII);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  private String pin(String key) {
    String value = pin.getProperty(key);
    if (value == null) {
      throw new IllegalStateException("natives.properties has no " + key);
    }
    return value;
  }
}
