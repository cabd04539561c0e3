package org.arkwright.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateLimitException;
import org.jspecify.annotations.Nullable;

/** Values from what Java reads out of JSON. */
public final class Values {
  private Values() {}

  /**
   * The value of null, a boolean, a number, a string, or a list or map of such; maps should be in
   * the order in which they were written.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Value of(@Nullable Object object, Budget budget) {
    budget.enter();
    Value value =
        switch (object) {
          case null -> None.NONE;
          case Value known -> known;
          case CharSequence text -> new Text(text.toString());
          case Boolean bool -> Bool.of(bool);
          case BigInteger whole -> {
            if (whole.bitLength() > Arithmetic.BITS_MAX) {
              throw new TemplateLimitException(
                  "an integer of the chat has more than " + Arithmetic.BITS_MAX + " bits");
            }
            yield new Whole(whole);
          }
          case Double real -> new Real(real);
          case Float real -> new Real(real);
          case BigDecimal real -> new Real(real.doubleValue());
          case Number whole -> Whole.of(whole.longValue());
          case Map<?, ?> map -> mapping(map, budget);
          case Iterable<?> items -> {
            List<Value> values = new ArrayList<>();
            for (Object item : items) {
              budget.items(1);
              values.add(of(item, budget));
            }
            yield Sequence.list(values);
          }
          default ->
              throw new IllegalArgumentException(
                  "a template has no values of " + object.getClass().getName());
        };
    budget.leave();
    return value;
  }

  private static Mapping mapping(Map<?, ?> map, Budget budget) {
    SequencedMap<Value, Value> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> entries.put(Mapping.key(of(key, budget), budget), of(value, budget)));
    return new Mapping(entries);
  }
}
