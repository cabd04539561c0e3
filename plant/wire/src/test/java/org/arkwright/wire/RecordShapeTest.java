package org.arkwright.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.Test;

class RecordShapeTest {
  record Part(int size) {}

  record Whole(List<Part> parts) {}

  record Mixed(Map<String, Optional<Colour>> colours, Choice choice) {}

  enum Colour {
    RED
  }

  sealed interface Choice {}

  record Yes(long since, JobId job) implements Choice {}

  @Test
  void of_sameRecords_isStable_otherRecords_differs() {
    assertThat(RecordShape.of(Whole.class))
        .isEqualTo(RecordShape.of(Whole.class))
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(RecordShape.of(Mixed.class))
        .isNotEqualTo(RecordShape.of(Whole.class, Mixed.class));
  }

  @Test
  void text_expandsComponents_downToEnumsAndSealedTypes() {
    assertThat(RecordShape.text(Whole.class)).isEqualTo("(parts:List<(size:int)>)");
    assertThat(RecordShape.text(Mixed.class))
        .isEqualTo("(colours:Map<String,Optional<enum[RED]>>,choice:[Yes(since:long,job:text)])");
  }
}
