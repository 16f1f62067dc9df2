package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.command.Commands.Result;
import dev.continuo.cli.serve.http.ServeOptions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "schlüssel", "line\n"})
  void aKeyThatNoClientCanSendIsWrongUsage(String key) {
    Result result = Commands.run("serve", "-m", "nowhere", "--api-key", key);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors())
        .contains("--api-key or $CONTINUO_API_KEY: expected", "leave both out")
        .contains(key.isEmpty() ? "an empty key" : "something else");
  }

  @Test
  void anEmptyNameIsWrongUsage() {
    Result result = Commands.run("serve", "-m", "nowhere", "--name", "");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).contains("--name: expected a name, found nothing");
  }

  @Test
  void knowsWhereEverybodyMayCome() {
    ServeOptions local = ServeOptions.local("model", 0);
    assertThat(local.isOpenToAll()).isFalse();
    assertThat(local.withHost("127.0.0.2").isOpenToAll()).isFalse();
    assertThat(local.withHost("0.0.0.0").isOpenToAll()).isTrue();
    assertThat(local.withHost("0.0.0.0").withApiKey(Optional.of("key")).isOpenToAll()).isFalse();
  }
}
