package org.arkwright.arch;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.util.HashSet;
import java.util.Set;

/**
 * Resources are acquired in start methods and static factories only, so a start that fails half-way
 * leaks nothing.
 */
@AnalyzeClasses(packages = "org.arkwright", importOptions = DoNotIncludeTests.class)
final class LifecycleTest {
  private static final DescribedPredicate<JavaCall<?>> ACQUIRES_RESOURCES =
      DescribedPredicate.<JavaCall<?>>alwaysFalse()
          .or(target(name("start")).and(targetOwner(assignableTo(Thread.class))))
          .or(target(name("start")).and(targetOwner(assignableTo(Thread.Builder.class))))
          .or(
              targetOwner(type(Files.class))
                  .and(target(nameMatching("new.*|write.*|create.*|delete.*"))))
          .or(target(name("open")).and(targetOwner(assignableTo(FileChannel.class))))
          .or(target(name("getConnection")).and(targetOwner(type(DriverManager.class))))
          .or(targetOwner(assignableTo(Socket.class)))
          .or(targetOwner(assignableTo(ServerSocket.class)))
          .or(
              target(nameMatching("start|open.*|connect"))
                  .and(targetOwner(resideInAPackage("org.arkwright.."))))
          .as("starts a thread, or opens a file, a database or a socket");

  @ArchTest
  static final ArchRule constructors_startNoThreadsAndOpenNoFiles =
      noConstructors().should(acquireResources());

  private static ArchCondition<JavaCodeUnit> acquireResources() {
    return new ArchCondition<>("start threads or open files") {
      @Override
      public void check(JavaCodeUnit constructor, ConditionEvents events) {
        check(constructor, constructor, new HashSet<>(), events);
      }

      // Follows calls to other methods of the same class.
      private void check(
          JavaCodeUnit constructor,
          JavaCodeUnit unit,
          Set<JavaCodeUnit> visited,
          ConditionEvents events) {
        if (!visited.add(unit)) {
          return;
        }
        for (JavaCall<?> call : unit.getCallsFromSelf()) {
          if (ACQUIRES_RESOURCES.test(call)) {
            events.add(
                SimpleConditionEvent.satisfied(
                    constructor,
                    call.getDescription() + ": do it in a factory method or in start()"));
          } else if (call.getTargetOwner().equals(constructor.getOwner())) {
            call.getTarget()
                .resolveMember()
                .ifPresent(next -> check(constructor, (JavaCodeUnit) next, visited, events));
          }
        }
      }
    };
  }
}
