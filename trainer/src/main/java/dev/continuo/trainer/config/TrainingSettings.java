package dev.continuo.trainer.config;

import static dev.continuo.tokenizer.setting.NumberRange.BELOW_ONE;
import static dev.continuo.tokenizer.setting.NumberRange.NOT_NEGATIVE;
import static dev.continuo.tokenizer.setting.NumberRange.POSITIVE;
import static dev.continuo.tokenizer.setting.NumberRange.SHARE;

import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import java.nio.file.Path;
import java.util.List;

/** The settings of a training, but for its text. */
public final class TrainingSettings {

  public static final Setting<Double> MINUTES =
      Setting.of("minutes", Double.class, "How many minutes to train").in(POSITIVE);

  public static final Setting<Long> STEPS =
      Setting.of("steps", Long.class, "How many steps to train")
          .in(POSITIVE)
          .orChosen("4 epochs, or 20 tokens per parameter if that is less");

  public static final Setting<Double> TARGET_VAL_LOSS =
      Setting.of(
              "target-val-loss",
              Double.class,
              "Stop once the held-out loss, in nats per token, is this low")
          .in(POSITIVE);

  public static final Setting<Integer> PATIENCE =
      Setting.of(
              "patience",
              Integer.class,
              "Stop after so many evaluations in a row that do not lower the held-out loss")
          .in(POSITIVE);

  /** When a run is over. */
  public static final List<Setting<?>> BUDGET = List.of(MINUTES, STEPS, TARGET_VAL_LOSS, PATIENCE);

  public static final Setting<Integer> DEPTH =
      Setting.of("depth", Integer.class, "Layers, with 64 channels for each")
          .in(POSITIVE)
          .orChosen("as deep as this machine can train in the minutes given, or 4");

  public static final Setting<Integer> WIDTH =
      Setting.of("width", Integer.class, "Channels").in(POSITIVE).orChosen("by the depth");

  public static final Setting<Integer> HEADS =
      Setting.of("heads", Integer.class, "Attention heads").in(POSITIVE).orChosen("by the width");

  public static final Setting<Path> CONFIG =
      Setting.of("config", Path.class, "A config.json that describes the net, in place of a depth");

  public static final Setting<Path> FROM =
      Setting.of(
          "from",
          Path.class,
          "Begin with the configuration, tokenizer and weights of a HuggingFace folder of"
              + " most dense families");

  /** What is trained. */
  public static final List<Setting<?>> NET = List.of(DEPTH, WIDTH, HEADS, CONFIG, FROM);

  public static final Setting<Integer> CONTEXT =
      Setting.of("context", Integer.class, "Tokens in a sequence")
          .in(POSITIVE)
          .orChosen("256; fewer for little text or time");

  public static final Setting<Integer> BATCH =
      Setting.of("batch", Integer.class, "Sequences in a step")
          .in(POSITIVE)
          .orChosen("by depth, context and time");

  public static final Setting<Objective> OBJECTIVE =
      Setting.of(
              "objective",
              Objective.class,
              "Which tokens the loss is computed over: continuation, all of them; ending, only the"
                  + " masked endings")
          .or(Objective.CONTINUATION);

  public static final Setting<Long> SEED =
      Setting.of(
              "seed",
              Long.class,
              "Decides the initial weights, which text is held out and the order of batches")
          .or(1L);

  /** What a step sees. */
  public static final List<Setting<?>> BATCHES = List.of(CONTEXT, BATCH, OBJECTIVE, SEED);

  public static final Setting<OptimizerChoice> OPTIMIZER =
      Setting.of(
              "optimizer",
              OptimizerChoice.class,
              "muon is Muon for the layers' matrices and AdamW for the rest; adamw is AdamW for"
                  + " all; auto is muon, and adamw for a net that comes with weights")
          .or(OptimizerChoice.AUTO);

  public static final Setting<Double> LEARNING_RATE =
      Setting.of(
              "learning-rate",
              Double.class,
              "The highest learning rate of the layers' matrices (muon), or of all weights (adamw)")
          .in(POSITIVE)
          .orChosen("by optimizer and width");

  public static final Setting<Double> TABLE_RATE =
      Setting.of(
              "table-rate",
              Double.class,
              "The highest learning rate of the embedding and output tables; muon only")
          .in(POSITIVE)
          .orChosen("by the width");

  public static final Setting<Double> VECTOR_RATE =
      Setting.of("vector-rate", Double.class, "The highest learning rate of the norms; muon only")
          .in(POSITIVE)
          .or(3e-3);

  public static final Setting<Double> MOMENTUM =
      Setting.of("momentum", Double.class, "The momentum of the gradient; muon only")
          .in(BELOW_ONE)
          .or(0.95);

  public static final Setting<Integer> BLOCK_ROWS =
      Setting.of(
              "block-rows",
              Integer.class,
              "Muon orthogonalizes a matrix in blocks of so many rows; smaller blocks cost less")
          .in(POSITIVE)
          .orChosen("by the tokens of a step");

  public static final Setting<Double> WEIGHT_DECAY =
      Setting.of("weight-decay", Double.class, "Decoupled weight decay of the matrices")
          .in(NOT_NEGATIVE)
          .or(0.1);

  public static final Setting<Double> CLIP_NORM =
      Setting.of(
              "clip-norm",
              Double.class,
              "The largest norm of a gradient; a larger one is scaled down to it")
          .in(POSITIVE)
          .or(1.0);

  public static final Setting<Double> WARMUP =
      Setting.of(
              "warmup",
              Double.class,
              "The fraction of the run over which the learning rate rises from 0")
          .in(SHARE)
          .or(0.02);

  public static final Setting<Double> DECAY =
      Setting.of(
              "decay",
              Double.class,
              "The fraction of the run over which the learning rate falls to 0")
          .in(SHARE)
          .or(0.4);

  public static final Setting<LossFunction.Kind> LOSS =
      Setting.of(
              "loss",
              LossFunction.Kind.class,
              "cross-entropy, or the squared-error or absolute-error of the probabilities")
          .or(LossFunction.Kind.CROSS_ENTROPY);

  public static final Setting<Double> LABEL_SMOOTHING =
      Setting.of(
              "label-smoothing",
              Double.class,
              "The share of the target's probability that is spread over all tokens; cross-entropy"
                  + " only")
          .in(BELOW_ONE)
          .or(0.0);

  public static final Setting<Double> DROPOUT =
      Setting.of(
              "dropout",
              Double.class,
              "The share of each layer's outputs that a training step leaves out")
          .in(BELOW_ONE)
          .or(0.0);

  /** How the weights move. */
  public static final List<Setting<?>> RECIPE =
      List.of(
          OPTIMIZER,
          LEARNING_RATE,
          TABLE_RATE,
          VECTOR_RATE,
          MOMENTUM,
          BLOCK_ROWS,
          WEIGHT_DECAY,
          CLIP_NORM,
          WARMUP,
          DECAY,
          LOSS,
          LABEL_SMOOTHING,
          DROPOUT);

  public static final Setting<Integer> EVALUATIONS =
      Setting.of("evaluations", Integer.class, "How many times the held-out loss is computed")
          .in(POSITIVE)
          .orChosen("20; fewer in short runs");

  public static final Setting<Double> CHECKPOINT_MINUTES =
      Setting.of("checkpoint-minutes", Double.class, "Save at least this often, in minutes")
          .in(POSITIVE)
          .or(2.0);

  public static final Setting<Long> CHECKPOINT_STEPS =
      Setting.of("checkpoint-steps", Long.class, "Also save each time after this many steps")
          .in(POSITIVE);

  public static final Setting<Integer> KEEP =
      Setting.of("keep", Integer.class, "How many of the newest checkpoints stay, besides the best")
          .in(POSITIVE)
          .or(2);

  public static final Setting<Boolean> OVERWRITE =
      Setting.of("overwrite", Boolean.class, "Replace an existing run; other files stay");

  /** When the run is scored and saved. */
  public static final List<Setting<?>> SAVING =
      List.of(EVALUATIONS, CHECKPOINT_MINUTES, CHECKPOINT_STEPS, KEEP);

  public static final Setting<DevicePreference> DEVICE =
      Setting.of(
              "device",
              DevicePreference.class,
              "cpu, gpu, or auto: a GPU where there is a usable one")
          .or(DevicePreference.CPU);

  public static final Setting<Engine> ENGINE =
      Setting.of(
              "engine",
              Engine.class,
              "What trains on the CPU: continuo, or djl: DJL's graph and autograd, slower, for"
                  + " comparison")
          .or(Engine.CONTINUO);

  public static final Setting<Integer> THREADS =
      Setting.of("threads", Integer.class, "Threads that compute on the CPU")
          .in(POSITIVE)
          .orChosen("one for each processor");

  public static final Setting<Integer> MICRO_BATCH =
      Setting.of(
              "micro-batch", Integer.class, "Sequences of a step that go through the net at once")
          .in(POSITIVE)
          .orChosen("as many as fit");

  public static final Setting<Boolean> RECOMPUTE =
      Setting.of(
              "recompute",
              Boolean.class,
              "Compute activations again in the backward pass: the same gradients in less memory,"
                  + " for a third more work")
          .orChosen("where memory requires it");

  public static final Setting<PrecisionChoice> PRECISION =
      Setting.of("precision", PrecisionChoice.class, "bf16, float32 or auto matrix products")
          .or(PrecisionChoice.AUTO);

  /** What computes. */
  public static final List<Setting<?>> MACHINE =
      List.of(DEVICE, ENGINE, THREADS, MICRO_BATCH, RECOMPUTE, PRECISION);

  public static final Setting<Boolean> INDEX =
      Setting.of("index", Boolean.class, "Index the training text for continuo trace").or(true);

  /** Asked of a run that was stopped or killed: it goes on from its last checkpoint. */
  public static final Setting<Boolean> RESUME =
      Setting.of("resume", Boolean.class, "Go on from the run's last checkpoint");

  /** What may be set anew for a run that goes on; all else must be as it was. */
  public static final List<Setting<?>> OF_RESUMED_RUNS =
      List.of(
          MINUTES,
          STEPS,
          LEARNING_RATE,
          TARGET_VAL_LOSS,
          PATIENCE,
          DEVICE,
          ENGINE,
          THREADS,
          MICRO_BATCH,
          RECOMPUTE);

  private TrainingSettings() {}
}
