package dev.continuo.model.backend;

/**
 * One or more weights that follow one another and have the same inputs, as one matrix.
 *
 * @param weight (O, I), in the type of {@link Backend#factors}
 * @param gradient (O, I), float32
 */
record ParameterMatrix(Matrix weight, Matrix gradient) {

  int outputs() {
    return weight.rows();
  }

  int inputs() {
    return weight.columns();
  }
}
