package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {

  @TempDir private Path root;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();

  private CudaLibraries libraries() {
    return new CudaLibraries(
        new LibraryFolders(root, environment::get, properties::get),
        place -> Path.of(place).isAbsolute());
  }

  private Path library(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private CudaLibraries.Report report() {
    return libraries().report();
  }

  @Test
  void findsWhatPipHasInstalledBesideThePythonOfThePath() throws IOException {
    Path venv = root.resolve("home/venv");
    Path base = root.resolve("python");
    library("python/bin/python3.12");
    Files.createDirectories(venv.resolve("bin"));
    Files.createSymbolicLink(venv.resolve("bin/python3"), base.resolve("bin/python3.12"));
    environment.put("PATH", root.resolve("nothing") + File.pathSeparator + venv.resolve("bin"));
    Path cublas =
        library("home/venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcublasLt.so.13");
    Path nvrtc =
        library("python/lib/python3.12/site-packages/nvidia/cuda_nvrtc/lib/libnvrtc.so.12");
    assertThat(report().cublasLt()).contains(cublas.toString());
    assertThat(report().nvrtc().map(Path::of))
        .hasValueSatisfying(found -> assertThat(found).hasSameBinaryContentAs(nvrtc))
        .hasValueSatisfying(found -> assertThat(found).hasFileName("libnvrtc.so.12"));
    assertThat(report().complete()).isTrue();
  }

  @Test
  void findsToolkitsAndPythonsInTheUsualPlaces() throws IOException {
    properties.put("user.home", root.resolve("home").toString());
    library("usr/local/cuda-12.8/targets/x86_64-linux/lib/libnvrtc.so.12");
    assertThat(report().nvrtc()).hasValueSatisfying(place -> assertThat(place).endsWith(".so.12"));
    Path newer = library("usr/local/cuda-13.0/lib64/libnvrtc.so.13");
    assertThat(report().nvrtc()).contains(newer.toString());
    for (String place :
        new String[] {
          "opt/conda/lib/python3.11/site-packages/nvidia/cublas/lib/libcublasLt.so.12",
          "opt/tool/.venv/lib/python3.12/site-packages/nvidia/cublas/lib/libcublasLt.so.12",
          "usr/lib/python3/dist-packages/nvidia/cublas/lib/libcublasLt.so.12",
          "usr/local/lib/python3.10/dist-packages/nvidia/cublas/lib/libcublasLt.so.12",
          "home/.local/lib/python3.10/site-packages/nvidia/cublas/lib/libcublasLt.so.12"
        }) {
      Path cublas = library(place);
      assertThat(report().cublasLt()).contains(cublas.toString());
      Files.delete(cublas);
    }
  }

  @Test
  void namedFoldersComeFirst() throws IOException {
    library("usr/local/cuda/lib64/libcublasLt.so.13");
    Path ofVariable = library("mine/libcublasLt.so.12");
    environment.put(
        "CONTINUO_CUDA_LIBRARIES",
        root.resolve("empty") + File.pathSeparator + ofVariable.getParent());
    assertThat(report().cublasLt()).contains(ofVariable.toString());
    Path ofProperty = library("other/libcublasLt.so.12");
    properties.put("continuo.cuda.libraries", root.resolve("other").toString());
    assertThat(report().cublasLt()).contains(ofProperty.toString());
  }

  @Test
  void findsTheLibrariesOfWindows() throws IOException {
    properties.put("continuo.cuda.libraries", root.resolve("bin").toString());
    library("bin/cublasLt64_13.dll");
    library("bin/nvrtc64_130_0.dll");
    assertThat(report().complete()).isTrue();
  }

  @Test
  void anOlderDriverNeedsAnOlderLibrary() throws IOException {
    properties.put("continuo.cuda.libraries", root.resolve("bin").toString());
    library("bin/libcublasLt.so.13");
    assertThatThrownBy(() -> libraries().cublasLt(12_080))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("libcublasLt.so.13 needs a driver of CUDA 13, found one of CUDA 12")
        .hasMessageContaining("pip install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12");
  }

  @Test
  void saysWhatWasLookedForAndWhereAndWhatToDo() throws IOException {
    Path folder = Files.createDirectories(root.resolve("usr/local/cuda-13.0/lib64"));
    environment.put("CONTINUO_CUDA_LIBRARIES", root.resolve("mine").toString());
    assertThatThrownBy(() -> libraries().nvrtc(13_000))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("libnvrtc.so.13")
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(root.resolve("mine").toString())
        .hasMessageContaining("pip install nvidia-cublas nvidia-cuda-nvrtc")
        .hasMessageContaining("CONTINUO_CUDA_LIBRARIES");
    assertThat(report().complete()).isFalse();
  }
}
