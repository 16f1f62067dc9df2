package dev.continuo.model.runtime;

/** Weights of the shape (outputs, inputs): rows and columns. Its product is split into tasks. */
sealed interface Matrix permits RowMatrix, PanelMatrix {

  int rows();

  int columns();

  /** How many tasks a product has, each for some of the rows. */
  int tasks();

  /** Multiplies the rows of one task with each vector: x (tokens, columns), y (tokens, rows). */
  void multiply(int task, float[] x, int tokens, float[] y, Scratch scratch);

  /** Copies a row, such as a token's embedding. */
  void copyRow(int row, float[] target, int start);

  /** The memory that the weights take. */
  long bytes();
}
