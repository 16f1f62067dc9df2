package dev.continuo.trainer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A learning curve in characters: loss over training tokens, both losses in one frame. The training
 * loss is drawn with the dots of Braille characters, two across and four down in each.
 */
public final class LearningCurve {

  private static final char BRAILLE = 0x2800;
  private static final int DOTS_ACROSS = 2;
  private static final int DOTS_DOWN = 4;

  /** The bit of each dot of a Braille character, row after row. */
  private static final int[] DOT_BITS = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};

  private static final String TRAIN = "⣀⠤";
  private static final char VALIDATION = '●';
  private static final int LABEL_WIDTH = 7;
  private static final int MOST_POINTS = 1 << 13;

  /** A loss after some tokens. */
  public record Point(long tokens, double loss) {}

  private final List<Point> train = new ArrayList<>();
  private final List<Point> validation = new ArrayList<>();

  /** Adds the loss of a training batch; of many, every second is forgotten. */
  public void addTrain(long tokens, double loss) {
    if (train.size() == MOST_POINTS) {
      List<Point> thinned = new ArrayList<>();
      for (int index = 1; index < MOST_POINTS; index += 2) {
        thinned.add(train.get(index));
      }
      train.clear();
      train.addAll(thinned);
    }
    train.add(new Point(tokens, loss));
  }

  /** Adds the loss on held-out text. */
  public void addValidation(long tokens, double loss) {
    validation.add(new Point(tokens, loss));
  }

  /**
   * Draws the curve, the mean of the training losses in each column.
   *
   * @param width columns of the frame
   * @param height rows of the frame
   * @return its lines, or none where there is nothing to draw
   */
  public List<String> draw(int width, int height) {
    if (train.isEmpty()) {
      return List.of();
    }
    long end = train.getLast().tokens();
    double[] means = columnMeans(width * DOTS_ACROSS, end);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double loss : means) {
      if (!Double.isNaN(loss)) {
        low = Math.min(low, loss);
        high = Math.max(high, loss);
      }
    }
    for (Point point : validation) {
      low = Math.min(low, point.loss());
      high = Math.max(high, point.loss());
    }
    char[][] grid = new char[height][width];
    for (char[] row : grid) {
      Arrays.fill(row, BRAILLE);
    }
    for (int column = 0; column < means.length; column++) {
      if (!Double.isNaN(means[column])) {
        int row = row(means[column], low, high, height * DOTS_DOWN);
        int dot = row % DOTS_DOWN * DOTS_ACROSS + column % DOTS_ACROSS;
        grid[row / DOTS_DOWN][column / DOTS_ACROSS] |= (char) DOT_BITS[dot];
      }
    }
    for (char[] row : grid) {
      for (int column = 0; column < width; column++) {
        row[column] = row[column] == BRAILLE ? ' ' : row[column];
      }
    }
    for (Point point : validation) {
      grid[row(point.loss(), low, high, height)][column(point, width, end)] = VALIDATION;
    }
    return frame(grid, low, high, end);
  }

  private double[] columnMeans(int width, long end) {
    double[] sums = new double[width];
    int[] counts = new int[width];
    for (Point point : train) {
      int column = column(point, width, end);
      sums[column] += point.loss();
      counts[column]++;
    }
    for (int column = 0; column < width; column++) {
      sums[column] = counts[column] == 0 ? Double.NaN : sums[column] / counts[column];
    }
    return sums;
  }

  private static int column(Point point, int width, long end) {
    return (int) (Math.max(point.tokens() - 1, 0) * width / Math.max(end, 1));
  }

  private static int row(double loss, double low, double high, int height) {
    return (int) Math.round((high - loss) / Math.max(high - low, 1e-9) * (height - 1));
  }

  private static List<String> frame(char[][] grid, double low, double high, long end) {
    List<String> lines = new ArrayList<>();
    lines.add("loss, nats per token   " + TRAIN + " training   " + VALIDATION + " held-out");
    for (int row = 0; row < grid.length; row++) {
      double loss = high - (high - low) * row / (grid.length - 1);
      lines.add(
          String.format(Locale.ROOT, "%" + LABEL_WIDTH + ".2f │", loss)
              + new String(grid[row]).stripTrailing());
    }
    int width = grid[0].length;
    lines.add(" ".repeat(LABEL_WIDTH + 1) + "└" + "─".repeat(width));
    String label = String.format(Locale.ROOT, "%,d tokens", end);
    int space = Math.max(1, width - label.length());
    lines.add(" ".repeat(LABEL_WIDTH + 2) + "0" + " ".repeat(space) + label);
    return lines;
  }
}
