package org.arkwright.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point down: front, plant, core; and no floor is a knot. */
@AnalyzeClasses(packages = "org.arkwright", importOptions = DoNotIncludeTests.class)
final class LayersTest {
  private static final String[] CORE = {
    "org.arkwright.model..",
    "org.arkwright.kernel..",
    "org.arkwright.scheduler..",
    "org.arkwright.ledger.."
  };
  private static final String[] PLANT = {
    "org.arkwright.wire..",
    "org.arkwright.journal..",
    "org.arkwright.stored..",
    "org.arkwright.artifact..",
    "org.arkwright.worker..",
    "org.arkwright.engine.."
  };
  private static final String[] FRONT = {
    "org.arkwright.control..",
    "org.arkwright.gateway..",
    "org.arkwright.server..",
    "org.arkwright.cli.."
  };

  @ArchTest
  static final ArchRule core_seesOnlyItselfAndTheJdk =
      classes()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.arkwright.model..",
              "org.arkwright.kernel..",
              "org.arkwright.scheduler..",
              "org.arkwright.ledger..",
              "java.lang..",
              "java.util",
              "java.util.function",
              "java.util.random",
              "java.util.regex",
              "java.util.stream",
              "java.math..",
              "java.nio.charset",
              "java.security",
              "java.time..")
          .because("core is pure: pass in what it needs from the floors above");

  @ArchTest
  static final ArchRule plant_neverSeesTheFront =
      noClasses()
          .that()
          .resideInAnyPackage(PLANT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FRONT)
          .because("dependencies point down; hand the plant a callback instead");

  @ArchTest
  static final ArchRule journal_knowsNoEvents =
      noClasses()
          .that()
          .resideInAPackage("org.arkwright.journal..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.arkwright..")
                  .and(not(resideInAPackage("org.arkwright.journal.."))))
          .because("the journal stores bytes; events are the control loop's business");

  @ArchTest
  static final ArchRule cli_talksToTheApiAlone =
      noClasses()
          .that()
          .resideInAPackage("org.arkwright.cli..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.arkwright..")
                  .and(not(resideInAPackage("org.arkwright.cli..")))
                  .and(not(resideInAPackage("org.arkwright.model.."))))
          .because("the CLI holds no business rules, only the vocabulary; the rest is in the API");

  @ArchTest
  static final ArchRule serve_knowsOnlyItself =
      noClasses()
          .that()
          .resideInAPackage("org.arkwright.serve..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.arkwright..")
                  .and(not(resideInAPackage("org.arkwright.serve.."))))
          .because("a replica meets the rest through its environment and HTTP alone");

  @ArchTest
  static final ArchRule train_knowsOnlyItself =
      noClasses()
          .that()
          .resideInAPackage("org.arkwright.train..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.arkwright..")
                  .and(not(resideInAPackage("org.arkwright.train.."))))
          .because("a trainer meets the rest through its environment and HTTP alone");

  @ArchTest
  static final ArchRule engines_neverSeeOneAnother =
      slices()
          .matching("org.arkwright.engine.(*)..")
          .should()
          .notDependOnEachOther()
          .because("an adapter must be removable without touching another");

  @ArchTest
  static final ArchRule packages_areFreeOfCycles =
      slices().matching("org.arkwright.(**)").should().beFreeOfCycles();
}
