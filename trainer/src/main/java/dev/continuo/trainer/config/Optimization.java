package dev.continuo.trainer.config;

/**
 * The optimizer and its hyperparameters. Rates are the highest of a run; the schedule and the
 * divergence guard scale all of them alike.
 */
public sealed interface Optimization {

  /** The highest learning rate of the layers' matrices. */
  double learningRate();

  /** The largest global norm of the gradient: a longer one is shortened to it. */
  double clipNorm();

  /** The same with another rate of the layers' matrices; the other rates keep their ratio to it. */
  Optimization withLearningRate(double newLearningRate);

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101) for every weight.
   *
   * @param learningRate the highest
   * @param beta1 the decay rate of the first moment
   * @param beta2 the decay rate of the second moment
   * @param epsilon what is added to the denominator
   * @param weightDecay of the matrices; norms do not decay
   * @param clipNorm the largest global norm of the gradient
   */
  record AdamW(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double clipNorm)
      implements Optimization {
    public AdamW {
      Preconditions.positive("learningRate", learningRate);
      Preconditions.positive("epsilon", epsilon);
      Preconditions.positive("clipNorm", clipNorm);
      Preconditions.fraction("beta1", beta1);
      Preconditions.fraction("beta2", beta2);
      Preconditions.notNegative("weightDecay", weightDecay);
    }

    @Override
    public AdamW withLearningRate(double newLearningRate) {
      return new AdamW(newLearningRate, beta1, beta2, epsilon, weightDecay, clipNorm);
    }
  }

  /**
   * Muon (Keller Jordan et al., kellerjordan.github.io/posts/muon) for the layers' matrices, AdamW
   * for the rest.
   *
   * @param learningRate the highest, of the layers' matrices
   * @param momentum the decay rate of the mean gradient
   * @param iteration by which the momentum is made orthogonal
   * @param rows of a block that is orthogonalized, where they divide those of the matrix
   * @param weightDecay of the layers' matrices
   * @param tableRate the highest learning rate of the embedding and output tables
   * @param rest AdamW for the tables and vectors; its learning rate is that of the vectors
   */
  record Muon(
      double learningRate,
      double momentum,
      Iteration iteration,
      int rows,
      double weightDecay,
      double tableRate,
      AdamW rest)
      implements Optimization {

    /** The polynomials of Newton and Schulz's iteration. */
    public enum Iteration {
      /** Five times Keller Jordan's, steep at zero: singular values end between 0.7 and 1.2. */
      KELLER_JORDAN,
      /** The first three of Polar Express (Amsel et al., arXiv 2505.16932). */
      POLAR_EXPRESS
    }

    public Muon {
      Preconditions.positive("learningRate", learningRate);
      Preconditions.fraction("momentum", momentum);
      Preconditions.positive("rows", rows);
      Preconditions.notNegative("weightDecay", weightDecay);
      Preconditions.positive("tableRate", tableRate);
    }

    @Override
    public double clipNorm() {
      return rest.clipNorm();
    }

    @Override
    public Muon withLearningRate(double newLearningRate) {
      double ratio = newLearningRate / learningRate;
      return new Muon(
          newLearningRate,
          momentum,
          iteration,
          rows,
          weightDecay,
          tableRate * ratio,
          rest.withLearningRate(rest.learningRate() * ratio));
    }
  }
}
