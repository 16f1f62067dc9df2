/**
 * The operations on NVIDIA GPUs: the launches of a step are recorded once and replayed. Needs the
 * driver, cuBLASLt and NVRTC; nothing of them is loaded where there is no GPU.
 */
@NullMarked
package dev.continuo.model.backend.cuda;

import org.jspecify.annotations.NullMarked;
