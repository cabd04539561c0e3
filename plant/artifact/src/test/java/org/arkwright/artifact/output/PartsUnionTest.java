package org.arkwright.artifact.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PartsUnionTest {
  private static final Manifest NOTHING = manifest();

  @Test
  void differentPaths_areAllThere_andEqualContentIsOneFile() {
    assertThat(union(NOTHING, manifest("a=1", "c=3"), manifest("b=2", "c=3")))
        .isEqualTo(new PartsUnion.Result.Whole(manifest("a=1", "b=2", "c=3").files()));
  }

  @Test
  void differentContentAtOnePath_isAConflictOfBothNodes() {
    assertThat(union(NOTHING, manifest("a=1"), manifest("a=2")))
        .isEqualTo(new PartsUnion.Result.Conflict("a", node(0), node(1)));
  }

  @Test
  void fileWhereAnotherHasAFolder_isAConflict() {
    assertThat(union(NOTHING, manifest("a/b/c=1"), manifest("a/b=2")))
        .isEqualTo(new PartsUnion.Result.Conflict("a/b", node(1), node(0)));
  }

  @Test
  void fileThatOneNodeWasGivenAndLeft_givesWayToWhatAnotherMadeOfIt() {
    assertThat(
            union(
                manifest("latest=1", "old=0", "kept=5"),
                manifest("latest=2", "kept=5", "step-2=x"),
                manifest("latest=1", "old=0", "kept=5")))
        .isEqualTo(new PartsUnion.Result.Whole(manifest("kept=5", "latest=2", "step-2=x").files()));
  }

  @Test
  void fileThatBothWereGivenAndChangedOtherwise_isAConflict() {
    assertThat(union(manifest("latest=1"), manifest("latest=2"), manifest("latest=3")))
        .isInstanceOf(PartsUnion.Result.Conflict.class);
  }

  @RepeatedTest(50)
  void randomPartsOfOneSet_areThatSet(RepetitionInfo seed) {
    SplittableRandom random = new SplittableRandom(seed.getCurrentRepetition());
    List<Manifest.File> all =
        IntStream.range(0, 40)
            .mapToObj(i -> file("d%d/f%d=%d".formatted(i % 5, i, random.nextInt(9))))
            .toList();
    List<List<Manifest.File>> parts =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Manifest.File file : all) {
      int first = random.nextInt(3);
      parts.get(first).add(file);
      if (random.nextBoolean()) {
        parts.get((first + 1) % 3).add(file);
      }
    }
    assertThat(union(NOTHING, parts.stream().map(Manifest::new).toArray(Manifest[]::new)))
        .isEqualTo(new PartsUnion.Result.Whole(new Manifest(all).files()));
  }

  private static PartsUnion.Result union(Manifest given, Manifest... parts) {
    TreeMap<NodeId, Manifest> byNode = new TreeMap<>();
    for (int i = 0; i < parts.length; i++) {
      byNode.put(node(i), parts[i]);
    }
    return PartsUnion.of(byNode, given);
  }

  private static NodeId node(int index) {
    return NodeId.atHome("n" + index);
  }

  private static Manifest manifest(String... pathsAndContents) {
    return new Manifest(List.of(pathsAndContents).stream().map(PartsUnionTest::file).toList());
  }

  private static Manifest.File file(String pathAndContent) {
    String[] parts = pathAndContent.split("=", 2);
    return new Manifest.File(parts[0], Sha256.of(parts[1]), new Bytes(parts[1].length()), false);
  }
}
