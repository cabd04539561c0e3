package org.arkwright.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Locale;

/** What a program of ours writes does not depend on the language of the machine it runs on. */
@AnalyzeClasses(packages = "org.arkwright", importOptions = DoNotIncludeTests.class)
final class ProgramsTest {
  @ArchTest
  static final ArchRule programs_writeNumbersAlikeOnEveryMachine =
      methods()
          .that()
          .haveName("main")
          .and()
          .areDeclaredInClassesThat()
          .haveSimpleNameEndingWith("Main")
          .should(setTheLocale())
          .because("1.5 is written as 1,5 in half of the world, and nothing reads that");

  private static ArchCondition<JavaMethod> setTheLocale() {
    return new ArchCondition<>("set the default locale") {
      @Override
      public void check(JavaMethod main, ConditionEvents events) {
        boolean sets =
            main.getMethodCallsFromSelf().stream()
                .anyMatch(call ->
                    call.getTargetOwner().isEquivalentTo(Locale.class)
                        && call.getName().equals("setDefault"));
        events.add(new SimpleConditionEvent(main, sets, main.getFullName() + " sets it"));
      }
    };
  }
}
