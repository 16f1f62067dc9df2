package dev.continuo.corpus.work;

/** Hears of the progress of work on a corpus. */
public interface Progress {

  /**
   * Some of the work is done.
   *
   * @param phase what is being done, as a present participle
   * @param done the bytes that this phase has gone through
   * @param all how many there will be
   */
  void at(String phase, long done, long all);

  /**
   * Intermediate results of an interrupted build cannot be used by this one and are deleted.
   *
   * @param why the folder and the reason, in one line
   */
  default void startedAnew(String why) {}
}
