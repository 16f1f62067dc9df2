package dev.continuo.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.golden.Golden;
import dev.continuo.tokenizer.files.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir Path folder;

  @Test
  void readsWhatTransformersWrote() {
    assertThat(ConfigFile.read(Golden.folder("qwen3-grouped").resolve("config.json")))
        .isEqualTo(
            new ModelConfig(
                Architecture.QWEN3, 41, 36, 2, 4, 2, 20, 24, 64, 1e-6, 1_000_000, true, -1));
    assertThat(ConfigFile.read(Golden.folder("llama-grouped-untied").resolve("config.json")))
        .isEqualTo(
            new ModelConfig(
                Architecture.LLAMA, 41, 16, 2, 4, 1, 4, 24, 64, 1e-6, 10_000, false, 3));
  }

  @Test
  void readsGpt2() {
    assertThat(ConfigFile.read(Golden.folder("gpt2").resolve("config.json")))
        .isEqualTo(
            new ModelConfig(Architecture.GPT2, 41, 24, 2, 3, 3, 8, 96, 48, 1e-5, 0, true, 40));
    assertThat(ConfigFile.read(Golden.folder("gpt2-untied").resolve("config.json")))
        .isEqualTo(
            new ModelConfig(Architecture.GPT2, 41, 24, 2, 2, 2, 12, 40, 48, 1e-3, 0, false, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "gpt2-untied"})
  void writesGpt2(String name) throws IOException {
    Path theirs = Golden.folder(name).resolve("config.json");
    Path ours = folder.resolve("config.json");
    ModelConfig config = ConfigFile.read(theirs);
    ConfigFile.write(config, ours);
    assertThat(ConfigFile.read(ours)).isEqualTo(config);
    JsonNode expected = new JsonMapper().readTree(theirs.toFile());
    JsonNode written = new JsonMapper().readTree(ours.toFile());
    for (String key :
        new String[] {
          "architectures",
          "model_type",
          "activation_function",
          "n_embd",
          "n_head",
          "n_layer",
          "n_positions",
          "vocab_size",
          "layer_norm_epsilon",
          "tie_word_embeddings",
          "scale_attn_weights"
        }) {
      assertThat(written.get(key)).as(key).isEqualTo(expected.get(key));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gelu_new                    | relu                       | activation_function: expected
          "n_embd" : 24               | "n_embd" : 0               | n_embd: expected 1 to
          "n_embd" : 24               | "n_embd" : 2147483647      | n_embd: expected 1 to
          "n_head" : 3                | "n_head" : 5               | must make up the channels
          "n_head" : 3                | "n_head" : 0               | headCount must be
          "scale_attn_weights" : true | "scale_attn_weights" : false | scale_attn_weights: expected
          """)
  void refusesOtherShapesOfGpt2(String from, String to, String message) throws IOException {
    Path file = folder.resolve("config.json");
    ConfigFile.write(ConfigFile.read(Golden.folder("gpt2").resolve("config.json")), file);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    assertThatThrownBy(() -> read(text.replace(from, to)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void writesWhatTransformersWrites(String name) throws IOException {
    Path theirs = Golden.folder(name).resolve("config.json");
    Path ours = folder.resolve("config.json");
    ModelConfig config = ConfigFile.read(theirs);
    ConfigFile.write(config, ours);
    assertThat(ConfigFile.read(ours)).isEqualTo(config);
    JsonNode expected = new JsonMapper().readTree(theirs.toFile());
    JsonNode written = new JsonMapper().readTree(ours.toFile());
    for (String key :
        new String[] {
          "architectures",
          "model_type",
          "hidden_size",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "rms_norm_eps",
          "rope_parameters",
          "vocab_size",
          "tie_word_embeddings",
          "intermediate_size",
          "num_hidden_layers",
          "hidden_act",
          "attention_bias",
          "max_position_embeddings"
        }) {
      assertThat(written.get(key)).as(key).isEqualTo(expected.get(key));
    }
  }

  @Test
  void readsTheKeysOfTransformersFour() throws IOException {
    String text = text().replaceAll("(?s)\"rope_parameters\" : \\{[^}]*},", "");
    assertThat(text).contains("\"rope_theta\" : 1000000.0");
    assertThat(read(text).rotaryBase()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "Qwen3ForCausalLM"     | "BertForMaskedLM"       | architectures: expected
          "vocab_size" : 41      | "vocab_size" : "many"   | vocab_size: expected a whole number
          "vocab_size" : 41      | "vocab_size" : 1e99     | vocab_size: expected a whole number
          "vocab_size" : 41      | "vocab_size" : 0        | vocabularySize must be
          "vocab_size" : 41      | "vocabulary" : 41       | vocab_size: expected a whole number of 32 bits, found nothing
          "hidden_size" : 36     | "hidden_size" : 99999999999 | hidden_size: expected a whole
          "hidden_size" : 36     | "hidden_size" : 2000000000  | channels must be from 1
          "num_attention_heads" : 4 | "num_attention_heads" : 5 | must divide
          "head_dim" : 20        | "head_dim" : 21         | headSize must be even
          "head_dim" : 20        | "head_size" : 20        | head_dim: expected
          "silu"                 | "gelu"                  | hidden_act: expected
          "rope_type" : "default" | "rope_type" : "dynamic" | rope_parameters: rope_type: expected one of default
          "rope_type" : "default" | "rope_type" : "yarn"   | rope_parameters: factor
          "rope_type" : "default" | "rope_type" : "linear" | rope_parameters: factor: expected a number
          "rope_type" : "default" | "rope_type" : "linear", "factor" : 1e999 | rope_parameters: factor: expected a number above 0
          "rope_type" : "default" | "rope_type" : "linear", "factor" : -2 | rope_parameters: factor: expected a number above 0
          "rope_type" : "default" | "rope_type" : "llama3", "factor" : 2, "low_freq_factor" : 4, "high_freq_factor" : 1 | rope_parameters: high_freq_factor: expected more
          "rope_type" : "default" | "rope_type" : "yarn", "factor" : 2, "original_max_position_embeddings" : 0 | original_max_position_embeddings: expected a number above 0
          "rope_type" : "default" | "partial_rotary_factor" : 1e-9 | partial rotary factor
          "layer_types" : [ "full_attention", "full_attention" ] | "layer_types" : [ "full_attention" ] | layer_types: expected "full_attention" or
          "layer_types" : [ "full_attention", "full_attention" ] | "layer_types" : [ "full_attention", "linear_attention" ] | layer_types: expected "full_attention" or
          "layer_types" : [ "full_attention", "full_attention" ] | "layer_types" : [ "full_attention", "sliding_attention" ] | layer_types: expected no other windows
          "attention_bias" : false | "attention_bias" : 1  | attention_bias: expected true or false
          "attention_bias" : false | "vocab_size" : 41     | Duplicate
          "use_cache" : true     | "quantization_config" : {"bits": 4} | quantization_config: expected
          "rms_norm_eps" : 1.0E-6 | "rms_norm_eps" : -1    | normEpsilon
          "eos_token_id" : null  | "eos_token_id" : 41     | endOfText must be
          "eos_token_id" : null  | "eos_token_id" : [[]]   | eos_token_id: expected whole numbers
          "use_cache" : true     | "use_cache" : [         | cannot be read as JSON
          """)
  void refusesWhatItCannotExpress(String from, String to, String message) throws IOException {
    String text = text();
    assertThat(text).contains(from);
    assertThatThrownBy(() -> read(text.replace(from, to)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mistral  | "sliding_window": 9         | "sliding_window": 0         | sliding_window: expected a window of 1
          mistral  | "sliding_window": 9         | "sliding_window": 9, "layer_types": ["full_attention", "sliding_attention"] | layer_types: expected no other
          qwen2    | "num_attention_heads": 2    | "num_attention_heads": 3    | num_attention_heads: expected a divisor of hidden_size 16
          smollm3  | "no_rope_layers": [         | "no_rope_layers": [1,       | no_rope_layers: expected 1 or
          phi3     | "rope_type": "default"      | "rope_type": "longrope"     | rope_parameters: rope_type: expected "default"
          phi3     | "partial_rotary_factor": 0.75 | "partial_rotary_factor": 1.5 | partial rotary factor above 0
          phi3     | "partial_rotary_factor": 0.75 | "partial_rotary_factor": 0.7 | must be even
          gemma2   | "query_pre_attn_scalar": 8  | "query_pre_attn_scalar": 0  | query_pre_attn_scalar: expected
          gemma2   | "attn_logit_softcapping": 2.0 | "attn_logit_softcapping": -1 | attn_logit_softcapping: expected
          gemma2   | "hidden_activation": "gelu_pytorch_tanh" | "hidden_activation": "relu" | hidden_activation: expected one of gelu
          gemma3   | "rope_theta": 10000.0,      | "rope_theta": 1e30,         | windowBase must lie
          gemma3   | "use_bidirectional_attention": false | "use_bidirectional_attention": true | use_bidirectional_attention: expected false
          granite  | "logits_scaling": 2.0       | "logits_scaling": 0         | logits factor must lie
          granite  | "embedding_multiplier": 3.0 | "embedding_multiplier": 1e999 | embedding factor must lie
          gpt-neox | "partial_rotary_factor": 0.25 | "partial_rotary_factor": 0 | partial rotary factor above 0
          llama-3  | "factor": 4.0               | "factor": "four"            | rope_parameters: factor: expected a number
          llama-3  | "hidden_act": "silu"        | "hidden_act": "silu", "rope_scaling": {"type": "linear", "factor": 2.0} | rope_scaling: expected none beside
          llama-3  | LlamaForCausalLM            | MixtralForCausalLM          | architectures: expected one of Qwen3ForCausalLM
          """)
  void refusesContradictionsInAFamily(String name, String from, String to, String message)
      throws IOException {
    String text = Files.readString(Golden.folder("families/" + name).resolve("config.json"));
    assertThat(text).contains(from);
    assertThatThrownBy(() -> read(text.replace(from, to)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void takesWhatFilesLeaveOutFromTheirClass() throws IOException {
    String gemma = Files.readString(Golden.folder("families/gemma").resolve("config.json"));
    String first =
        gemma.replace(
            "\"hidden_act\": \"gelu_pytorch_tanh\"",
            "\"hidden_act\": \"gelu\", \"hidden_activation\": null");
    assertThat(first).isNotEqualTo(gemma);
    assertThat(read(first)).isEqualTo(read(gemma));
    String mistral = Files.readString(Golden.folder("families/mistral").resolve("config.json"));
    String window = "\"sliding_window\": 9,";
    assertThat(read(mistral.replace(window, "")).parts().windows().size()).isEqualTo(4096);
    assertThat(read(mistral.replace(window, "\"sliding_window\": null,")).parts().windows().size())
        .isZero();
  }

  @Test
  void readsTheFamiliesKeysOfTransformersFour() throws IOException {
    String gemma =
        Files.readString(Golden.folder("families/gemma3").resolve("config.json"))
            .replaceAll(
                "(?s)\"rope_parameters\": \\{.*?\\}\\s*\\},",
                "\"rope_theta\": 1000000.0, \"rope_local_base_freq\": 10000.0,"
                    + " \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 8.0},")
            .replaceAll("(?s)\"layer_types\": \\[.*?\\],", "");
    assertThat(gemma).contains("rope_local_base_freq").doesNotContain("layer_types");
    assertThat(read(gemma))
        .isEqualTo(ConfigFile.read(Golden.folder("families/gemma3").resolve("config.json")));
    String llama =
        Files.readString(Golden.folder("families/llama-yarn").resolve("config.json"))
            .replaceAll(
                "(?s)\"rope_parameters\": \\{.*?\\},",
                "\"rope_theta\": 10000.0, \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4.0,"
                    + " \"beta_fast\": 8.0, \"original_max_position_embeddings\": 32},");
    assertThat(read(llama))
        .isEqualTo(ConfigFile.read(Golden.folder("families/llama-yarn").resolve("config.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{} {}", "\u0000\u0001", "{\"a\":1"})
  void refusesWhatIsNotAnObject(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ModelException.class);
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThatThrownBy(() -> read("{\"a\": " + "[],".repeat(1 << 20)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected at most 1048576 bytes");
    assertThatThrownBy(() -> read("{\"a\": " + "[".repeat(100_000)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be read as JSON");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> ConfigFile.read(folder)).isInstanceOf(ModelException.class);
    assertThatThrownBy(() -> ConfigFile.write(qwen(), folder.resolve("none/config.json")))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void findsEveryEndOfText() throws IOException {
    assertThat(ConfigFile.endsOfText(Golden.folder("llama-grouped-untied"))).containsExactly(3, 5);
    assertThat(ConfigFile.endsOfText(Golden.folder("qwen3"))).isEmpty();
    ConfigFile.write(qwen(), folder.resolve(ConfigFile.NAME));
    Path generation = folder.resolve(ConfigFile.GENERATION_NAME);
    Files.writeString(generation, "{\"eos_token_id\": [1, 2]}");
    assertThat(ConfigFile.endsOfText(folder)).containsExactly(1, 2);
    Files.writeString(generation, "{\"eos_token_id\": \"</s>\"}");
    assertThatThrownBy(() -> ConfigFile.endsOfText(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("generation_config.json: eos_token_id: expected");
  }

  @Test
  void writesWhereGenerationEnds() throws IOException {
    Path file = folder.resolve(ConfigFile.GENERATION_NAME);
    ConfigFile.writeGeneration(
        ConfigFile.read(Golden.folder("qwen3-untied").resolve("config.json")), -1, file);
    assertThat(new JsonMapper().readTree(file.toFile()).path("eos_token_id").intValue())
        .isEqualTo(7);
    assertThat(new JsonMapper().readTree(file.toFile()).path("bos_token_id").intValue())
        .isEqualTo(7);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void writesTheTokenThatTextsBeginWith() throws IOException {
    Path file = folder.resolve("config.json");
    ConfigFile.write(qwen(), 3, file);
    assertThat(new JsonMapper().readTree(file.toFile()).path("bos_token_id").intValue())
        .isEqualTo(3);
    ConfigFile.writeGeneration(qwen(), 3, file);
    assertThat(new JsonMapper().readTree(file.toFile()).path("bos_token_id").intValue())
        .isEqualTo(3);
  }

  private String text() throws IOException {
    Path file = folder.resolve("config.json");
    ConfigFile.write(qwen(), file);
    return Files.readString(file);
  }

  private ModelConfig read(String text) throws IOException {
    return ConfigFile.read(Files.writeString(folder.resolve("config.json"), text));
  }

  private static ModelConfig qwen() {
    return ConfigFile.read(Golden.folder("qwen3-grouped").resolve("config.json"));
  }
}
