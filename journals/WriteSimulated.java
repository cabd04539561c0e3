import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.control.Recovery;
import org.arkwright.control.Snapshotter;
import org.arkwright.journal.Journal;
import org.arkwright.journal.Journals;
import org.arkwright.simulation.SeedOutcome;
import org.arkwright.simulation.Simulation;
import org.arkwright.simulation.site.Sabotage;
import org.arkwright.simulation.site.SimulatedJournal;

/**
 * Runs a seed of the simulation and appends what its journal took, batch by batch, to a real one:
 * {@code SEED JOURNAL}. So there are samples of what lies only in the journals of sites where
 * machines break, networks part and power is short.
 *
 * <p>Two thirds into it a snapshot is saved, as a server would: whatever reads the sample may begin
 * there, and must come to the same.
 */
public final class WriteSimulated {
  private WriteSimulated() {}

  public static void main(String[] words) throws ReflectiveOperationException {
    Simulation simulation = new Simulation(Long.parseLong(words[0]), Sabotage.NONE, false);
    SeedOutcome outcome = simulation.run();
    if (outcome.violation().isPresent()) {
      throw new IllegalStateException(outcome.toString(), outcome.violation().get());
    }
    List<List<byte[]>> batches = batches(field(simulation, "journal", SimulatedJournal.class));
    try (Journal journal = Journals.open(words[1])) {
      for (int i = 0; i < batches.size(); i++) {
        journal.append(batches.get(i));
        if (i == batches.size() * 2 / 3) {
          Recovery state = Recovery.of(journal);
          Snapshotter.save(journal, state.number(), state.state().image());
        }
      }
    }
  }

  private static List<List<byte[]>> batches(SimulatedJournal journal)
      throws ReflectiveOperationException {
    List<byte[]> entries = new ArrayList<>();
    journal.replay(0, (_, entry) -> entries.add(entry));
    List<List<byte[]>> batches = new ArrayList<>();
    int from = 0;
    for (Object link : field(journal, "chain", List.class)) {
      int to = field(link, "entries", Integer.class);
      if (to > from) {
        batches.add(List.copyOf(entries.subList(from, to)));
      }
      from = to;
    }
    return batches;
  }

  /** The simulation keeps its journal to itself. */
  private static <T> T field(Object of, String name, Class<T> type)
      throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return type.cast(field.get(of));
  }
}
