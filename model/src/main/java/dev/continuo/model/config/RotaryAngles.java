package dev.continuo.model.config;

/**
 * The angles of rotary positions (Su et al., arXiv 2104.09864): channel i of a head turns with
 * channel i + D/2 by position·base^(−2i/D), the pairing of HuggingFace's Llama and Qwen.
 *
 * <p>Power, frequency and angle are each rounded to float32, as transformers does: at position
 * 30,000 an angle is thereby off by up to 10⁻³, and nets that were trained with it expect that.
 */
public final class RotaryAngles {

  private final float[] frequencies; // (D/2)

  /** The angles of heads of D channels. */
  public RotaryAngles(int headSize, double base) {
    frequencies = new float[headSize / 2];
    for (int channel = 0; channel < frequencies.length; channel++) {
      float exponent = (float) (2 * channel) / headSize;
      frequencies[channel] = 1 / (float) Math.pow(base, exponent);
    }
  }

  /** D/2, the angles of a position. */
  public int count() {
    return frequencies.length;
  }

  /** Writes the cosines and sines of a position's angles from a place on. */
  public void write(int position, float[] cosines, float[] sines, int at) {
    for (int channel = 0; channel < frequencies.length; channel++) {
      float angle = position * frequencies[channel];
      cosines[at + channel] = (float) Math.cos(angle);
      sines[at + channel] = (float) Math.sin(angle);
    }
  }
}
