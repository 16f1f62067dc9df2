package dev.continuo.cli.prompt;

import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.text.TextModel;
import java.util.function.Supplier;

/**
 * What a conversation is with.
 *
 * @param name what the model is called in files
 * @param texts the model
 * @param trace opens the index of its training text
 */
public record PromptModel(String name, TextModel texts, Supplier<TraceIndex> trace) {}
