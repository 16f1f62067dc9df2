package dev.continuo.cli.prompt.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeFileTest {

  @TempDir Path folder;

  @Test
  void aTreeIsReadAsItWasWritten() throws IOException {
    TextTree tree = new TextTree();
    int cat = tree.add(TextTree.ROOT, "The \"cat\"\n春\u0001");
    TreeToken.Other other = new TreeToken.Other(9, " ran", -2.5);
    TreeToken sat = new TreeToken(7, " sat", -0.1, 0.75, List.of(other), false);
    TreeToken cut = new TreeToken(8, " do", null, null, List.of(), true);
    int end = tree.add(cat, " sat do", List.of(sat, cut), true);
    tree.add(cat, "");
    tree.name(end, "calm");
    tree.go(end);
    tree.go(cat);
    Path file = folder.resolve("tree.JSON");
    assertThat(TreeFile.isNamed(file)).isTrue();
    TreeFile.write(file, "Cats", "tiny", new JsonMapper().createObjectNode().put("seed", ""), tree);
    TextTree read = TreeReader.read(file);
    assertThat(List.copyOf(read.nodes())).isEqualTo(List.copyOf(tree.nodes()));
    assertThat(read.here()).isEqualTo(cat);
    assertThat(read.end(TextTree.ROOT)).isEqualTo(end);
    JsonNode json = new JsonMapper().readTree(file.toFile());
    assertThat(json.path("title").asText()).isEqualTo("Cats");
    assertThat(json.path("model").asText()).isEqualTo("tiny");
    assertThat(json.path("nodes").path(0).path("parent").isNull()).isTrue();
  }

  @Test
  void whatThePageExportedIsRead() throws IOException {
    TextTree tree =
        read(
            """
            {"format":"continuo-text","version":1,"title":"A","model":"m",
            "settings":{"seed":"","biases":[{"id":3,"text":"a","bias":1}]},"here":9,"followed":[[0,4]],"nodes":[
            {"children":[4],"text":"","tokens":null,"name":"","kept":false,"ended":false,"id":0,"parent":null},
            {"children":[9],"text":"It","tokens":null,"name":"","kept":true,"ended":false,"id":4,"parent":0},
            {"children":[],"text":" is","tokens":[{"id":1,"logprob":-1.5,"entropy":2,
            "top":[{"id":1,"text":" is","logprob":-1.5}],"text":" is"}],"name":"n","kept":false,"ended":true,"id":9,"parent":4}
            ]}
            """);
    assertThat(tree.here()).isEqualTo(9);
    assertThat(tree.node(4).kept()).isTrue();
    assertThat(tree.node(9).tokens().getFirst().likeliest()).hasSize(1);
    assertThat(tree.add(9, "more")).isEqualTo(10);
  }

  @Test
  void whatIsWrongIsNamedWithFileAndPlace() {
    assertRefused("", "expected a tree that /save or the page's export wrote");
    assertRefused("[1]", "expected a tree that /save");
    assertRefused("{\"format\":\"other\",\"nodes\":[]}", "\"format\": \"continuo-text\"");
    assertRefused("{\"format\":\n\"continuo-text\",", "not whole JSON at line 2, column");
    assertRefused(tree(2, root("[]")), "version: expected 1, found 2; a newer Continuo wrote it");
    assertRefused(tree(1, root("[]")) + "x", "not whole JSON");
    assertRefused(tree(1, root("[]")) + "{}", "expected nothing after the tree");
    assertRefused(tree(1, "3"), "nodes[0]: expected an object, found 3");
    assertRefused(tree(1, root("[1]")), "node 1: expected once, with node 0 before it");
    assertRefused(
        tree(1, "{\"id\":-1}"), "nodes[0].id: expected a number from 0 to 1000000000, found -1");
    assertRefused(tree(1, "{\"id\":1}"), "nodes[0].parent: expected a number from 0");
    assertRefused(
        tree(1, root("[1]") + ",{\"id\":1,\"parent\":0,\"text\":5}"),
        "nodes[1].text: expected a text, found 5");
    assertRefused(
        tree(
            1,
            root("[1]")
                + ",{\"id\":1,\"parent\":0,\"text\":\"a\",\"tokens\":[{\"id\":2,\"text\":\"b\"}]}"),
        "nodes[1].text: expected the text of its tokens, found \"a\"");
    assertRefused(
        tree(1, root("[1]") + ",{\"id\":1,\"parent\":0,\"tokens\":[{\"id\":2,\"logprob\":\"x\"}]}"),
        "nodes[1].tokens[0].logprob: expected a number, found \"x\"");
    assertRefused("[".repeat(5000), "expected a tree");
    assertRefused(tree(1, "[".repeat(5000)), "not whole JSON");
  }

  @Test
  void aTextIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("text.txt");
    TreeFile.writeText(file, "one\ntwo");
    assertThat(Files.readString(file)).isEqualTo("one\ntwo\n");
    assertThat(TreeReader.readText(file)).isEqualTo("one\ntwo");
    Files.writeString(file, "\uFEFFone\r\ntwo\n\n");
    assertThat(TreeReader.readText(file)).isEqualTo("one\ntwo\n");
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> TreeReader.readText(file))
        .isInstanceOf(TreeException.class)
        .hasMessage(file + ": expected text in UTF-8, found other bytes");
    assertThatThrownBy(() -> TreeReader.readText(folder.resolve("none")))
        .hasMessage(folder.resolve("none") + ": no such file");
    assertThatThrownBy(() -> TreeReader.readText(folder)).hasMessageContaining("cannot be read");
  }

  private static String root(String children) {
    return "{\"id\":0,\"parent\":null,\"children\":" + children + "}";
  }

  private static String tree(int version, String nodes) {
    return "{\"format\":\"continuo-text\",\"version\":" + version + ",\"nodes\":[" + nodes + "]}";
  }

  private void assertRefused(String content, String message) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(TreeException.class)
        .hasMessageStartingWith(folder.resolve("tree.json") + ": ")
        .hasMessageContaining(message);
  }

  private TextTree read(String content) throws IOException {
    return TreeReader.read(Files.writeString(folder.resolve("tree.json"), content));
  }
}
