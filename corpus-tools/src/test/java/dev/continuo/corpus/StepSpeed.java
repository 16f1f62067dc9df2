package dev.continuo.corpus;

import dev.continuo.corpus.clean.Cleaners;
import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.filter.FilterOptions;
import dev.continuo.corpus.filter.FilterSteps;
import dev.continuo.corpus.filter.RuleSet;
import dev.continuo.corpus.read.DocumentReader;
import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Prints how fast each step is on one thread: {@code StepSpeed FILE}, in megabytes a second. */
final class StepSpeed {

  private static final int ROUNDS = 5;

  private StepSpeed() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    Path file = Path.of(arguments[0]);
    double megabytes = Files.size(file) / 1e6;
    List<Document> documents = read(file);
    out.printf(Locale.ROOT, "%s: %.1f MB, %d documents%n", file, megabytes, documents.size());
    print(out, "read", megabytes, best(() -> read(file)));
    List<DocumentStep> cleaning = made(Cleaners.steps(CleaningOptions.DEFAULT));
    print(out, "clean", megabytes, best(() -> apply(cleaning, documents)));
    List<Document> cleaned = apply(cleaning, documents);
    for (FilterOptions options : options()) {
      List<DocumentStep> steps = made(FilterSteps.steps(options));
      List<Document> kept = apply(steps, cleaned);
      String name = options.rules() + (options.identifyLanguages() ? " with languages" : "");
      double seconds = best(() -> apply(steps, cleaned));
      print(out, "filter " + name + " keeps " + kept.size(), megabytes, seconds);
    }
    List<DocumentStep> all = new ArrayList<>(cleaning);
    all.addAll(made(FilterSteps.steps(FilterOptions.DEFAULT.withRules(Set.of(RuleSet.values())))));
    print(out, "read, clean, all filters", megabytes, best(() -> apply(all, read(file))));
  }

  private static List<FilterOptions> options() {
    List<FilterOptions> options = new ArrayList<>();
    options.add(FilterOptions.DEFAULT.withLanguagesIdentified());
    for (RuleSet rules : RuleSet.values()) {
      options.add(FilterOptions.DEFAULT.withRules(Set.of(rules)));
    }
    return options;
  }

  private static List<DocumentStep> made(List<Supplier<DocumentStep>> steps) {
    return steps.stream().map(Supplier::get).toList();
  }

  private static List<Document> read(Path file) {
    try (DocumentReader reader =
        new DocumentReader(List.of(Source.of(file)), ReadOptions.DEFAULT, ReadListener.strict())) {
      List<Document> documents = new ArrayList<>();
      reader.forEachRemaining(documents::add);
      return documents;
    }
  }

  private static List<Document> apply(List<DocumentStep> steps, List<Document> documents) {
    List<Document> kept = new ArrayList<>();
    for (Document document : documents) {
      Document current = apply(steps, document);
      if (!current.id().isEmpty()) {
        kept.add(current);
      }
    }
    return kept;
  }

  /** The document as the steps leave it; one without an id where they drop it. */
  private static Document apply(List<DocumentStep> steps, Document document) {
    Document current = document;
    for (DocumentStep step : steps) {
      switch (step.apply(current)) {
        case StepResult.Keep(Document kept) -> current = kept;
        case StepResult.Drop _ -> {
          return new Document("", "");
        }
      }
    }
    return current;
  }

  private static double best(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  private static void print(PrintStream out, String name, double megabytes, double seconds) {
    out.printf(Locale.ROOT, "%8.1f MB/s  %s%n", megabytes / seconds, name);
  }
}
