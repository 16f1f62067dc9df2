package dev.continuo.corpus.work;

/** Hears how far the work on a corpus has come. */
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
   * What an interrupted build left cannot be used by this one, and is deleted.
   *
   * @param why the folder and the reason, in one line
   */
  default void startedAnew(String why) {}
}
