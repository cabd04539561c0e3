package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
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

  /** Calls, and their numbers on amd64 and aarch64, which has no call for each. */
  private static final String WAYS_OUT =
      """
      acct               163  89
      add_key            248 217
      bpf                321 280
      clock_adjtime      305 266
      clock_settime      227 112
      delete_module      176 106
      finit_module       313 273
      init_module        175 105
      ioperm             173   -
      iopl               172   -
      kexec_file_load    320 294
      kexec_load         246 104
      keyctl             250 219
      mount              165  40
      open_by_handle_at  304 265
      perf_event_open    298 241
      pivot_root         155  41
      ptrace             101 117
      quotactl           179  60
      reboot             169 142
      request_key        249 218
      setns              308 268
      settimeofday       164 170
      swapoff            168 225
      swapon             167 224
      syslog             103 116
      umount2            166  39
      uselib             134   -
      userfaultfd        323 282
      vhangup            153  58
      """;

  /** No number below those that every architecture has is refused or hidden but these. */
  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64"})
  void callsThatOpenAWayOut_areRefused_andNoOthers(String architecture) {
    Calls calls = Calls.of(architecture);
    int column = architecture.equals("amd64") ? 1 : 2;
    List<Integer> listed =
        WAYS_OUT
            .lines()
            .map(line -> line.split(" +", -1)[column])
            .filter(number -> !number.equals("-"))
            .map(Integer::valueOf)
            .sorted()
            .toList();
    assertThat(IntStream.range(0, 424).filter(each -> calls.answer(each, 0) != ALLOW))
        .containsExactlyElementsOf(listed);
    assertThat(listed).allMatch(each -> calls.answer(each, 0) == EPERM);
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
