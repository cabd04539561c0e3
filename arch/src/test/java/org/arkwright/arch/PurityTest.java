package org.arkwright.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;

/** Equal commands give equal bytes: core reads no clock and uses no unordered collections. */
@AnalyzeClasses(
    packages = {
      "org.arkwright.model",
      "org.arkwright.kernel",
      "org.arkwright.scheduler",
      "org.arkwright.ledger"
    },
    importOptions = DoNotIncludeTests.class)
final class PurityTest {
  @ArchTest
  static final ArchRule core_readsNoClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .because("time is an argument: take a nowNanos");

  @ArchTest
  static final ArchRule core_drawsNoRandomness =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .callMethod(Math.class, "random")
          .because("randomness is an argument: take a RandomGenerator");

  @ArchTest
  static final ArchRule core_usesOrderedCollections =
      noClasses()
          .should()
          .callConstructor(HashMap.class)
          .orShould()
          .callConstructor(HashSet.class)
          .orShould()
          .callMethod(java.util.Set.class, "copyOf", java.util.Collection.class)
          .orShould()
          .callMethod(java.util.Map.class, "copyOf", java.util.Map.class)
          .because("hash order differs from run to run: use TreeMap, LinkedHashMap or a list");

  @ArchTest
  static final ArchRule core_startsNoThreads =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .because("threads belong to the layers above");
}
