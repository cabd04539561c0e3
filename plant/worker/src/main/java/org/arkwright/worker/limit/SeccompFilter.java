package org.arkwright.worker.limit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The system calls that a sandboxed rank may not make, as a program for the kernel (seccomp(2),
 * Linux's filter.h). What is refused either opens a way out (mounts, namespaces, other processes'
 * memory, modules, the kernel's image) or outlives the rank (keys), or is a part of the kernel so
 * large that its faults are found often (BPF, io_uring). Everything else is allowed: a list of what
 * is allowed would have to know every program that people run.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SeccompFilter(byte[] program) {
  private static final short LOAD = 0x20;
  private static final short JUMP_IF_EQUAL = 0x15;
  private static final short JUMP_IF_GREATER_OR_EQUAL = 0x35;
  private static final short JUMP_IF_ANY_BIT = 0x45;
  private static final short RETURN = 0x06;

  private static final int NUMBER_AT = 0;
  private static final int ARCHITECTURE_AT = 4;
  private static final int FIRST_ARGUMENT_AT = 16;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int NOT_PERMITTED = 0x00050001;
  private static final int NO_SUCH_CALL = 0x00050026;

  private static final int NO_SUCH_FAMILY = 0x00050061;

  /**
   * AF_VSOCK: the way from a virtual machine to its host, which no network namespace closes, so
   * that it would be open to a job without a network, too.
   */
  private static final int MACHINE_SOCKETS = 40;

  /** Calls of the second ABI of x86-64 have this bit. */
  private static final int X32 = 0x40000000;

  /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
  private static final int NEW_NAMESPACES = 0x7e020000;

  /** Bit of unshare only; in clone it belongs to the signal of the child's end. */
  private static final int NEW_TIME = 0x80;

  /**
   * The numbers of system calls on one architecture.
   *
   * @param audit how the kernel names the architecture to filters
   * @param refused those that are not permitted
   */
  private record Numbers(int audit, int cloning, int unshare, int socket, List<Integer> refused) {}

  /** Calls whose numbers are the same everywhere: those with numbers from 424 on. */
  private static final List<Integer> NEWER =
      List.of(
          428, // open_tree
          429, // move_mount
          430, // fsopen
          431, // fsconfig
          432, // fsmount
          433, // fspick
          438, // pidfd_getfd
          442, // mount_setattr
          443, // quotactl_fd
          467); // open_tree_attr

  /** Answered as if the kernel were older, so that programs do without. */
  private static final List<Integer> HIDDEN = List.of(425, 426, 427, 435); // io_uring, clone3

  private static final Numbers X86_64 =
      new Numbers(
          0xc000003e,
          56,
          272,
          41,
          List.of(
              101, // ptrace
              103, // syslog
              134, // uselib
              153, // vhangup
              155, // pivot_root
              163, // acct
              164, // settimeofday
              165, // mount
              166, // umount2
              167, // swapon
              168, // swapoff
              169, // reboot
              172, // iopl
              173, // ioperm
              175, // init_module
              176, // delete_module
              179, // quotactl
              227, // clock_settime
              246, // kexec_load
              248, // add_key
              249, // request_key
              250, // keyctl
              298, // perf_event_open
              304, // open_by_handle_at
              305, // clock_adjtime
              308, // setns
              313, // finit_module
              320, // kexec_file_load
              321, // bpf
              323)); // userfaultfd

  private static final Numbers AARCH64 =
      new Numbers(
          0xc00000b7,
          220,
          97,
          198,
          List.of(
              39, // umount2
              40, // mount
              41, // pivot_root
              58, // vhangup
              60, // quotactl
              89, // acct
              104, // kexec_load
              105, // init_module
              106, // delete_module
              112, // clock_settime
              116, // syslog
              117, // ptrace
              142, // reboot
              170, // settimeofday
              217, // add_key
              218, // request_key
              219, // keyctl
              224, // swapon
              225, // swapoff
              241, // perf_event_open
              265, // open_by_handle_at
              266, // clock_adjtime
              268, // setns
              273, // finit_module
              280, // bpf
              282, // userfaultfd
              294)); // kexec_file_load

  /** Returns the filter of an architecture, as Java names it; empty if its numbers are unknown. */
  static Optional<SeccompFilter> of(String architecture) {
    return switch (architecture) {
      case "amd64" -> Optional.of(new SeccompFilter(assembled(X86_64)));
      case "aarch64" -> Optional.of(new SeccompFilter(assembled(AARCH64)));
      default -> Optional.empty();
    };
  }

  private record Instruction(short code, int ifTrue, int ifFalse, int value) {}

  private static byte[] assembled(Numbers numbers) {
    List<Instruction> all = new ArrayList<>();
    all.add(new Instruction(LOAD, 0, 0, ARCHITECTURE_AT));
    all.add(new Instruction(JUMP_IF_EQUAL, 1, 0, numbers.audit()));
    all.add(new Instruction(RETURN, 0, 0, KILL)); // another ABI has other numbers
    all.add(new Instruction(LOAD, 0, 0, NUMBER_AT));
    all.add(new Instruction(JUMP_IF_GREATER_OR_EQUAL, 0, 1, X32));
    all.add(new Instruction(RETURN, 0, 0, NO_SUCH_CALL));
    HIDDEN.forEach(number -> answer(all, number, NO_SUCH_CALL));
    NEWER.forEach(number -> answer(all, number, NOT_PERMITTED));
    numbers.refused().forEach(number -> answer(all, number, NOT_PERMITTED));
    firstArgument(all, numbers.socket(), JUMP_IF_EQUAL, MACHINE_SOCKETS, NO_SUCH_FAMILY);
    firstArgument(all, numbers.cloning(), JUMP_IF_ANY_BIT, NEW_NAMESPACES, NOT_PERMITTED);
    firstArgument(
        all, numbers.unshare(), JUMP_IF_ANY_BIT, NEW_NAMESPACES | NEW_TIME, NOT_PERMITTED);
    all.add(new Instruction(RETURN, 0, 0, ALLOW));
    ByteBuffer program = ByteBuffer.allocate(all.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction each : all) {
      program.putShort(each.code()).put((byte) each.ifTrue()).put((byte) each.ifFalse());
      program.putInt(each.value());
    }
    return program.array();
  }

  private static void answer(List<Instruction> all, int number, int answer) {
    all.add(new Instruction(JUMP_IF_EQUAL, 0, 1, number));
    all.add(new Instruction(RETURN, 0, 0, answer));
  }

  /** Gives an answer to calls whose first argument passes a test, and allows the others. */
  private static void firstArgument(
      List<Instruction> all, int number, short test, int operand, int answer) {
    all.add(new Instruction(JUMP_IF_EQUAL, 0, 4, number));
    all.add(new Instruction(LOAD, 0, 0, FIRST_ARGUMENT_AT));
    all.add(new Instruction(test, 0, 1, operand));
    all.add(new Instruction(RETURN, 0, 0, answer));
    all.add(new Instruction(RETURN, 0, 0, ALLOW));
  }
}
