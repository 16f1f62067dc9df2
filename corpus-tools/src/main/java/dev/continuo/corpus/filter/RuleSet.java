package dev.continuo.corpus.filter;

import java.util.Locale;

/** A published set of quality rules. */
public enum RuleSet {
  /** Gopher's quality and repetition rules (Rae et al. 2021, appendix A1). */
  GOPHER,
  /** C4's line and page rules (Raffel et al. 2020, section 2.2). */
  C4,
  /** FineWeb's own rules (Penedo et al. 2024, section 3.6). */
  FINEWEB;

  /** The name that a user types. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
