package dev.continuo.cli.command.generate;

import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.WeightsOption;
import dev.continuo.cli.serve.wire.LensAnswer;
import dev.continuo.model.text.Lens;
import dev.continuo.model.text.LensOptions;
import dev.continuo.model.text.TextModel;
import dev.continuo.tokenizer.text.UnknownCharacterNote;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code continuo lens}: what each layer would have said, and the model while it learned. */
@Command(
    name = "lens",
    description =
        "Show what each layer of a model would predict comes next (the logit lens), and what the"
            + " model predicted at the checkpoints of its run.",
    sortOptions = false,
    footer = {
      "",
      "continuo tokenizer inspect shows how a text is cut into tokens. The lens runs on the CPU.",
      "",
      "Examples:",
      "  continuo lens -m runs/novel \"It was a dark\"",
      "  continuo lens -m runs/novel \"It was a dark and\" --position 3 --top 8",
      "  continuo lens -m runs/novel \"It was a dark\" --json"
    })
public final class LensCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Mixin private WeightsOption weights;

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..1",
      description = "The text (default: piped input without its last line break).")
  private @Nullable String given;

  @Option(
      names = "--position",
      paramLabel = "K",
      description = "The token after which the layers are read, from 0 (default: the last).")
  private @Nullable Integer position;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many of the likeliest tokens are shown (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "The most checkpoints to read, spread evenly over the training; 0 reads none (default:"
              + " ${DEFAULT-VALUE}). How many a run keeps is set by train --keep.")
  private int checkpoints;

  @Option(names = "--json", description = "The result as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    LensOptions options =
        SamplingOptions.checked(
            spec.commandLine(),
            () ->
                new LensOptions(
                    position == null ? OptionalInt.empty() : OptionalInt.of(position),
                    top,
                    checkpoints));
    String text = given == null ? GenerateCommand.piped() : given;
    try (TextModel texts = TextModel.open(model.path(), weights.choice().options())) {
      new UnknownCharacterNote(texts.tokenizer())
          .ofPrompt("text", text)
          .ifPresent(spec.commandLine().getErr()::println);
      Lens lens = texts.lens(text, options);
      if (json) {
        spec.commandLine().getOut().println(new LensAnswer(texts.tokenizer()).json(lens));
      } else {
        new LensTable(lens, spec.commandLine().getOut()).print();
      }
    }
    return 0;
  }
}
