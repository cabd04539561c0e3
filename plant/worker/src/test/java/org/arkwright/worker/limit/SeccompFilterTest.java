package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the filter answers, worked out as the kernel does (classic BPF over the data of a system
 * call), so that the numbers of architectures that no test runs on are looked at, too. They are
 * those of the kernel's own tables: asm/unistd_64.h and asm-generic/unistd.h.
 */
final class SeccompFilterTest {
  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;
  private static final int EAFNOSUPPORT = 0x00050061;

  private static final int NEW_USER_NAMESPACE = 0x10000000;
  private static final int NEW_MOUNT_NAMESPACE = 0x00020000;
  private static final int NEW_TIME_NAMESPACE = 0x80;
  private static final int THREAD = 0x003d0f00;
  private static final int FORK = 17;
  private static final int UNIX = 1;
  private static final int INTERNET = 2;
  private static final int MACHINE = 40;

  /** The calls that are told apart by what they are given. */
  private record Calls(String name, int audit, int cloning, int unshare, int socket, int read) {
    static Calls of(String architecture) {
      return architecture.equals("amd64")
          ? new Calls("amd64", 0xc000003e, 56, 272, 41, 0)
          : new Calls("aarch64", 0xc00000b7, 220, 97, 198, 63);
    }

    int answer(int number, int argument) {
      return SeccompFilterTest.answer(name, audit, number, argument);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64"})
  void threadsAndChildren_mayBeMade_butNoNamespaces(String architecture) {
    Calls calls = Calls.of(architecture);

    assertThat(calls.answer(calls.cloning, FORK)).isEqualTo(ALLOW);
    assertThat(calls.answer(calls.cloning, THREAD)).isEqualTo(ALLOW);
    assertThat(calls.answer(calls.unshare, 0x400)).as("unshared files").isEqualTo(ALLOW);
    for (int namespace : new int[] {NEW_USER_NAMESPACE, NEW_MOUNT_NAMESPACE, 0x40000000}) {
      assertThat(calls.answer(calls.cloning, FORK | namespace)).isEqualTo(EPERM);
      assertThat(calls.answer(calls.unshare, namespace)).isEqualTo(EPERM);
    }
    assertThat(calls.answer(calls.unshare, NEW_TIME_NAMESPACE)).isEqualTo(EPERM);
    assertThat(calls.answer(calls.cloning, NEW_TIME_NAMESPACE | FORK))
        .as("a signal of that number")
        .isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64"})
  void sockets_mayBeOpened_exceptToTheMachineAround(String architecture) {
    Calls calls = Calls.of(architecture);

    assertThat(calls.answer(calls.socket, UNIX)).isEqualTo(ALLOW);
    assertThat(calls.answer(calls.socket, INTERNET)).isEqualTo(ALLOW);
    assertThat(calls.answer(calls.socket, MACHINE)).isEqualTo(EAFNOSUPPORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64"})
  void everythingElse_isAllowed_whateverItIsGiven(String architecture) {
    Calls calls = Calls.of(architecture);

    assertThat(calls.answer(calls.read, 0)).isEqualTo(ALLOW);
    assertThat(calls.answer(calls.read, NEW_USER_NAMESPACE)).isEqualTo(ALLOW);
    assertThat(calls.answer(calls.read, MACHINE)).isEqualTo(ALLOW);
    assertThat(calls.answer(424, 0)).as("pidfd_send_signal").isEqualTo(ALLOW);
    assertThat(calls.answer(434, 0)).as("pidfd_open").isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64"})
  void callsOfEveryArchitecture_areHidden_orRefused(String architecture) {
    Calls calls = Calls.of(architecture);

    for (int hidden : new int[] {425, 426, 427, 435}) {
      assertThat(calls.answer(hidden, 0)).as("call %d", hidden).isEqualTo(ENOSYS);
    }
    for (int refused : new int[] {428, 429, 430, 431, 432, 433, 438, 442, 443, 467}) {
      assertThat(calls.answer(refused, 0)).as("call %d", refused).isEqualTo(EPERM);
    }
  }

  @Test
  void callsThatOpenAWayOut_areRefusedByTheirNumbersOnEachArchitecture() {
    // ptrace, syslog, pivot_root, mount, umount2, init_module, keyctl, bpf, setns
    for (int refused : List.of(101, 103, 155, 165, 166, 175, 250, 321, 308)) {
      assertThat(Calls.of("amd64").answer(refused, 0)).as("call %d", refused).isEqualTo(EPERM);
    }
    for (int refused : List.of(117, 116, 41, 40, 39, 105, 219, 280, 268)) {
      assertThat(Calls.of("aarch64").answer(refused, 0)).as("call %d", refused).isEqualTo(EPERM);
    }
  }

  @Test
  void callOfAnotherArchitecture_ends_andOneOfTheSecondAbiDoesNotExist() {
    Calls amd64 = Calls.of("amd64");
    Calls aarch64 = Calls.of("aarch64");

    assertThat(answer("amd64", aarch64.audit, amd64.read, 0)).isEqualTo(KILL);
    assertThat(answer("aarch64", amd64.audit, aarch64.read, 0)).isEqualTo(KILL);
    assertThat(amd64.answer(0x40000000, 0)).isEqualTo(ENOSYS);
    assertThat(amd64.answer(0x40000000 + 165, 0)).isEqualTo(ENOSYS);
  }

  @Test
  void unknownArchitecture_hasNoFilter() {
    assertThat(SeccompFilter.of("riscv64")).isEmpty();
  }

  /** Runs the program as the kernel does, over the number, the architecture and an argument. */
  private static int answer(String architecture, int audit, int number, int argument) {
    ByteBuffer program =
        ByteBuffer.wrap(SeccompFilter.of(architecture).orElseThrow().program())
            .order(ByteOrder.LITTLE_ENDIAN);
    int loaded = 0;
    for (int at = 0; ; at++) {
      int code = program.getShort(8 * at);
      int ifTrue = Byte.toUnsignedInt(program.get(8 * at + 2));
      int ifFalse = Byte.toUnsignedInt(program.get(8 * at + 3));
      int value = program.getInt(8 * at + 4);
      switch (code) {
        case 0x20 ->
            loaded =
                switch (value) {
                  case 0 -> number;
                  case 4 -> audit;
                  case 16 -> argument;
                  default -> throw new AssertionError("loads from " + value);
                };
        case 0x15 -> at += loaded == value ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(loaded, value) >= 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (loaded & value) != 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return value;
        }
        default -> throw new AssertionError("the kernel knows no code " + code);
      }
    }
  }
}
