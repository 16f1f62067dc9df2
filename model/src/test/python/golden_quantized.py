"""Writes src/test/resources/golden/gguf/quantized.gguf with llama.cpp's own library.

Run in an environment with numpy and gguf, with the folder of llama.cpp's shared libraries, such as that in the npm
package @node-llama-cpp/linux-x64:

    python model/src/test/python/golden_quantized.py FOLDER

The file holds a matrix, and what the library makes of it in Q4_K and Q6_K.
"""

import ctypes
import pathlib
import sys

import gguf
import numpy

TARGET = pathlib.Path(__file__).parents[1] / "resources/golden/gguf/quantized.gguf"
kind = gguf.GGMLQuantizationType

library = ctypes.CDLL(str(pathlib.Path(sys.argv[1]) / "libggml-base.so"))
library.ggml_quantize_chunk.restype = ctypes.c_size_t
library.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p] + [ctypes.c_int64] * 3 + [ctypes.c_void_p]

generator = numpy.random.default_rng(11)
matrix = generator.standard_normal((8, 512)).astype(numpy.float32) * numpy.float32(0.04)
matrix[1] *= generator.standard_normal(512).astype(numpy.float32) ** 2  # a few large weights
matrix[2] += numpy.float32(0.05)
matrix[3] = numpy.abs(matrix[3])
matrix[4] = 0
matrix[5, 7] = 3
matrix = numpy.ascontiguousarray(matrix)
writer = gguf.GGUFWriter(TARGET, "llama")
writer.add_tensor("F32", matrix)
for stored in (kind.Q4_K, kind.Q6_K):
    elements, size = gguf.GGML_QUANT_SIZES[stored]
    data = numpy.zeros((8, 512 // elements * size), numpy.uint8)
    written = library.ggml_quantize_chunk(stored, matrix.ctypes.data, data.ctypes.data, 0, 8, 512, None)
    assert written == data.nbytes
    writer.add_tensor(stored.name, data, raw_dtype=stored)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
