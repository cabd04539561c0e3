package org.arkwright.serve.child;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.TextModel.Ending;

/** What the process that has the model says: of the model, or on a question. */
@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS, property = "say")
sealed interface FromChild {
  /** The model is loaded; the first that is said. */
  record Ready(int contextTokens, int parallel, List<String> adapters) implements FromChild {
    public Ready {
      adapters = List.copyOf(adapters);
    }
  }

  /** The model cannot be loaded; the last that is said. */
  record NotLoaded(String why) implements FromChild {}

  /** The model does nothing any more; its process is to be ended. */
  record Stuck(String why) implements FromChild {}

  /** Belongs to a question, and is not the last word on it. */
  record Said(long id, Piece piece) implements FromChild {}

  /** The last word on a question. */
  sealed interface Answer extends FromChild {
    long id();
  }

  record Prepared(long id, List<Integer> tokens) implements Answer {
    public Prepared {
      tokens = List.copyOf(tokens);
    }
  }

  /** The model can do what was required. */
  record Able(long id) implements Answer {}

  record Ended(long id, Ending ending) implements Answer {}

  /** The model cannot take a field of the request. */
  record Refused(long id, String field, String why) implements Answer {}

  /** The library or the model failed. */
  record Failed(long id, String why) implements Answer {}
}
