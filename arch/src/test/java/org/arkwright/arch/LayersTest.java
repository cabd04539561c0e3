package org.arkwright.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The layers: dependencies point down from front to plant to core, without cycles. */
@AnalyzeClasses(packages = "org.arkwright", importOptions = DoNotIncludeTests.class)
final class LayersTest {
  private static final String[] CORE = modulesIn("core");
  private static final String[] PLANT = modulesIn("plant");

  /**
   * The adapters that start workers on nodes of one kind of site, each in its own module. A new
   * engine adds its module here, or nothing keeps it from the others.
   */
  private static final List<String> ADAPTERS = List.of("local", "hosts");

  private static final String[] FRONT = modulesIn("front");
  private static final String[] OUTER =
      modules(
          "twin",
          "simulation",
          "experiments",
          "bench",
          "template",
          "train",
          "serve",
          "llama",
          "convert",
          "links");

  private static String[] modulesIn(String folder) {
    try (Stream<Path> inside = Files.list(Path.of("..", folder))) {
      return modules(
          inside
              .filter(module -> Files.exists(module.resolve("pom.xml")))
              .map(module -> module.getFileName().toString())
              .sorted()
              .toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] modules(String... names) {
    return Arrays.stream(names).map(name -> "org.arkwright." + name + "..").toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> oursExcept(String... modules) {
    return resideInAPackage("org.arkwright..").and(not(resideInAnyPackage(modules(modules))));
  }

  private static ArchRule knowsOnly(String module, String because, String... others) {
    String[] all = Arrays.copyOf(others, others.length + 1);
    all[others.length] = module;
    return noClasses()
        .that()
        .resideInAPackage("org.arkwright." + module + "..")
        .should()
        .dependOnClassesThat(oursExcept(all))
        .because(because);
  }

  @ArchTest
  static final ArchRule core_seesOnlyItselfAndTheJdk =
      classes()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(CORE)
                  .or(
                      resideInAnyPackage(
                          "java.lang..",
                          "java.util",
                          "java.util.function",
                          "java.util.random",
                          "java.util.regex",
                          "java.util.stream",
                          "java.math..",
                          "java.nio.charset",
                          "java.security",
                          "java.time..")))
          .because("core is pure: pass in what it needs from the layers above");

  @ArchTest
  static final ArchRule plant_neverSeesTheFront =
      noClasses()
          .that()
          .resideInAnyPackage(PLANT)
          .should()
          .dependOnClassesThat(resideInAnyPackage(FRONT).or(resideInAnyPackage(OUTER)))
          .because("dependencies point down; hand the plant a callback instead");

  @ArchTest
  static final ArchRule journal_knowsNoEvents =
      knowsOnly("journal", "the journal stores bytes; events belong to the control loop", "file");

  @ArchTest
  static final ArchRule stored_knowsOnlyTheModel =
      knowsOnly("stored", "a stored form outlives everything but the vocabulary", "model", "wire");

  @ArchTest
  static final ArchRule engine_seesOnlyTheModel =
      knowsOnly("engine", "an engine is written against the SPI only", "model");

  @ArchTest
  static final ArchRule protocol_seesOnlyTheModel =
      knowsOnly("protocol", "both of its sides are other modules", "model", "wire");

  @ArchTest
  static final ArchRule dispatch_servesEveryKindOfSite =
      knowsOnly(
          "dispatch",
          "what only one kind of site needs belongs in its adapter",
          "engine",
          "protocol",
          "artifact",
          "thread",
          "file",
          "model");

  @ArchTest
  static final ArchRule adapters_neverSeeOneAnother =
      CompositeArchRule.of(ADAPTERS.stream().map(LayersTest::adapterIsIndependent).toList());

  private static ArchRule adapterIsIndependent(String adapter) {
    String[] others =
        ADAPTERS.stream().filter(other -> !other.equals(adapter)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("org.arkwright." + adapter + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(modules(others))
        .because("an adapter must be removable without touching another");
  }

  @ArchTest
  static final ArchRule spec_needsNoHttpLibrary =
      noClasses()
          .that()
          .resideInAPackage("org.arkwright.spec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.linecorp..", "io.netty..", "java.net.http..")
          .because("user input is read the same way in a request and in a file");

  @ArchTest
  static final ArchRule server_neverSeesAWorker =
      noClasses()
          .that()
          .resideInAnyPackage(FRONT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.arkwright.worker..")
          .because("a worker may be on another machine: use plant/dispatch and protocol");

  @ArchTest
  static final ArchRule cli_talksOnlyToTheApi =
      knowsOnly(
          "cli",
          "the CLI holds no business rules, only the vocabulary; the rest is in the API",
          "model",
          "file");

  @ArchTest
  static final ArchRule serve_knowsOnlyItself =
      knowsOnly(
          "serve",
          "a replica communicates only through its environment and HTTP",
          "options",
          "llama",
          "template");

  @ArchTest
  static final ArchRule llama_knowsOnlyItself =
      knowsOnly("llama", "a binding knows the library that it binds, and nobody's purposes");

  @ArchTest
  static final ArchRule nativeFunctions_areCalledWithChecksOnly =
      noClasses()
          .that(
              resideInAPackage("org.arkwright..")
                  .and(not(resideInAPackage("org.arkwright.llama.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.arkwright.llama.ffi..")
          .because("what the library does not check ends the process");

  @ArchTest
  static final ArchRule links_knowsOnlyItself =
      knowsOnly("links", "ranks that measure know only their environment", "options");

  @ArchTest
  static final ArchRule convert_knowsOnlyItself =
      knowsOnly("convert", "a converter knows two formats and its folders", "options", "llama");

  @ArchTest
  static final ArchRule template_knowsOnlyItself =
      knowsOnly("template", "a chat template is a stranger's program, and reaches nothing");

  @ArchTest
  static final ArchRule train_knowsOnlyItself =
      knowsOnly(
          "train",
          "a trainer communicates only through its environment and HTTP",
          "options",
          "template",
          "convert",
          "llama");

  @ArchTest
  static final ArchRule simulatedTime_seesOnlyTheSpecsOfTheFront =
      noClasses()
          .that()
          .resideInAnyPackage(modules("twin", "simulation", "experiments"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(FRONT).and(not(resideInAPackage("org.arkwright.spec.."))))
          .because("the twin reads the same site.yaml, and is not a client of a server");

  @ArchTest
  static final ArchRule onlyTheKernel_seesItsIndexes =
      noClasses()
          .that(
              resideInAPackage("org.arkwright..")
                  .and(not(resideInAnyPackage(modules("kernel", "experiments")))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.arkwright.kernel.index..")
          .because("only the fold changes them: ask the State");

  @ArchTest
  static final ArchRule packages_areFreeOfCycles =
      slices().matching("org.arkwright.(**)").should().beFreeOfCycles();
}
