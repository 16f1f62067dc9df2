package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be asked for: status 2, and one line that names the options, before any work. */
final class UsageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generate -m m x --beams 2 --stop .                | --stop | --beams
          generate -m m x --beams 2 --temperature 1         | --temperature | --beams
          generate -m m x --beams 2 --seed 1                | --seed | --beams
          generate -m m x --beams 2 --when-full stop        | --when-full | --beams
          generate -m m x --beams 2 --json --logprobs 1     | --logprobs | --beams
          generate -m m x --score y --beams 2               | --beams | --score
          generate -m m x --score y --max-tokens 2          | --max-tokens | --score
          generate -m m x --score y --top-k 2               | --top-k | --score
          generate -m m x --logprobs 2                      | --logprobs | --json
          eval -m m x.txt --weights int8 --precision bf16   | --precision | --weights
          train x.txt -o r --watch-port 1                   | --watch-port | --watch
          train x.txt -o r --from f --width 8               | --width | --from
          train x.txt -o r --config f --heads 8             | --heads | --config
          train x.txt -o r --depth 2 --from f               | --depth | --from
          train x.txt -o r --minutes 2 --steps 2            | --minutes | --steps
          train x.txt -o r --tokenizer char --vocab-size 999 | --vocab-size | --tokenizer
          train x.txt -o r --resume --overwrite             | --resume | --overwrite
          train x.txt -o r --val a --val-share 0.1          | --val | --val-share
          train x.txt -o r --optimizer adamw --momentum 0.9 | --momentum | --optimizer
          train x.txt -o r --loss squared-error --label-smoothing 0.1 | --label-smoothing | --loss
          corpus stats x.txt --dedup exact --bands 3        | --bands | --dedup
          corpus stats x.txt --exclude-words 9              | --exclude-words | --exclude
          tokenizer train x.txt -o t --kind byte --vocab-size 300 | --vocab-size | --kind
          tokenizer train x.txt -o t --kind char --threads 2 | --threads | --kind
          tokenizer bench x.txt -t t.json --vocab-size 300  | --vocab-size | --tokenizer
          tokenizer encode -t t.json text --file f          | TEXT | --file
          export -m m -o o --format hf --type q8_0          | --type | --format
          """)
  void refusesOptionsThatWouldDoNothing(String line, String option, String other) {
    Commands.Result result = Commands.run((Object[]) line.split(" ", -1));
    assertThat(result.status()).as(result.errors()).isEqualTo(2);
    assertThat(result.errors().lines().findFirst().orElseThrow()).contains(option, other);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train x.txt -o r --loss foo                | --loss: expected one of cross-entropy, squared-error, absolute-error, found foo
          train x.txt -o r --dropout 2               | --dropout: expected at least 0 and below 1, found 2.0
          train x.txt -o r --dropout NaN             | --dropout: expected at least 0 and below 1, found NaN
          train x.txt -o r --decay 2                 | --decay: expected a number from 0 to 1, found 2.0
          train x.txt -o r --warmup 0.7              | --warmup and --decay: expected at most 1 together
          train x.txt -o r --weight-decay -1         | --weight-decay: expected 0 or more, found -1.0
          train x.txt -o r --vector-rate 0           | --vector-rate: expected more than 0, found 0.0
          train x.txt -o r --minutes Infinity        | --minutes: expected more than 0, found Infinity
          train x.txt -o r --keep -2                 | --keep: expected more than 0, found -2
          train x.txt -o r --checkpoint-steps 0      | --checkpoint-steps: expected more than 0, found 0
          train x.txt -o r --target-val-loss NaN     | --target-val-loss: expected more than 0, found NaN
          train x.txt -o r --split poems             | --split: expected auto, file, paragraphs, lines or pattern:REGEX, found poems
          train x.txt -o r --vocab-size 3            | --vocab-size: expected 257 to 4,194,304, found 3
          train x.txt -o r --tokenizer foo           | --tokenizer: expected char, bpe, byte or a tokenizer.json, found foo
          train x.txt -o r --watch --watch-port -1   | --watch-port: expected 0 to 65,535, found -1
          tokenizer bench x.txt --vocab-size 3       | --vocab-size: expected 257 to 4,194,304, found 3
          train x.txt -o r --heads 5 --width 48      | --heads: expected a number that divides --width
          train x.txt -o r --precision bfloat16      | --precision: expected one of auto, bf16, float32, found bfloat16
          train x.txt -o r --device abacus           | --device: expected one of cpu, gpu, auto, found abacus
          train x.txt -o r --batch 2.5               | --batch: expected a whole number, found 2.5
          train x.txt -o r --batch 99999999999       | --batch: expected a smaller whole number, found 99999999999
          train x.txt -o r --steps 1 --steps 2       | --steps was given twice; give it once
          train x.txt -o r --stepps 2                | unknown option --stepps; did you mean --steps
          train x.txt                                | --output RUN is missing
          train x.txt -o                             | --output: expected a value after it
          demo --minutes -1                          | --minutes: expected more than 0, found -1.0
          eval -m m x.txt --precision half           | --precision: expected one of auto, bf16, float32, found half
          eval -m m x.txt --context 0                | --context: expected more than 0, found 0
          bench train --dropout 1                    | --dropout: expected at least 0 and below 1, found 1.0
          bench train --keep 1                       | unknown option --keep
          generate -m m x --top-k few                | --top-k: expected a whole number, found few
          generate -m m x --logit-bias 5             | --logit-bias: expected ID=BIAS, two numbers, found 5
          generate -m m x --logit-bias 5=a           | --logit-bias: expected ID=BIAS, two numbers, found 5=a
          generate -m m x y                          | unexpected arguments: y; put text with spaces in quotes
          generate -m m -- --x --seed                | unexpected arguments: --seed; put text with spaces in quotes
          generate -m m x --logit-bias 5=1 --logit-bias 5=2 | --logit-bias: token 5 was given twice; give it once
          generate -m m -x                           | unknown option -x
          generate x                                 | --model MODEL is missing
          tokenizer train x.txt -o t --split poems   | --split: expected auto
          tokenizer train x.txt -o t --vocab-size 3  | --vocab-size: expected 257
          tokenizer train x.txt -o t --memory lots   | --memory: expected a size such as 500m or 2g, found 'lots'
          tokenizer train x.txt -o t --threads 0     | --threads: expected 1 to 1,024, found 0
          tokenizer train x.txt -o t --min-frequency -1 | --min-frequency: expected 0 or more, found -1
          tokenizer bench x.txt --rounds 0           | --rounds: expected more than 0, found 0
          corpus stats x.txt --split poems           | --split: expected auto
          corpus stats x.txt --threads 0             | --threads: expected more than 0, found 0
          tokenizer train x.txt -o t --memory 1k     | --memory: expected 1m or more, found 1k
          corpus stats x.txt --memory 1k             | --memory: expected 16m or more, found 1k
          corpus stats x.txt --cuts 2                | unknown option --cuts
          corpus sample x.txt --characters 0         | --characters: expected more than 0, found 0
          mend                                       | unknown command mend
          """)
  void namesWhatIsWrongInPlainWords(String line, String message) {
    Commands.Result result = Commands.run((Object[]) line.split(" ", -1));
    assertThat(result.errors()).startsWith("continuo: " + message).contains("--help");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }
}
