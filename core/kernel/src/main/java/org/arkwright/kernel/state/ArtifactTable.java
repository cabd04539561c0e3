package org.arkwright.kernel.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.unit.Bytes;

/** The existing versions, by project, name and number. Belongs to the state's thread. */
public final class ArtifactTable {
  private final NavigableMap<Key, Series> series = new TreeMap<>();

  /** The versions of one name, and the last number assigned, which outlives its version. */
  private static final class Series {
    final NavigableMap<Integer, ArtifactVersion> versions = new TreeMap<>();

    /** The numbers of the versions that a job of each fingerprint made. */
    final Map<Digest, NavigableSet<Integer>> made = new TreeMap<>();

    int last;
  }

  private record Key(ProjectName project, ArtifactName name) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::project).thenComparing(Key::name);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  ArtifactTable() {}

  /** The version that a reference currently points to; empty when there is none. */
  public Optional<ArtifactVersion> find(ProjectName project, ArtifactRef ref) {
    Series found = series.get(new Key(project, ref.name()));
    if (found == null || found.versions.isEmpty()) {
      return Optional.empty();
    }
    return ref.version().isPresent()
        ? Optional.ofNullable(found.versions.get(ref.version().getAsInt()))
        : Optional.of(found.versions.lastEntry().getValue());
  }

  /** The versions of a name, oldest first. */
  public List<ArtifactVersion> versions(ProjectName project, ArtifactName name) {
    Series found = series.get(new Key(project, name));
    return found == null ? List.of() : List.copyOf(found.versions.values());
  }

  /** The newest version of a name that passes; empty when none does. */
  public Optional<ArtifactVersion> newest(
      ProjectName project, ArtifactName name, Predicate<ArtifactVersion> passes) {
    Series found = series.get(new Key(project, name));
    return found == null
        ? Optional.empty()
        : found.versions.descendingMap().values().stream().filter(passes).findFirst();
  }

  /** Every version, by project, name and number. */
  public List<ArtifactVersion> all() {
    List<ArtifactVersion> all = new ArrayList<>();
    series.values().forEach(one -> all.addAll(one.versions.values()));
    return all;
  }

  /**
   * The manifest of each input, by mount name. A live job's inputs are always found: they were
   * pinned when it was accepted, and versions it reads cannot be removed.
   */
  public SortedMap<String, Digest> manifests(ProjectName project, Mounts mounts) {
    SortedMap<String, Digest> manifests = new TreeMap<>();
    mounts
        .inputs()
        .forEach((mount, ref) ->
            find(project, ref)
                .ifPresent(version -> manifests.put(mount, version.files().manifest())));
    return manifests;
  }

  /**
   * The manifests of what an attempt of a live job reads: its inputs, and under {@link
   * Mounts#CHECKPOINTS} the checkpoints that its earlier attempts left last.
   */
  public SortedMap<String, Digest> read(Job job) {
    SortedMap<String, Digest> manifests = manifests(job.spec().project(), job.spec().mounts());
    if (job.attempts() > 1) {
      versions(job.spec().project(), job.spec().checkpoints()).reversed().stream()
          .filter(version -> version.lineage().job().equals(Optional.of(job.id())))
          .findFirst()
          .ifPresent(last -> manifests.put(Mounts.CHECKPOINTS, last.files().manifest()));
    }
    return manifests;
  }

  /** The size of each input by artifact; the largest where several versions are read. */
  SortedMap<ArtifactName, Bytes> sizes(ProjectName project, Mounts mounts) {
    SortedMap<ArtifactName, Bytes> sizes = new TreeMap<>();
    for (ArtifactRef ref : mounts.inputs().values()) {
      find(project, ref)
          .ifPresent(version ->
              sizes.merge(version.name(), version.files().size(), ArtifactTable::larger));
    }
    return sizes;
  }

  private static Bytes larger(Bytes one, Bytes other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** The newest version of a name that a job of that fingerprint made; empty when there is none. */
  public Optional<ArtifactRef> latestOf(
      ProjectName project, ArtifactName name, Digest fingerprint) {
    return Optional.ofNullable(series.get(new Key(project, name)))
        .flatMap(found -> Optional.ofNullable(found.made.get(fingerprint)))
        .map(numbers -> ArtifactRef.of(name, numbers.last()));
  }

  public int nextNumber(ProjectName project, ArtifactName name) {
    Series found = series.get(new Key(project, name));
    return found == null ? 1 : found.last + 1;
  }

  void apply(ArtifactEvent event) {
    switch (event) {
      case ArtifactEvent.ArtifactRegistered(ArtifactVersion version) -> add(version);
      case ArtifactEvent.ArtifactRemoved removed -> {
        Series found = series.get(new Key(removed.project(), removed.name()));
        ArtifactVersion gone = found == null ? null : found.versions.remove(removed.version());
        if (found == null || gone == null) {
          throw new IllegalStateException("no such version: " + removed);
        }
        gone.lineage()
            .fingerprint()
            .ifPresent(digest ->
                found.made.computeIfPresent(
                    digest,
                    (_, numbers) -> {
                      numbers.remove(removed.version());
                      return numbers.isEmpty() ? null : numbers;
                    }));
      }
    }
  }

  private void add(ArtifactVersion version) {
    Series to =
        series.computeIfAbsent(new Key(version.project(), version.name()), _ -> new Series());
    if (version.version() <= to.last) {
      throw new IllegalStateException("the number was assigned before: " + version);
    }
    to.versions.put(version.version(), version);
    version
        .lineage()
        .fingerprint()
        .ifPresent(
            digest -> to.made.computeIfAbsent(digest, _ -> new TreeSet<>()).add(version.version()));
    to.last = version.version();
  }

  /** The table as plain values. */
  ArtifactImage image() {
    List<ArtifactImage.LastNumber> last = new ArrayList<>();
    series.forEach(
        (key, one) -> last.add(new ArtifactImage.LastNumber(key.project, key.name, one.last)));
    return new ArtifactImage(all(), last);
  }

  void restore(ArtifactImage image) {
    image.versions().forEach(this::add);
    for (ArtifactImage.LastNumber last : image.lastNumbers()) {
      series.computeIfAbsent(new Key(last.project(), last.name()), _ -> new Series()).last =
          last.number();
    }
  }
}
