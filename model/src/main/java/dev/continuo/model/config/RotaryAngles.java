package dev.continuo.model.config;

import dev.continuo.model.config.RotaryScaling.Divided;
import dev.continuo.model.config.RotaryScaling.Linear;
import dev.continuo.model.config.RotaryScaling.Llama3;
import dev.continuo.model.config.RotaryScaling.Unscaled;
import dev.continuo.model.config.RotaryScaling.Yarn;
import java.util.ArrayList;
import java.util.List;

/**
 * The angles of rotary positions (Su et al., arXiv 2104.09864): channel i of a head turns with
 * channel i + R/2 by position·base^(−2i/R), the pairing of HuggingFace's Llama and Qwen, where R is
 * the head size or the first channels of a head that turn; or by a scaled frequency.
 *
 * <p>Power, frequency and angle are each rounded to float32, as transformers does: at position
 * 30,000 an angle is thereby off by up to 10⁻³, and nets that were trained with it expect that.
 */
public final class RotaryAngles {

  private final float[] frequencies; // (R/2)
  private final float factor;

  /** The angles of heads of which so many channels turn. */
  public RotaryAngles(int channels, double base) {
    this(channels, base, RotaryScaling.NONE);
  }

  private RotaryAngles(int channels, double base, RotaryScaling scaling) {
    frequencies = new float[channels / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = scaled(scaling, i, channels, base);
    }
    factor = scaling instanceof Yarn yarn ? (float) yarn.attention() : 1;
  }

  /** The angles of a model's layers without a window of their own base; none without rotation. */
  public static RotaryAngles of(ModelConfig config) {
    return new RotaryAngles(
        config.rotatedChannels(), config.rotaryBase(), config.parts().positions().scaling());
  }

  /** The angles of a layer. */
  public static RotaryAngles of(ModelConfig config, int layer) {
    return config.parts().hasWindowBase(layer) ? ofWindows(config) : of(config);
  }

  /** The angles of the layers with a window, where these have their own base. */
  public static RotaryAngles ofWindows(ModelConfig config) {
    return new RotaryAngles(config.rotatedChannels(), config.parts().positions().windowBase());
  }

  /** What a scaling divides the frequencies of a base by. */
  public static List<Float> divisors(int channels, double base, RotaryScaling scaling) {
    RotaryAngles usual = new RotaryAngles(channels, base);
    RotaryAngles scaled = new RotaryAngles(channels, base, scaling);
    List<Float> divisors = new ArrayList<>();
    for (int i = 0; i < usual.count(); i++) {
      divisors.add(usual.frequencies[i] / scaled.frequencies[i]);
    }
    return divisors;
  }

  /** R/2, the angles of a position. */
  public int count() {
    return frequencies.length;
  }

  /** Writes the cosines and sines of a position's angles from a place on. */
  public void write(int position, float[] cosines, float[] sines, int at) {
    for (int channel = 0; channel < frequencies.length; channel++) {
      float angle = position * frequencies[channel];
      cosines[at + channel] = factor * (float) Math.cos(angle);
      sines[at + channel] = factor * (float) Math.sin(angle);
    }
  }

  private static float scaled(RotaryScaling scaling, int channel, int channels, double base) {
    float power = (float) Math.pow(base, (float) (2 * channel) / channels);
    float frequency = 1 / power;
    return switch (scaling) {
      case Unscaled none -> frequency;
      case Linear linear -> frequency / (float) linear.factor();
      case Llama3 llama3 -> scaled(llama3, frequency);
      case Yarn yarn -> {
        float kept = 1 - divided(yarn, channel, channels, base);
        yield 1 / ((float) yarn.factor() * power) * (1 - kept) + frequency * kept;
      }
      case Divided divided -> frequency / divided.divisors().get(channel);
    };
  }

  private static float scaled(Llama3 llama3, float frequency) {
    float wave = (float) (2 * Math.PI) / frequency;
    float factor = (float) llama3.factor();
    if (wave > llama3.originalContext() / llama3.lowFrequency()) {
      return frequency / factor;
    }
    if (wave < llama3.originalContext() / llama3.highFrequency()) {
      return frequency;
    }
    float kept =
        (llama3.originalContext() / wave - (float) llama3.lowFrequency())
            / (float) (llama3.highFrequency() - llama3.lowFrequency());
    return (1 - kept) * frequency / factor + kept * frequency;
  }

  /** From 0, where a channel keeps its frequency, to 1, where that is divided by the factor. */
  private static float divided(Yarn yarn, int channel, int channels, double base) {
    double low = border(yarn.betaFast(), yarn, channels, base);
    double high = border(yarn.betaSlow(), yarn, channels, base);
    if (yarn.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, channels - 1.0);
    if (low == high) {
      high += 0.001;
    }
    return Math.clamp((channel - (float) low) / (float) (high - low), 0f, 1f);
  }

  /** The channel that turns so often in the original context. */
  private static double border(double turns, Yarn yarn, int channels, double base) {
    return channels
        * Math.log(yarn.originalContext() / (turns * 2 * Math.PI))
        / (2 * Math.log(base));
  }
}
