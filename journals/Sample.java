import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.journal.Journals;
import org.arkwright.model.Event;
import org.arkwright.stored.EventForm;
import org.arkwright.stored.EventReader;

/**
 * What make.sh does with a journal by the classes of the version that wrote it.
 *
 * <pre>
 *   facts JOURNAL           counts and the head of the chain, as JSON
 *   append LINES JOURNAL    appends events, in any stored form, one per line; a blank line ends a
 *                           batch
 *   whole JOURNAL           takes the write-ahead log into the file, so that one file is all of it
 *   freeze JOURNAL          makes every further append fail
 *   thaw JOURNAL            lets appends succeed again
 *   same ONE OTHER FOLDER   keeps of two folders of answers what is equal in both
 *   coverage FOLDER         writes coverage.tsv; fails where a kind occurs in no sample
 * </pre>
 *
 * <p>A kind is a record, a constant of an enum, or an optional component that is there or not, of
 * all that an event can hold. It is found by reflection, so that none is forgotten.
 */
public final class Sample {
  private static final String MODEL = "org.arkwright.model";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Sample() {}

  public static void main(String[] words) throws IOException, SQLException {
    switch (words[0]) {
      case "facts" -> System.out.println(facts(words[1]).toPrettyString());
      case "append" -> append(Path.of(words[1]), words[2]);
      case "whole" -> execute(words[1], "PRAGMA wal_checkpoint(TRUNCATE)");
      // The server goes on answering from what it has: so asking it adds nothing.
      case "freeze" ->
          execute(
              words[1],
              "CREATE TRIGGER frozen BEFORE INSERT ON journal_batches"
                  + " BEGIN SELECT RAISE(FAIL, 'this is a sample'); END");
      case "thaw" -> execute(words[1], "DROP TRIGGER frozen");
      case "same" -> Same.keep(Path.of(words[1]), Path.of(words[2]), Path.of(words[3]));
      case "coverage" -> System.exit(coverage(Path.of(words[1])) ? 0 : 1);
      default -> throw new IllegalArgumentException(String.join(" ", words));
    }
  }

  private static void append(Path lines, String location) throws IOException {
    EventReader reader = new EventReader();
    try (Journal journal = Journals.open(location)) {
      List<byte[]> batch = new ArrayList<>();
      for (String line : Files.readAllLines(lines)) {
        if (line.startsWith("#")) {
          continue;
        }
        if (line.isBlank()) {
          journal.append(batch);
          batch.clear();
        } else {
          // Read and written, so that what is kept is what this version writes.
          batch.add(EventForm.write(reader.read(line.getBytes("UTF-8")).event()));
        }
      }
      journal.append(batch);
    }
  }

  private static void execute(String file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  private static ObjectNode facts(String location) {
    SortedMap<String, Long> events = new TreeMap<>();
    SortedMap<String, Long> kinds = new TreeMap<>();
    long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
    EventReader reader = new EventReader();
    ObjectNode json = JSON.createObjectNode();
    try (JournalReader journal = Journals.openReadOnly(location)) {
      if (!(journal.verify()
          instanceof Verification.Intact(long batches, long entries, var head))) {
        throw new IllegalStateException(location + ": " + journal.verify());
      }
      json.put("entries", entries).put("batches", batches).put("head", head);
      journal.replay(
          0,
          (_, bytes) -> {
            Event event = reader.read(bytes).event();
            events.merge(EventForm.forApi(event).name(), 1L, Long::sum);
            Kinds.count(event, kinds);
            ends[0] = Math.min(ends[0], event.atNanos());
            ends[1] = Math.max(ends[1], event.atNanos());
          });
    }
    json.put("first", Instant.ofEpochSecond(0, ends[0]).toString());
    json.put("last", Instant.ofEpochSecond(0, ends[1]).toString());
    json.set("events", JSON.valueToTree(events));
    json.set("kinds", JSON.valueToTree(kinds));
    return json;
  }

  private static boolean coverage(Path folder) throws IOException {
    SortedMap<String, SortedMap<String, Long>> table = new TreeMap<>();
    Kinds.known().forEach(kind -> table.put(kind, new TreeMap<>()));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> one.endsWith("facts.json")).sorted().toList()) {
        String sample = file.getParent().getFileName().toString();
        for (Map.Entry<String, JsonNode> kind :
            JSON.readTree(file.toFile()).get("kinds").properties()) {
          table
              .computeIfAbsent(kind.getKey(), _ -> new TreeMap<>())
              .put(sample, kind.getValue().asLong());
        }
      }
    }
    List<String> lines = new ArrayList<>(List.of("kind\tsample\tcount"));
    List<String> missing = new ArrayList<>();
    table.forEach((kind, samples) -> {
      samples.forEach((sample, count) -> lines.add(kind + "\t" + sample + "\t" + count));
      if (samples.isEmpty()) {
        missing.add(kind);
      } else if (samples.keySet().equals(Set.of("every-event"))) {
        System.err.println("only in every-event: " + kind);
      }
    });
    Files.write(folder.resolve("coverage.tsv"), lines);
    missing.forEach(kind -> System.err.println("occurs nowhere: " + kind));
    return missing.isEmpty();
  }

  /** What events are made of. */
  private static final class Kinds {
    static Set<String> known() {
      Set<String> known = new TreeSet<>();
      know(Event.class, known, new HashSet<>());
      return known;
    }

    private static void know(Type type, Set<String> known, Set<Type> seen) {
      if (type instanceof ParameterizedType generic) {
        Arrays.stream(generic.getActualTypeArguments()).forEach(one -> know(one, known, seen));
      } else if (type instanceof Class<?> found && isOurs(found) && seen.add(found)) {
        if (found.isEnum()) {
          Arrays.stream(found.getEnumConstants()).forEach(one -> known.add(name(one)));
        } else if (found.isSealed()) {
          Arrays.stream(found.getPermittedSubclasses()).forEach(one -> know(one, known, seen));
        } else if (found.isRecord()) {
          known.add(name(found));
          for (RecordComponent component : found.getRecordComponents()) {
            if (isOptional(component)) {
              known.add(name(found, component, true));
              known.add(name(found, component, false));
            }
            know(component.getGenericType(), known, seen);
          }
        }
      }
    }

    static void count(Object value, Map<String, Long> kinds) {
      switch (value) {
        case Optional<?> optional -> optional.ifPresent(one -> count(one, kinds));
        case Collection<?> all -> all.forEach(one -> count(one, kinds));
        case Map<?, ?> map -> {
          count(map.keySet(), kinds);
          count(map.values(), kinds);
        }
        case Enum<?> constant -> kinds.merge(name(constant), 1L, Long::sum);
        case Record members when isOurs(members.getClass()) -> {
          kinds.merge(name(members.getClass()), 1L, Long::sum);
          for (RecordComponent component : members.getClass().getRecordComponents()) {
            Object member = member(members, component);
            if (isOptional(component)) {
              boolean there =
                  !member.equals(Optional.empty()) && !member.equals(OptionalInt.empty());
              kinds.merge(name(members.getClass(), component, there), 1L, Long::sum);
            }
            count(member, kinds);
          }
        }
        default -> {
          // Numbers, texts and times have no kinds.
        }
      }
    }

    private static Object member(Record members, RecordComponent component) {
      try {
        return component.getAccessor().invoke(members);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static boolean isOurs(Class<?> type) {
      return type.getName().startsWith(MODEL + ".");
    }

    private static boolean isOptional(RecordComponent component) {
      return component.getType() == Optional.class || component.getType() == OptionalInt.class;
    }

    private static String name(Class<?> type) {
      return type.getName().substring(MODEL.length() + 1).replace('$', '.');
    }

    private static String name(Class<?> type, RecordComponent component, boolean there) {
      return name(type) + "." + component.getName() + (there ? " present" : " absent");
    }

    private static String name(Object constant) {
      Enum<?> one = (Enum<?>) constant;
      return name(one.getDeclaringClass()) + "." + one.name();
    }
  }

  /** What two servers said alike of one journal, some seconds apart. */
  private static final class Same {
    private final Set<String> left = new LinkedHashSet<>();

    static void keep(Path one, Path other, Path kept) throws IOException {
      Same same = new Same();
      Files.createDirectories(kept);
      try (Stream<Path> files = Files.list(one)) {
        for (Path file : files.sorted(Comparator.comparing(Path::getFileName)).toList()) {
          same.keepFile(file, other.resolve(file.getFileName()), kept);
        }
      }
      List<String> said = new ArrayList<>();
      said.add(
          "What the version answered about the sample, asked twice. Left out, as it differed:");
      same.left.forEach(line -> said.add("- " + line));
      if (same.left.isEmpty()) {
        said.add("- nothing");
      }
      Files.write(kept.resolve("README"), said);
    }

    private void keepFile(Path one, Path other, Path kept) throws IOException {
      String name = one.getFileName().toString();
      Path target = kept.resolve(name);
      if (Files.mismatch(one, other) < 0) {
        Files.copy(one, target);
      } else if (name.endsWith(".json")) {
        Optional<JsonNode> both =
            both(name, JSON.readTree(one.toFile()), JSON.readTree(other.toFile()));
        if (both.isPresent()) {
          Files.writeString(target, both.get().toPrettyString() + "\n");
        }
      } else {
        left.add(name + ", all of it");
      }
    }

    private Optional<JsonNode> both(String path, JsonNode one, JsonNode other) {
      if (one.equals(other)) {
        return Optional.of(one);
      }
      if (one instanceof ObjectNode && other instanceof ObjectNode) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        Set<String> names = new LinkedHashSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
          both(path + "." + name, one.path(name), other.path(name))
              .ifPresent(value -> kept.set(name, value));
        }
        return Optional.of(kept);
      }
      if (one instanceof ArrayNode && other instanceof ArrayNode && one.size() == other.size()) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < one.size(); i++) {
          Optional<JsonNode> element = both(path + "[]", one.get(i), other.get(i));
          if (element.isEmpty()) {
            return Optional.empty(); // Without one of them the others would stand elsewhere.
          }
          kept.add(element.get());
        }
        return Optional.of(kept);
      }
      left.add(path);
      return Optional.empty();
    }
  }
}
