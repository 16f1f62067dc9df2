package dev.continuo.model.weights;

import dev.continuo.model.config.JsonObject;
import dev.continuo.model.config.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors of a model folder, by the names in its files: one {@code model.safetensors}, or
 * several files under a {@code model.safetensors.index.json}.
 */
public final class WeightFiles implements WeightSource {

  /** The name of the file that holds all weights. */
  public static final String NAME = "model.safetensors";

  /** The name of the file that says which file holds which tensor. */
  public static final String INDEX_NAME = "model.safetensors.index.json";

  private static final List<String> PICKLED =
      List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

  private static final int MAX_FILES = 1000;
  private static final int MOST_INDEX_BYTES = 1 << 24;

  private final Path folder;
  private final Map<String, SafetensorsFile> files = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private WeightFiles(Path folder) {
    this.folder = folder;
  }

  public static WeightFiles open(Path folder) {
    WeightFiles weights = new WeightFiles(folder);
    try {
      Path index = folder.resolve(INDEX_NAME);
      refusePickled(folder);
      if (Files.exists(folder.resolve(NAME)) || !Files.exists(index)) {
        weights.tensors.putAll(weights.file(NAME).tensors());
      } else {
        weights.readIndex(index);
      }
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** Refuses the older files of PyTorch, which are programs, where they are all there is. */
  private static void refusePickled(Path folder) {
    if (Files.exists(folder.resolve(NAME)) || Files.exists(folder.resolve(INDEX_NAME))) {
      return;
    }
    for (String name : PICKLED) {
      if (Files.exists(folder.resolve(name))) {
        throw new ModelException(
            "%s: expected %s beside it: this format is not read, as opening it runs what it holds; convert it by python -c \"from transformers import AutoModelForCausalLM as M; M.from_pretrained('%s').save_pretrained('%s')\""
                .formatted(folder.resolve(name), NAME, folder, folder));
      }
    }
  }

  @Override
  public String name() {
    return folder.toString();
  }

  /** The names of all tensors. */
  public Set<String> names() {
    return Set.copyOf(tensors.keySet());
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    Tensor tensor = tensors.get(expected.name());
    if (tensor == null) {
      throw new ModelException(
          folder + ": " + expected.name() + ": expected such a tensor, found none");
    }
    if (!tensor.spec().equals(expected) || !tensor.type().isReadableAsFloat()) {
      throw new ModelException(
          "%s: %s: expected F32, F16 or BF16 %s as config.json says, found %s %s"
              .formatted(
                  folder, expected.name(), expected.shape(), tensor.type(), tensor.spec().shape()));
    }
    return tensor;
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }

  private void readIndex(Path index) {
    JsonObject json = JsonObject.read(index, MOST_INDEX_BYTES);
    JsonObject map =
        json.object("weight_map")
            .orElseThrow(() -> json.wrong("weight_map", "an object of file names"));
    Set<String> names = new TreeSet<>(map.keys());
    for (String name : names) {
      String fileName = map.text(name);
      if (!fileName.matches("[A-Za-z0-9._-]+\\.safetensors")) {
        throw map.wrong(name, "the name of a .safetensors file in this folder");
      }
      Tensor tensor = file(fileName).tensors().get(name);
      if (tensor == null) {
        throw map.wrong(name, "a file that holds this tensor");
      }
      tensors.put(name, tensor);
    }
  }

  private SafetensorsFile file(String name) {
    if (files.size() == MAX_FILES && !files.containsKey(name)) {
      throw new ModelException(folder + ": expected at most " + MAX_FILES + " weight files");
    }
    return files.computeIfAbsent(name, key -> SafetensorsFile.open(folder.resolve(key)));
  }
}
